"""Products, reports, accounts, team, posts and handles on both databases."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from core.catalogue import Catalogue
from core.errors import SealBroken
from core.model import AccountId, MemberRole, Place, TenantId, Unreadable
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.orders import ProductSeen, ReportRow
from core.ports.posts import HandleRow, PostRow
from core.ports.tenants import Bound, ChannelRow, TenantRow
from tests.storages import (
    ACCOUNT,
    CA,
    DAY,
    NOW,
    OTHER,
    SECOND,
    SHOP,
    US,
    Opened,
    opened_storage,
)

SECRET = "Atzr|invented-refresh-token"
HOUR = timedelta(hours=1)


@pytest.fixture
async def opened(database_url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened_storage(database_url, tmp_path) as opened:
        yield opened


def seen(title: str, hours: int, day: date = DAY, asin: str = "B1") -> ProductSeen:
    return ProductSeen("SKU-1", asin, title, day, NOW + hours * HOUR)


async def test_a_newer_title_stays_and_the_first_day_only_moves_back(opened: Opened) -> None:
    arrivals = [
        seen("Second", 2, DAY),
        seen("First", 1, DAY - timedelta(days=9)),
        seen("Third", 3, DAY + timedelta(days=9), "B3"),
    ]
    for one in arrivals:
        async with opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).products.seen(ACCOUNT, [one])
    found = await opened.rows("SELECT asin, title, first_day FROM product")
    assert found == [("B3", "Third", (DAY - timedelta(days=9)).toordinal())]


@pytest.mark.parametrize("turned", [False, True])
async def test_of_two_titles_of_one_time_the_same_stays_in_any_order(
    opened: Opened, turned: bool
) -> None:
    both = [seen("Alpha", 1), seen("Beta", 1)]
    for one in both[::-1] if turned else both:
        async with opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).products.seen(ACCOUNT, [one])
    assert await opened.rows("SELECT title FROM product") == [("Beta",)]


@pytest.mark.parametrize(("first", "second"), [("a-few", "b-many"), ("b-few", "a-many")])
async def test_the_account_with_most_products_names_what_several_sell(
    opened: Opened, first: str, second: str
) -> None:
    """As the catalogue says: a shop's titles are of one language on every card."""
    few, many = AccountId(first), AccountId(second)
    async with opened.storage.write() as uow:
        scope = await uow.for_tenant(SHOP)
        for account, title, skus in ((many, "A lamp", 3), (few, "ランプ", 1)):
            await scope.accounts.add(AccountRow(account, account, "NA", None, "active", None))
            products = [ProductSeen(f"SKU-{n}", "B1", title, DAY, NOW) for n in range(skus)]
            await scope.products.seen(account, products)
        rows = tuple(await scope.products.known())
        found = await scope.products.titles(["SKU-0", "SKU-1", "SKU-2"])
    assert found == Catalogue(rows).titles == {f"SKU-{n}": "A lamp" for n in range(3)}


