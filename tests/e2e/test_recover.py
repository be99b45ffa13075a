"""`amzigo claim --recover` in a terminal, against a local Amazon on a socket."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.local_amazon import local_amazon
from tests.e2e.terminal import Said, Terminal, is_one_sentence
from tests.e2e.test_connect import EU, NA, Shop, environment


@pytest.fixture(scope="module")
def amazon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A local Amazon."""
    with local_amazon(tmp_path_factory.mktemp("sandbox") / "sandbox.db") as address:
        yield address


@pytest.fixture
def shop(amazon: str, tmp_path: Path) -> Shop:
    """A connected shop that the page's visitor owns."""
    shop = Shop(Terminal(tmp_path / "data", now=None), environment(amazon))
    assert shop.connect("--self").code == 0
    return shop


def recover(shop: Shop, *words: str, token: str | None = NA) -> Said:
    """Recover, with a token in the environment."""
    given = {"AMZIGO_REFRESH_TOKEN": token} if token else {}
    shop.terminal.env = {**shop.env, **given}
    return shop.terminal.run("claim", "--recover", *words)


def test_a_code_is_printed_with_when_it_works(shop: Shop) -> None:
    said = recover(shop)
    assert said.code == 0
    assert said.out.startswith("A recovery of “My shop” is noted. `amzigo all` tells its owners;")
    assert re.search(r"^  /amzigo claim \w{4}-\w{4}-\w{4}$", said.out, re.M)
    assert "24 hours after\nthat this makes an owner in Slack or Discord, unless" in said.out
    assert NA not in said.out
    assert shop.terminal.count("recovery") == 1
    (code,) = re.findall(r"\w{4}-\w{4}-\w{4}", said.out)
    assert code not in "".join(shop.terminal.content())
    again = recover(shop)
    assert (again.code, is_one_sentence(again.err)) == (1, True)
    assert "is under way until" in again.err


@pytest.mark.parametrize(
    ("words", "token", "said"),
    [
        (("--tenant", "Nobody"), NA, "There is no tenant “Nobody” here"),
        (("--seller-id", "my shop"), NA, "“my shop” does not fit `--seller-id`"),
        (("--seller-id", "A1ANOTHERSELLER"), "Atzr|another", "Amazon does not accept"),
        ((), "Atzr|another", "Amazon does not accept this refresh token"),
        ((), EU, "Amazon shows no store in NA"),
        ((), None, "there is no terminal to ask for the refresh token"),
    ],
)
def test_what_shows_nothing_recovers_nothing(
    shop: Shop, words: tuple[str, ...], token: str | None, said: str
) -> None:
    done = recover(shop, *words, token=token)
    assert done.code == 1
    assert said in done.err
    assert (token or NA) not in done.err
    assert shop.terminal.count("recovery") == 0
    assert shop.terminal.count("claim_code") == 0
