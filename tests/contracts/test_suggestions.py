"""What is offered to somebody who types, on both databases: of their own tenant, and no more."""

from datetime import date
from pathlib import Path

import pytest

from bot.handlers.asked import Member
from bot.suggestions import MOST, Suggester, Typing
from core.errors import NotAMember, NotBound
from core.model import MemberRole, Place, TenantId
from core.ports.orders import ProductSeen
from tests.storages import ACCOUNT, NOW, OTHER, SHOP, Opened, opened_storage

HERE, THERE = Place("discord", "g", "shop"), Place("discord", "g", "other")
TITLES = {
    "GP-01": "Garlic press, steel",
    "gp-02": "Garlic press, wood",
    "TI-3": "Tea infuser with a gp handle",
    "100%": "A lid",
    "A_B": "A board",
}


async def member(place: Place, user: str) -> Member:
    """Who asks: owners of two tenants in one guild, and nobody else."""
    tenants: dict[Place, TenantId] = {HERE: SHOP, THERE: OTHER}
    if place not in tenants:
        raise NotBound
    if user != "owner":
        raise NotAMember
    return Member(tenants[place], user, MemberRole.OWNER)


async def offered(
    opened: Opened,
    text: str,
    field: tuple[str, str] = ("product", "sku"),
    place: Place = HERE,
    user: str = "owner",
) -> list[str]:
    """The values that are offered."""
    suggester = Suggester(opened.storage, member)
    return [one.value for one in await suggester(Typing(place, user, *field, text))]


async def stock(opened: Opened, titles: dict[str, str]) -> None:
    """Give the shop its products."""
    seen = [
        ProductSeen(sku, "B000000001", title, date(2026, 11, 1), NOW)
        for sku, title in titles.items()
    ]
    async with opened.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).products.seen(ACCOUNT, seen)


async def test_products_by_the_beginning_of_their_sku_then_by_title(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await stock(opened, TITLES)

        assert sorted((await offered(opened, "gp"))[:2]) == ["GP-01", "gp-02"]
        assert (await offered(opened, "gp"))[2:] == ["TI-3"]
        assert await offered(opened, "STEEL") == ["GP-01"]
        assert await offered(opened, "%") == []
        assert await offered(opened, "a_") == ["A_B"]


async def test_a_label_names_the_product(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await stock(opened, {"GP-01": "Garlic press", "GP-02": ""})
        typing = Typing(HERE, "owner", "product", "sku", "GP")

        found = await Suggester(opened.storage, member)(typing)

    assert [one.label for one in found] == ["GP-01 · Garlic press", "GP-02"]


async def test_no_more_than_a_platform_shows(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await stock(opened, {f"S-{n:03}": f"Product {n}" for n in range(60)})

        assert await offered(opened, "s-") == [f"S-{n:03}" for n in range(MOST)]


async def test_stores_of_the_shop_and_commands(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        assert await offered(opened, "", ("stats", "for")) == ["Amazon.ca", "Amazon.com"]
        assert await offered(opened, ".CA", ("stats", "for")) == ["Amazon.ca"]
        assert await offered(opened, "sta", ("help", "topic")) == ["stats", "status"]


@pytest.mark.parametrize(
    ("place", "user"),
    [(THERE, "owner"), (HERE, "stranger"), (Place("discord", "g", "nowhere"), "owner")],
    ids=["another tenant's channel", "a stranger", "nobody's channel"],
)
async def test_nothing_of_another_tenant_is_offered(
    database_url: str, tmp_path: Path, place: Place, user: str
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        await stock(opened, TITLES)

        assert await offered(opened, "", place=place, user=user) == []
        assert await offered(opened, "", ("stats", "for"), place, user) == []


async def test_nothing_is_offered_for_what_suggests_nothing(
    database_url: str, tmp_path: Path
) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        assert await offered(opened, "", ("stats", "period")) == []
        assert await offered(opened, "", ("no such verb", "sku")) == []
