"""What the demo makes before anything is synced, and what a new start deletes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest

from bot.adapters.local.channels import LocalChannels
from bot.cli.demo import DATABASES, KEY_FILE, demo_settings, forget
from bot.cli.local_amazon import local_amazon
from bot.demo import FEATURES, SHOPS, STOCK_DAYS, DemoMaker, PastStock
from bot.demo_stock import remembered
from core.model import MemberRole, TenantId
from core.secrets import REFRESH_TOKEN
from core.spapi.sandbox.accounts import ACCOUNTS
from core.tenants import create_tenant
from storage.installation import open_database
from storage.unit_of_work import SqlStorage
from tests.memory_keys import MemoryKeyStore
from tests.storages import Submitted

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@dataclass
class Made:
    """The demo, and what the maker asked the sandbox's memory for."""

    storage: SqlStorage
    accounts: list[tuple[TenantId, str]]
    spans: set[tuple[str, date, date]]


@pytest.fixture
async def made(sqlite_url: str) -> AsyncIterator[Made]:
    keys, numbers = MemoryKeyStore(), count(1)
    spans: set[tuple[str, date, date]] = set()

    async def history(seller: str, store: str, first: date, last: date) -> list[PastStock]:
        spans.add((seller, first, last))
        return [PastStock(last, "GP-01", 7, 3)]

    async with open_database(sqlite_url, "demo") as (engine, _):
        storage = SqlStorage(engine, keys, Submitted())

        def new_id() -> str:
            return f"id-{next(numbers)}"

        async def create(name: str) -> TenantId:
            return await create_tenant(storage, keys, name, new_id, NOW)

        maker = DemoMaker(storage, create, new_id, history)
        accounts = [(tenant, str(one)) for tenant, one in await maker.make(ACCOUNTS, NOW)]
        yield Made(storage, accounts, spans)


async def test_each_shop_has_its_channel_its_owner_and_its_features(made: Made) -> None:
    channels = await LocalChannels(made.storage)()
    assert [(one.name, one.topic, one.zone) for one in channels] == [
        (shop.channel, shop.name, shop.zone) for shop in SHOPS
    ]
    async with made.storage.read() as uow:
        for row in await uow.directory.tenants():
            team = (await uow.for_tenant(row.tenant_id)).team
            assert await team.role("local", "local", "you") is MemberRole.OWNER
            assert await team.features() == set(FEATURES)


async def test_each_account_belongs_to_its_shop_and_can_be_opened(made: Made) -> None:
    found = {}
    async with made.storage.read() as uow:
        names = {row.tenant_id: row.name for row in await uow.directory.tenants()}
        for tenant in names:
            accounts = (await uow.for_tenant(tenant)).accounts
            for row in await accounts.all():
                token = await accounts.credential(row.account_id, REFRESH_TOKEN)
                found[names[tenant], row.region] = token
    assert found == {(one.shop, one.region): one.refresh_token for one in ACCOUNTS}
    assert len(made.accounts) == len(ACCOUNTS)


async def test_past_stock_reaches_to_yesterday(made: Made) -> None:
    yesterday = NOW.date() - timedelta(days=1)
    first = NOW.date() - timedelta(days=STOCK_DAYS)
    assert made.spans == {(one.seller, first, yesterday) for one in ACCOUNTS}


def test_a_new_start_deletes_what_a_demo_made_and_nothing_else(tmp_path: Path) -> None:
    own = [*DATABASES, KEY_FILE, *(f"{name}-wal" for name in DATABASES)]
    for name in (*own, "report.txt"):
        (tmp_path / name).write_text("x")
    forget(tmp_path)
    forget(tmp_path)  # and a second time, with nothing there
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_demo_reaches_no_amazon_but_its_own(tmp_path: Path) -> None:
    settings = demo_settings(tmp_path, "http://127.0.0.1:4711")
    assert settings.wants_demo
    assert settings.amazon_is_local
    assert set(settings.amazon.values()) == {"http://127.0.0.1:4711"}
    assert settings.data_dir == tmp_path
    assert settings.lwa_client_secret
    assert settings.lwa_client_secret not in repr(settings)


async def test_the_local_amazon_remembers_past_stock_and_ends_with_the_block(
    tmp_path: Path,
) -> None:
    state, day = tmp_path / "sandbox.db", NOW.date() - timedelta(days=400)
    with local_amazon(state) as address:
        assert address.startswith("http://127.0.0.1:")
        account = ACCOUNTS[0]
        rows = await remembered(address)(account.seller, account.marketplace_ids[0], day, day)
        assert rows
        assert {row.day for row in rows} == {day}
    with pytest.raises(httpx.ConnectError):
        await remembered(address)(account.seller, account.marketplace_ids[0], day, day)
    assert state.exists()
