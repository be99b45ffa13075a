"""Demand and ordering, against figures worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from core.demand import WINDOW, Basis, Demand, Sales, demand, out_since
from core.model import Period
from core.ordering import Plan, Terms, plan, quantity
from core.pools import PoolLevel
from core.restock import restock_facts
from core.shelves import Shelf
from tests.cases import Case, cases

LAST = date(2026, 11, 22)
TODAY = date(2026, 11, 23)
AS_OF = datetime(2026, 11, 23, 13, 40, tzinfo=UTC)
YEAR = Period(date(2025, 11, 1), LAST)
DAY = timedelta(days=1)


def level(sellable: int, inbound: int = 0, known_from: date = date(2026, 8, 1)) -> PoolLevel:
    """Stock of this morning."""
    return PoolLevel(TODAY, sellable, inbound, 0, AS_OF, known_from)


def judged(sales: Sales, stock: PoolLevel | None) -> Demand:
    """Demand that there is."""
    found = demand(sales, stock)
    assert found is not None
    return found


def planned(found: Demand, stock: PoolLevel, terms: Terms) -> Plan:
    """A plan that there is."""
    made = plan(found, stock, terms, TODAY)
    assert made is not None
    return made


def test_days_without_stock_are_left_out_of_the_rate() -> None:
    # 26 days of 14 units, then two empty days that sold nothing: 364 ÷ 26, not ÷ 28.
    empty = {date(2026, 11, 10), date(2026, 11, 11)}
    window = Period(LAST - 27 * DAY, LAST)
    sold = {day: 14 for day in window if day not in empty}
    found = judged(Sales(YEAR, sold, frozenset(empty)), level(161))
    assert (found.units, found.in_stock_days, found.days) == (364, 26, 28)
    assert (found.per_day, found.basis) == (Decimal("14.00"), Basis.IN_STOCK)
    assert (found.first, found.last) == (date(2026, 10, 26), LAST)


def test_a_day_that_sold_out_was_in_stock() -> None:
    day = date(2026, 11, 10)
    found = judged(Sales(YEAR, {day: 5}, frozenset({day})), level(10))
    assert found.in_stock_days == 28


def test_without_stock_history_all_days_count_and_it_says_so() -> None:
    assert judged(Sales(YEAR, {LAST: 28}), None).basis is Basis.ALL_DAYS
    late = judged(Sales(YEAR, {LAST: 28}), level(5, known_from=TODAY))
    assert (late.basis, late.in_stock_days) == (Basis.ALL_DAYS, 28)
    partly = judged(Sales(YEAR, {LAST: 28}), level(5, known_from=LAST - 9 * DAY))
    assert partly.basis is Basis.PARTLY


def test_what_is_out_now_is_judged_by_the_weeks_before_it_ran_out() -> None:
    since = date(2026, 11, 3)
    empty = frozenset(since + n * DAY for n in range(21))
    sold = {since - n * DAY: 2 for n in range(1, 28)} | {since: 2}
    stock = level(0)
    found = judged(Sales(YEAR, sold, empty), stock)
    assert out_since(stock, empty) == since
    assert (found.last, found.per_day, found.in_stock_days) == (since, Decimal("2.00"), 28)


def test_a_new_product_is_judged_by_its_own_days() -> None:
    launched = LAST - 9 * DAY
    sold = {launched + n * DAY: 3 for n in range(10)}
    found = judged(Sales(YEAR, sold, launched=launched), level(50))
    assert (found.days, found.per_day, found.is_new) == (10, Decimal("3.00"), True)


def test_a_first_known_sale_is_no_launch_where_figures_begin_shortly_before() -> None:
    launched = LAST - 9 * DAY
    known = Period(LAST - 27 * DAY, LAST)
    found = judged(Sales(known, {launched: 2}, launched=launched), level(50))
    assert (found.days, found.is_new) == (28, False)


def test_no_day_of_data_is_no_demand() -> None:
    known = Period(LAST + DAY, LAST)
    assert demand(Sales(known, {}), level(5)) is None


def test_a_plan_worked_by_hand() -> None:
    # 364 ÷ 26 = 14 a day. 161 ÷ 14 = 11.5 days: out on day 11 from 23 Nov, 4 Dec; less 8 is 26 Nov.
    # 14 × (8 + 30) = 532 − 161 − 40 = 331, in packs of 24: 336. With 40 more: 201 ÷ 14 = 14 days.
    found = Demand(Decimal(14), 364, 26, 28, LAST - 27 * DAY, LAST, Basis.IN_STOCK, is_new=False)
    made = planned(found, level(161, 40), Terms(lead_days=8, cover_days=30, pack=24))
    assert made.cover_days == Decimal("11.5")
    assert (made.out_on, made.lasts_to) == (date(2026, 12, 4), date(2026, 12, 7))
    assert (made.order_by, made.quantity, made.gap_days) == (date(2026, 11, 29), 336, 0)


def test_an_overdue_order_says_how_long_there_will_be_nothing() -> None:
    # 190 ÷ 22 = 8.6 days; the lead time is 34: 34 − 8 = 26 days without stock.
    found = Demand(Decimal(22), 616, 28, 28, LAST - 27 * DAY, LAST, Basis.IN_STOCK, is_new=False)
    made = planned(found, level(190), Terms(lead_days=34))
    assert made.order_by == date(2026, 10, 28)
    assert made.gap_days == 26


def test_the_minimum_is_ordered_where_less_is_needed_and_nothing_where_nothing_is() -> None:
    found = Demand(Decimal(1), 28, 28, 28, LAST - 27 * DAY, LAST, Basis.IN_STOCK, is_new=False)
    assert quantity(found, level(58), Terms(minimum=50, pack=20)) == 60
    assert quantity(found, level(60), Terms(minimum=50, pack=20)) == 0


def test_a_part_of_a_unit_is_a_whole_one() -> None:
    # 29 ÷ 28 × 60 = 62.1 units.
    found = Demand(Decimal("1.04"), 29, 28, 28, LAST - 27 * DAY, LAST, Basis.IN_STOCK, is_new=False)
    assert quantity(found, level(0), Terms()) == 63


def test_an_order_that_is_not_needed_is_never_due() -> None:
    # 35 days of stock, 30 of lead time, 3 of cover: the last day to order is near, but 35 > 33.
    sales = Sales(YEAR, {LAST: 28})
    shelf = Shelf("A", ("Amazon.com",), "UTC", TODAY, None, sales, level(35))
    (item,) = restock_facts((shelf,), AS_OF, Terms(cover_days=3)).items
    assert item.plan is not None
    assert (item.plan.quantity, item.plan.order_by) == (0, TODAY + 5 * DAY)
    assert not item.is_due
    (more,) = restock_facts((shelf,), AS_OF, Terms(cover_days=6)).items
    assert more.is_due


def test_what_does_not_sell_has_no_plan() -> None:
    still = judged(Sales(YEAR, {}), level(5))
    assert still.units == 0
    assert plan(still, level(5), Terms(), TODAY) is None


def test_an_order_is_whole_packs_never_negative_and_in_time() -> None:
    for case in cases(1_000):
        check_order(case)


def check_order(case: Case) -> None:
    """What must hold of an order, whatever sells, lies there or is on its way."""
    units, in_stock = case.number(1, 100_000), case.number(1, WINDOW)
    sellable, inbound = case.number(0, 200_000), case.number(0, 200_000)
    terms = Terms(
        lead_days=case.number(0, 365),
        cover_days=case.number(0, 365),
        pack=case.number(1, 500),
        minimum=case.number(0, 5_000),
    )
    rate = (Decimal(units) / in_stock).quantize(Decimal("0.01"))
    found = Demand(
        rate, units, in_stock, WINDOW, LAST - 27 * DAY, LAST, Basis.IN_STOCK, is_new=False
    )
    stock = level(sellable, inbound)
    made = planned(found, stock, terms)
    assert made.quantity >= 0
    assert made.quantity % terms.pack == 0
    assert made.quantity == 0 or made.quantity >= terms.minimum
    days = terms.lead_days + terms.cover_days
    covered = (sellable + inbound + made.quantity) * in_stock
    assert covered >= units * days
    if made.order_by is not None and made.lasts_to is not None:
        assert made.order_by <= made.lasts_to
        if inbound == 0:
            assert made.out_on is not None
            assert made.order_by <= made.out_on