async def test_titles_are_the_tenants_own_and_never_empty(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        products = (await uow.for_tenant(SHOP)).products
        await products.seen(ACCOUNT, [seen("A lamp", 1), seen("", 1)._replace(sku="SKU-2")])
        assert await products.titles(["SKU-1", "SKU-2", "SKU-3"]) == {"SKU-1": "A lamp"}
        assert await products.titles([]) == {}
        assert await (await uow.for_tenant(OTHER)).products.titles(["SKU-1"]) == {}


def report(state: str = "begun") -> ReportRow:
    return ReportRow("r1", "ALL_ORDERS", "file import", b"d" * 32, state, 0, 0, 0, 0, 0, NOW, None)


async def test_a_report_is_known_again_once_it_was_taken_in_to_its_end(opened: Opened) -> None:
    done = report("done")._replace(rows_read=5, rows_unreadable=2, done_at=NOW + HOUR)
    async with opened.storage.write() as uow:
        reports = (await uow.for_tenant(SHOP)).reports
        await reports.begin(ACCOUNT, report())
        assert await reports.by_digest(ACCOUNT, b"d" * 32) is None
        bad = [Unreadable(7, "no sku"), Unreadable(9, "too few columns")]
        await reports.finish(ACCOUNT, done, bad)
        assert await reports.by_digest(ACCOUNT, b"d" * 32) == done
        assert await reports.by_digest(SECOND, b"d" * 32) is None
        assert await (await uow.for_tenant(OTHER)).reports.by_digest(ACCOUNT, b"d" * 32) is None
    kept = await opened.rows("SELECT line, reason FROM quarantined_row ORDER BY line")
    assert kept == [(7, "no sku"), (9, "too few columns")]


async def test_of_very_many_unreadable_rows_the_first_are_kept(opened: Opened) -> None:
    bad = [Unreadable(line, "no sku") for line in range(2, 1_500)]
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).reports.finish(ACCOUNT, report("done"), bad)
    found = await opened.rows("SELECT count(*), max(line) FROM quarantined_row")
    assert found == [(1_000, 1_001)]


async def test_a_credential_is_sealed_to_its_place(opened: Opened, database_url: str) -> None:
    async with opened.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        await accounts.seal_credential(ACCOUNT, "refresh", "older", NOW)
        await accounts.seal_credential(ACCOUNT, "refresh", SECRET, NOW)
        assert await accounts.credential(ACCOUNT, "refresh") == SECRET
        assert await accounts.credential(SECOND, "refresh") is None
        assert await accounts.credential(ACCOUNT, "access") is None
    kept = await opened.rows("SELECT sealed FROM credential")
    assert SECRET.encode() not in bytes(kept[0][0])
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        raw = b"".join(file.read_bytes() for file in path.parent.glob("amzigo.db*"))
        assert b"refresh" in raw
        assert SECRET.encode() not in raw
    await opened.change("UPDATE credential SET account_id = 'account-2'")
    async with opened.storage.read() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        with pytest.raises(SealBroken):
            await accounts.credential(SECOND, "refresh")


