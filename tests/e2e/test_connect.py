"""`amzigo connect --self` in a terminal, against a local Amazon on a socket; and what is logged."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.amazon_wiring import open_amazon
from bot.chance import new_id
from bot.cli.connect import connector
from bot.cli.local_amazon import local_amazon
from bot.settings import read_settings
from bot.wiring import open_house
from core.amazon_errors import AuthorizationLost
from core.callers import caller_for
from core.connect import Wanted
from core.spapi.sandbox.accounts import ACCOUNTS, CLIENT_ID, CLIENT_SECRET
from tests.amazon_cases import case
from tests.connected import START
from tests.e2e.terminal import Said, Terminal, is_one_sentence, report

NA, FE, EU = (account.refresh_token for account in ACCOUNTS)
CLOSED = "http://127.0.0.1:9"


@dataclass
class Shop:
    """A terminal whose Amazon is on this machine."""

    terminal: Terminal
    env: dict[str, str]

    def connect(self, *words: str, token: str | None = NA, **env: str) -> Said:
        """Connect, with a token in the environment."""
        given = {"AMZIGO_REFRESH_TOKEN": token} if token else {}
        self.terminal.env = {**self.env, **given, **env}
        return self.terminal.run("connect", *words)

    def ask(self, question: str) -> Said:
        """Ask in the terminal."""
        self.terminal.env = self.env
        return self.terminal.run("ask", question)


def environment(amazon: str) -> dict[str, str]:
    """The settings of an installation with its own app at that Amazon."""
    names = ("SPAPI_NA_URL", "SPAPI_EU_URL", "SPAPI_FE_URL", "LWA_URL")
    return {
        "AMZIGO_ENV": "demo",
        "AMZIGO_LWA_CLIENT_ID": CLIENT_ID,
        "AMZIGO_LWA_CLIENT_SECRET": CLIENT_SECRET,
        **{f"AMZIGO_{name}": amazon for name in names},
    }


@pytest.fixture(scope="module")
def amazon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with local_amazon(tmp_path_factory.mktemp("sandbox") / "sandbox.db") as address:
        yield address


@pytest.fixture
def shop(tmp_path: Path, amazon: str) -> Shop:
    return Shop(Terminal(tmp_path / "data", now=None), environment(amazon))


def test_a_first_shop_gets_a_tenant_its_stores_and_a_next_step(shop: Shop) -> None:
    done = shop.connect("--self")
    assert (done.code, done.err) == (0, "")
    first, second, *stores, last, switch, run = done.out.splitlines()
    assert first == "I made the tenant “My shop”."
    assert second == "Connected “My shop NA” (NA) for the tenant “My shop”."
    assert stores == [
        "  Amazon.ca: CAD, days in America/Los_Angeles",
        "  Amazon.com: USD, days in America/Los_Angeles",
    ]
    assert last.startswith("No feature is on, so nothing is read yet.")
    assert (switch, run) == (
        """  amzigo ask --tenant 'My shop' "access on:sales\"""",
        "  amzigo all",
    )
    assert "Amazon.com" in shop.ask("status").out
    assert shop.terminal.count("feature_switch") == 0


def test_the_same_shop_again_doubles_nothing(shop: Shop) -> None:
    shop.connect("--self")
    names = ("tenant", "seller_account", "credential", "marketplace", "sync_state")
    before = {name: shop.terminal.count(name) for name in names}
    again = shop.connect("--self", "--region", "NA")
    assert again.out.startswith("Renewed the authorization of “My shop NA” (NA)")
    assert {name: shop.terminal.count(name) for name in names} == before


def test_a_second_region_is_a_second_account(shop: Shop) -> None:
    shop.connect("--self", "--tenant", "Demo shop")
    assert "“Demo shop FE” (FE)" in shop.connect("--self", "--region", "fe", token=FE).out
    assert shop.terminal.count("tenant") == 1
    assert shop.terminal.count("seller_account") == 2


def test_no_token_is_ever_printed_or_stored_in_the_clear(shop: Shop) -> None:
    done = shop.connect("--self")
    everything = b"".join(one.read_bytes() for one in shop.terminal.folder.iterdir())
    for token in (b"Atzr|", b"Atza|"):
        assert token not in everything
        assert token.decode() not in done.out + done.err


@pytest.mark.parametrize(
    ("words", "token", "env", "said"),
    [
        ((), NA, {}, "use --self"),
        (("--self",), "Atzr|not-a-token-of-anybody", {}, "does not accept this refresh token"),
        (("--self",), "x", {}, "does not accept this refresh token"),
        (("--self",), None, {}, "AMZIGO_REFRESH_TOKEN"),
        (("--self", "--region", "EU"), NA, {}, "no store in EU"),
        (("--self", "--region", "US"), NA, {}, "It is NA, EU or FE."),
        (("--self",), NA, {"AMZIGO_LWA_URL": CLOSED}, "could not be asked"),
        (("--self",), NA, {"AMZIGO_LWA_CLIENT_ID": ""}, "AMZIGO_LWA_CLIENT_ID"),
        (("--self",), NA, {"AMZIGO_LWA_CLIENT_SECRET": "wrong"}, "AMZIGO_LWA_CLIENT_SECRET"),
        (("--self", "--seller-id", "Another shop"), NA, {}, "no account “Another shop”"),
    ],
)
def test_what_cannot_be_connected_is_told_in_one_sentence_and_leaves_nothing(
    shop: Shop, words: tuple[str, ...], token: str | None, env: dict[str, str], said: str
) -> None:
    refused = shop.connect(*words, token=token, **env)
    assert refused.code == 1
    assert said in refused.err
    assert is_one_sentence(refused.err), refused.err
    for table in ("tenant", "seller_account", "credential", "marketplace"):
        assert shop.terminal.count(table) == 0


