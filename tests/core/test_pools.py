"""Marketplaces that sell from one stock."""

from datetime import UTC, date, datetime

from core.model import AccountId
from core.pools import Pool, pooled, pools
from core.ports.stock import Level
from tests.amazon_cases import case

US, CA, DE = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1PA6795UKMFR9"
NA, EU = AccountId("na"), AccountId("eu")
DAY = date(2026, 11, 23)


def level(store: str, sku: str, sellable: int, account: AccountId = NA, day: date = DAY) -> Level:
    """A snapshot."""
    as_of = datetime(day.year, day.month, day.day, 6, tzinfo=UTC)
    return Level(account, store, sku, day, sellable, 0, 0, as_of, day)


def test_stores_that_show_the_same_units_are_one_pool() -> None:
    levels = [level(US, "A", 161), level(CA, "A", 161), level(US, "B", 4), level(CA, "B", 4)]
    found = pools([(NA, CA), (NA, US)], levels)
    assert found[NA, US] == found[NA, CA] == Pool(NA, (US, CA))


def test_stores_with_separate_stock_are_planned_apart() -> None:
    levels = [
        level(US, "A", 161),
        level(CA, "A", 30),
        level(US, "B", 4),
        level(CA, "B", 9),
        level(US, "C", 7),
        level(CA, "C", 7),
    ]
    found = pools([(NA, US), (NA, CA)], levels)
    assert found[NA, US] == Pool(NA, (US,))
    assert found[NA, CA] == Pool(NA, (CA,))


def test_shelves_empty_everywhere_prove_nothing() -> None:
    found = pools([(NA, US), (NA, CA)], [level(US, "A", 0), level(CA, "A", 0)])
    assert found[NA, US] == Pool(NA, (US,))


def test_europe_is_planned_by_marketplace() -> None:
    france = "A13V1IB3VIYZZH"
    levels = [level(DE, "A", 50, EU), level(france, "A", 50, EU)]
    assert pools([(EU, DE), (EU, france)], levels)[EU, DE] == Pool(EU, (DE,))


@case(22)
def test_a_pool_has_its_largest_snapshot_never_the_sum() -> None:
    older = level(CA, "A", 900, day=date(2026, 11, 20))
    found = pooled([level(US, "A", 161), level(CA, "A", 160), older])
    assert found.sellable == 161
    assert found.known_from == date(2026, 11, 20)