async def test_accounts_and_their_stores(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        accounts = (await uow.for_tenant(SHOP)).accounts
        await accounts.set_home(ACCOUNT, CA)
        await accounts.add_marketplaces(ACCOUNT, [MarketplaceRow(US, "EUR", "UTC")])
        found = await accounts.marketplaces(ACCOUNT)
        both = await accounts.all()
        others = await (await uow.for_tenant(OTHER)).accounts.all()
    zone = "America/Los_Angeles"
    assert found == [MarketplaceRow(CA, "CAD", zone), MarketplaceRow(US, "USD", zone)]
    assert both[0] == AccountRow(ACCOUNT, "Name account-1", "file", CA, "active", None)
    assert [row.account_id for row in both] == [ACCOUNT, SECOND]
    assert others == []


def channel(name: str) -> ChannelRow:
    return ChannelRow("slack", "T1", name, f"#{name}", "Europe/Berlin", 480, NOW)


async def test_a_channel_finds_its_tenant(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).team.bind(channel("C1"))
        directory = uow.directory
        assert await directory.bound("slack", "T1", "C1") == Bound(SHOP, exactly=True)
        assert await directory.bound("slack", "T1", "C9") == Bound(SHOP, exactly=False)
        assert await directory.bound("slack", "T2", "C1") is None
        await (await uow.for_tenant(OTHER)).team.bind(channel("C2"))
        assert await directory.bound("slack", "T1", "C2") == Bound(OTHER, exactly=True)
        assert await directory.bound("slack", "T1", "C9") is None, "two tenants: nobody guesses"
        assert await (await uow.for_tenant(SHOP)).team.channels() == [channel("C1")]


async def test_a_channel_speaks_for_one_tenant_whoever_binds_it_again(opened: Opened) -> None:
    for minute in (480, 510):
        async with opened.storage.write() as uow:
            again = channel("C1")._replace(digest_minute=minute)
            assert await (await uow.for_tenant(SHOP)).team.bind(again)
    async with opened.storage.write() as uow:
        other = (await uow.for_tenant(OTHER)).team
        assert not await other.bind(channel("C1"))
        assert not await other.release(Place("slack", "T1", "C1"))
    async with opened.storage.write() as uow:
        its = (await uow.for_tenant(SHOP)).team
        assert [row.digest_minute for row in await its.channels()] == [510]
        assert await its.release(Place("slack", "T1", "C1"))
        assert not await its.release(Place("slack", "T1", "C1"))
        assert await (await uow.for_tenant(OTHER)).team.bind(channel("C1"))


async def test_tenants_by_name(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        await uow.directory.add(TenantRow(TenantId("t3"), "A shop", "p-3", "active", NOW))
        names = [row.name for row in await uow.directory.tenants()]
    assert names == ["A shop", "Demo shop", "Other shop"]


async def test_a_tenant_knows_its_own_row(opened: Opened) -> None:
    async with opened.storage.read() as uow:
        rows = [await (await uow.for_tenant(one)).team.tenant() for one in (OTHER, SHOP)]
        assert {row.name: row for row in rows} == {
            row.name: row for row in await uow.directory.tenants()
        }
    assert [row.tenant_id for row in rows] == [OTHER, SHOP]


async def test_members_have_a_standing_in_their_tenant_alone(opened: Opened) -> None:
    async with opened.storage.write() as uow:
        team = (await uow.for_tenant(SHOP)).team
        for user, role in (("U1", MemberRole.OWNER), ("U2", MemberRole.VIEWER)):
            await team.admit(("slack", "T1", user), role, NOW)
        assert await team.role("slack", "T1", "U1") is MemberRole.OWNER
        assert await team.role("slack", "T1", "U3") is None
        assert await team.role("discord", "T1", "U1") is None
        assert await team.members_with(MemberRole.APPROVER) == [("slack", "T1", "U1")]
        assert await team.members_with(MemberRole.VIEWER) == [
            ("slack", "T1", one) for one in ("U1", "U2")
        ]
        await team.switch_on("sales", NOW)
        assert await team.features() == {"sales"}
        other = (await uow.for_tenant(OTHER)).team
        assert await other.role("slack", "T1", "U1") is None
        assert await other.features() == frozenset()


async def test_posts_of_an_object_the_oldest_first(opened: Opened) -> None:
    rows = [
        PostRow("slack", "T1", "C1", f"m{n}", "batch:1" if n % 2 else "digest:1", NOW - n * HOUR)
        for n in range(4)
    ]
    async with opened.storage.write() as uow:
        posts = (await uow.for_tenant(SHOP)).posts
        for row in rows:
            await posts.add(row)
        assert await posts.of("batch:1") == [rows[3], rows[1]]
        assert await posts.all() == rows[::-1]
        assert await (await uow.for_tenant(OTHER)).posts.all() == []


async def test_a_post_that_is_noted_again_shows_another_object(opened: Opened) -> None:
    row = PostRow("slack", "T1", "C1", "m1", "", NOW)
    async with opened.storage.write() as uow:
        posts = (await uow.for_tenant(SHOP)).posts
        await posts.add(row)
        await posts.add(row._replace(object="batch:1", posted_at=NOW + HOUR))
        assert await posts.all() == [row._replace(object="batch:1")]


async def test_a_handle_is_found_by_its_hash_and_by_its_tenant_alone(opened: Opened) -> None:
    row = HandleRow("approve", "batch:1", b"p" * 32, MemberRole.APPROVER, NOW)
    async with opened.storage.write() as uow:
        handles = (await uow.for_tenant(SHOP)).handles
        await handles.add(b"h" * 32, row)
        await handles.add(b"i" * 32, row)
        assert await handles.find(b"h" * 32) == row
        assert await handles.find(b"x" * 32) is None
        assert await (await uow.for_tenant(OTHER)).handles.find(b"h" * 32) is None
