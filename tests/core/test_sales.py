"""The facts of `stats`: sums, order, what is not known, and their JSON."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.facts import as_json
from core.model import LeftOut, Money, Period
from core.ports.sales import DayRow, Freshness, ProductRow
from core.sales import SalesRows, sales_facts

US, CA = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"
ZONE = "America/Los_Angeles"
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 3)
PERIOD = Period(FIRST, LAST)
READ = datetime(2026, 11, 4, 12, tzinfo=UTC)
FRESH = Freshness(US, "USD", ZONE, READ, "file import")


def day(currency: str, at: date, revenue: int, store: str = US) -> DayRow:
    return DayRow(store, currency, at, 1, 2, 3, revenue, 1)


def test_two_currencies_of_one_store_stay_apart() -> None:
    rows = [day("USD", FIRST, 500), day("USD", LAST, 100), day("EUR", FIRST, 900)]
    facts = sales_facts(PERIOD, SalesRows(rows, (), {}, [FRESH]))
    assert [(part.currency, part.total.revenue) for part in facts.marketplaces] == [
        ("EUR", Money(900, "EUR")),
        ("USD", Money(600, "USD")),
    ]
    dollars = facts.marketplaces[1].total
    assert (dollars.orders, dollars.lines, dollars.units, dollars.unpriced_units) == (2, 4, 6, 2)


def test_days_after_the_last_one_read_are_left_out_and_earlier_ones_are_zero() -> None:
    until = replace_as_of(datetime(2026, 11, 3, 6, tzinfo=UTC))  # still the 2nd in Los Angeles
    facts = sales_facts(PERIOD, SalesRows([day("USD", FIRST, 500)], (), {}, [until]))
    found = [(one.day, one.units) for one in facts.marketplaces[0].by_day]
    assert found == [(FIRST, 3), (date(2026, 11, 2), 0)]


def replace_as_of(at: datetime | None) -> Freshness:
    return FRESH._replace(as_of=at)


def test_days_before_the_first_one_ever_read_are_left_out() -> None:
    second = FIRST + timedelta(days=1)
    rows = SalesRows([day("USD", second, 500)], (), {}, [FRESH], first_day=second)
    (store,) = sales_facts(PERIOD, rows).marketplaces
    assert store.by_day[0].day == second
    assert len(store.by_day) == PERIOD.days - 1


def test_a_store_that_was_read_and_sold_nothing_shows_zeros_and_one_never_read_does_not() -> None:
    unread = Freshness(CA, "CAD", ZONE, None, None)
    facts = sales_facts(PERIOD, SalesRows((), (), {}, [FRESH, unread]))
    assert [part.marketplace for part in facts.marketplaces] == ["Amazon.com"]
    assert facts.marketplaces[0].total.revenue == Money(0, "USD")
    assert len(facts.marketplaces[0].by_day) == 3


def test_a_store_whose_currency_nobody_knows_has_no_row_without_one() -> None:
    unknown = Freshness("Amazon.xx", "", "UTC", READ, "file import")
    rows = [day("XAU", FIRST, 100, "Amazon.xx")]
    facts = sales_facts(PERIOD, SalesRows(rows, (), {}, [unknown]))
    assert [part.currency for part in facts.marketplaces] == ["XAU"]


def test_nothing_read_has_no_time_and_no_source() -> None:
    facts = sales_facts(PERIOD, SalesRows((), (), {}, [replace_as_of(None)]))
    assert (facts.as_of, facts.source, facts.marketplaces) == (None, None, ())


def test_the_best_twenty_with_ties_by_sku() -> None:
    rows = [ProductRow(US, "USD", f"S{n:02d}", 5, 100 - n // 2) for n in range(25)]
    facts = sales_facts(PERIOD, SalesRows([day("USD", FIRST, 1)], rows[::-1], {}, [FRESH]))
    best = facts.marketplaces[0]
    assert [one.sku for one in best.top_by_units] == [f"S{n:02d}" for n in range(20)]
    assert [one.sku for one in best.top_by_revenue] == [f"S{n:02d}" for n in range(20)]


def test_as_of_is_the_oldest_and_zones_that_differ_are_said() -> None:
    other = Freshness(CA, "CAD", "America/Toronto", datetime(2026, 11, 3, tzinfo=UTC), "sync")
    facts = sales_facts(PERIOD, SalesRows((), (), {}, [FRESH, other]))
    assert facts.as_of == datetime(2026, 11, 3, tzinfo=UTC)
    assert (facts.period.zone, facts.source) == ("marketplace", "file import, sync")


def test_the_json_of_the_facts_is_the_published_shape() -> None:
    rows = SalesRows(
        [day("USD", FIRST, 123450)],
        [ProductRow(US, "USD", "SKU-1", 3, 123450)],
        {LeftOut.NOT_AMAZON: 4},
        [FRESH],
    )
    found = json.loads(json.dumps(as_json(sales_facts(Period(FIRST, FIRST), rows))))
    sums = {
        "orders": 1,
        "lines": 2,
        "units": 3,
        "revenue": {"amount": "1234.50", "currency": "USD"},
        "unpriced_units": 1,
    }
    best = [{"sku": "SKU-1", "units": 3, "revenue": sums["revenue"]}]
    assert found == {
        "schema": "sales/1",
        "period": {"from": "2026-11-01", "to": "2026-11-01", "zone": ZONE},
        "as_of": "2026-11-04T12:00:00Z",
        "source": "file import",
        "marketplaces": [
            {
                "marketplace": "Amazon.com",
                "currency": "USD",
                "total": sums,
                "by_day": [{"day": "2026-11-01", **sums}],
                "top_by_units": best,
                "top_by_revenue": best,
            }
        ],
        "left_out": {"order_cancelled": 0, "item_cancelled": 0, "not_amazon": 4},
    }


@dataclass(frozen=True)
class Odd:
    value: object


def test_facts_hold_nothing_that_json_would_guess_at() -> None:
    with pytest.raises(TypeError, match="set"):
        as_json(Odd({1}))
    assert as_json(Odd(Decimal("1.50"))) == {"value": "1.50"}
    assert as_json(Odd((LeftOut.NOT_AMAZON, Money(5, "JPY")))) == {
        "value": ["not_amazon", {"amount": "5", "currency": "JPY"}]
    }
    assert as_json(replace(Odd(1), value=None)) == {"value": None}