def test_an_imported_file_of_the_same_store_is_in_the_way(shop: Shop, tmp_path: Path) -> None:
    shop.terminal.env = shop.env
    assert shop.terminal.run("import", str(report(tmp_path / "orders.txt"))).code == 0
    lines = shop.terminal.count("order_line")
    refused = shop.connect("--self", token=NA)
    assert refused.code == 1
    assert "would count twice" in refused.err
    assert shop.terminal.count("order_line") == lines
    replaced = shop.connect("--self", "--tenant", "My import", "--replace-import")
    assert "The imported orders of these stores were deleted" in replaced.out
    assert shop.terminal.count("order_line") == 0


def test_a_file_of_a_connected_store_is_refused(shop: Shop, tmp_path: Path) -> None:
    assert shop.connect("--self").code == 0
    shop.terminal.env = shop.env
    refused = shop.terminal.run("import", str(report(tmp_path / "orders.txt")))
    assert refused.code == 1
    assert "gets from Amazon all orders of Amazon.com" in refused.err
    assert "would count twice. Nothing was imported." in refused.err
    assert is_one_sentence(refused.err), refused.err
    assert shop.terminal.count("order_line") == 0
    assert shop.terminal.count("seller_account") == 1


def test_a_further_tenant_is_made_only_where_somebody_says_so(shop: Shop) -> None:
    assert shop.connect("--self", "--tenant", "Demo shop").code == 0
    slip = shop.connect("--self", "--tenant", "Demo shpo", token=FE)
    assert (slip.code, is_one_sentence(slip.err)) == (1, True)
    assert "no tenant “Demo shpo” here (did you mean “Demo shop”?)" in slip.err
    assert "the name of your shop as listed; “new:NAME” makes a further" in slip.err
    there = shop.connect("--self", "--tenant", "new:demo shop", token=FE)
    assert "a tenant of that name already" in there.err
    taken = shop.connect("--self", "--tenant", "new:Second shop")
    assert "already connected in the tenant “Demo shop”" in taken.err
    assert is_one_sentence(taken.err)
    assert shop.terminal.count("tenant") == 1
    made = shop.connect("--self", "--tenant", "new: Second shop", token=FE)
    assert made.out.startswith("I made the tenant “Second shop”.")
    assert (shop.terminal.count("tenant"), shop.terminal.count("seller_account")) == (2, 2)


class Everything(logging.Handler):
    """Keeps every record, as it is written and as it would be shown."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(f"{record.name} {record.getMessage()} {record.args!r}")


@pytest.fixture
def everything() -> Iterator[Everything]:
    handler, root = Everything(), logging.getLogger()
    names = ("", "httpx", "httpcore", "httpcore.connection", "httpcore.http11", "asyncio")
    loggers = [logging.getLogger(name) for name in names]
    before = [(one, one.level) for one in loggers]
    root.addHandler(handler)
    for one in loggers:
        one.setLevel(logging.DEBUG)
    yield handler
    root.removeHandler(handler)
    for one, level in before:
        one.setLevel(level)


@case(34)
async def test_no_token_is_in_any_log_at_any_level(
    tmp_path: Path, amazon: str, everything: Everything
) -> None:
    settings = read_settings({**environment(amazon), "AMZIGO_DATA_DIR": str(tmp_path)})
    async with open_house(settings, lambda: START) as house:
        tenant = await house.create_tenant("Demo shop")
        async with house.storage.read() as uow:
            owner = (await uow.directory.tenants())[0]
        async with open_amazon(house, NA) as asked:
            for name in ("httpcore", "httpcore.connection", "httpcore.http11"):
                logging.getLogger(name).setLevel(logging.DEBUG)
            work = connector(house, asked)
            found = await work.look(Wanted(NA), owner.pseudonym)
            await work.connect(owner, Wanted(NA), found)
        async with house.storage.read() as uow:
            (row,) = await (await uow.for_tenant(tenant)).accounts.all()
        async with open_amazon(house) as api:
            for name in ("httpcore", "httpcore.connection", "httpcore.http11"):
                logging.getLogger(name).setLevel(logging.DEBUG)
            caller = await caller_for(house.storage, tenant, row.account_id)
            assert await api.participations(caller)
            async with house.storage.write() as uow:
                accounts = (await uow.for_tenant(tenant)).accounts
                await accounts.seal_credential(
                    row.account_id, "refresh_token", f"Atzr|dead-{new_id()}", START
                )
            with pytest.raises(AuthorizationLost):
                await api.check(caller)
    assert any(line.startswith("httpcore") for line in everything.lines)
    told = [line for line in everything.lines if "Atza" in line or "Atzr" in line]
    assert told == []
