"""What a seller reads of stock: `restock`, `product` and `why`, from rows to words."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from bot.adapters.local.terminal import render
from bot.handlers.handlers import HANDLERS
from core.errors import UnknownProduct
from core.facts import as_json
from core.restock import RestockFacts
from tests.stocked import CA, DE, MONDAY, US, Sale, Shop, daily, open_shop

DAY = timedelta(days=1)
TODAY = MONDAY + DAY
HISTORY = 60


@pytest.fixture
async def shop(sqlite_url: str) -> AsyncIterator[Shop]:
    async with open_shop(sqlite_url) as shop:
        yield shop


async def read(shop: Shop, verb: str, **arguments: str) -> str:
    """The card of a verb as text."""
    return render((await HANDLERS[verb](shop.asked(**arguments))).card)


def stocked(units: int, empty: tuple[int, ...] = ()) -> list[tuple[Any, int]]:
    """Snapshots of two months; `empty` are days ago."""
    return [(TODAY - n * DAY, 0 if n in empty else units) for n in range(HISTORY)]


async def press(shop: Shop) -> None:
    """GP-01 as a seller knows it: 14 a day, two days without stock, 161 left."""
    sales = daily("GP-01", HISTORY, 14)
    await shop.sell([sale for sale in sales if sale.day not in (TODAY - 5 * DAY, TODAY - 6 * DAY)])
    await shop.stock("GP-01", stocked(161, (5, 6)))


async def test_what_to_order_now_says_how_much_and_on_what_it_rests(shop: Shop) -> None:
    await press(shop)
    text = await read(shop, "restock")
    assert "! 1 product to order this week (of 1)" in text
    row = next(line for line in text.splitlines() if line.startswith("GP-01"))
    # 14 × 60 = 840 − 161 = 679; 161 ÷ 14 = 11 days from 24 Nov: 5 Dec, less 30: 5 Nov.
    assert "Product GP-01  679 now" in row
    assert "161  should have been ordered by Thu 5 Nov; ordered today, about 19 days" in row
    assert row.endswith(" without stock, in stock 26 of 28 days")
    assert "Assumed: lead time 30 days, cover for 30 more days, no packs" in text
    assert "No safety stock is added. These cannot be changed yet." in text
    assert "Order (units)  Units a day  Stock (units)" in text
    one = (await HANDLERS["restock"](shop.asked(sku="GP-01"))).card
    assert one.summary == "GP-01: order 679 units now"
    assert "stock of Tue 24 Nov 07:00 (inventory report) · all times Los Angeles" in text


async def test_a_quiet_week_names_the_next_order(shop: Shop) -> None:
    await shop.sell(daily("A", HISTORY, 1))
    await shop.stock("A", stocked(50))
    text = await read(shop, "restock")
    assert "– Nothing to order this week (of 1 product). Next: A, 10 by Mon 14 Dec" in text


async def test_without_stock_figures_nothing_is_worked_out(shop: Shop) -> None:
    await shop.sell(daily("A", HISTORY, 1))
    text = " ".join((await read(shop, "restock")).split())
    assert "No stock figures yet" in text
    assert "connected shop whose feature inventory is on (access on:inventory); a report" in text
    one = await read(shop, "restock", sku="A")
    assert "Order   no stock figures, so no order can be worked out" in one
    assert "28 units over all 28 days (27 Oct to 23 Nov): no stock history" in one
    assert "Stock   no data yet" in one


async def test_what_is_out_says_since_when_and_its_demand_before(shop: Shop) -> None:
    gone = TODAY - 10 * DAY
    await shop.sell(daily("A", HISTORY, 2, until=gone - DAY))
    await shop.stock("A", stocked(30, tuple(range(11))))
    text = await read(shop, "restock", sku="A")
    assert "Order   120 now" in text
    assert "about 2.0 a day: 54 units over 27 of 28 days in stock (18 Oct to 14 Nov)" in text
    assert "Stock   out since Sat 14 Nov · 0 on its way · 0 reserved" in text
    assert "; ordered today, about 30 days without stock" in text


async def test_a_stock_shared_by_two_stores_is_counted_once(shop: Shop) -> None:
    await shop.open_store(CA)
    await shop.sell([*daily("A", HISTORY, 2), *daily("A", HISTORY, 1, store=CA)])
    for store in (US, CA):
        await shop.stock("A", stocked(90), store=store)
    answer = await HANDLERS["restock"](shop.asked())
    assert isinstance(answer.facts, RestockFacts)
    (item,) = answer.facts.items
    assert item.marketplaces == ("Amazon.com", "Amazon.ca")
    assert item.stock is not None
    assert item.stock.sellable == 90
    assert item.demand is not None
    assert item.demand.units == 84  # (2 + 1) × 28
    why = await read(shop, "why", what="a")
    assert "one stock, counted once, against what all of them sold" in why


async def test_a_shared_stock_is_out_only_where_every_store_shows_none(shop: Shop) -> None:
    await shop.open_store(CA)
    await shop.sell(daily("A", HISTORY, 1, until=MONDAY - 20 * DAY))
    await shop.stock("A", stocked(90, (5, 6)))
    await shop.stock("A", stocked(90, (6,)), store=CA)
    assert "over 27 of 28 days in stock" in await read(shop, "restock", sku="A")


async def test_a_day_that_ended_empty_but_sold_was_in_stock(shop: Shop) -> None:
    await shop.sell(daily("A", HISTORY, 3))
    await shop.stock("A", stocked(20, (4,)))
    shown = await read(shop, "restock")
    assert "(all 28 unless the note says otherwise)" in shown
    assert "of 28 days" not in shown


async def test_each_store_is_judged_by_its_own_last_complete_day(shop: Shop) -> None:
    await shop.open_store(DE, zone="Asia/Tokyo")  # where Tuesday the 24th is over
    for store in (US, DE):
        await shop.sell(daily("A", HISTORY, 1, until=TODAY, store=store))
        await shop.stock("A", stocked(50 if store == US else 70), store=store)
    answer = await HANDLERS["restock"](shop.asked())
    assert isinstance(answer.facts, RestockFacts)
    seen = {item.marketplaces[0]: item.demand for item in answer.facts.items}
    assert {name: demand and (demand.last, demand.units) for name, demand in seen.items()} == {
        "Amazon.com": (MONDAY, 28),
        "Amazon.de": (TODAY, 28),
    }


async def test_the_facts_carry_sources_and_exact_rates(shop: Shop) -> None:
    await press(shop)
    answer = await HANDLERS["restock"](shop.asked())
    document: Any = as_json(answer.facts)
    assert document["schema"] == "restock/1"
    (item,) = document["items"]
    assert item["demand"]["per_day"] == "14.00"
    assert (item["demand"]["from"], item["demand"]["basis"]) == ("2026-10-27", "in_stock")
    assert (item["orders_as_of"], item["orders_source"]) == ("2026-11-24T16:00:00Z", "order report")
    assert (item["stock"]["as_of"], item["stock"]["source"]) == (
        "2026-11-24T15:00:00Z",
        "inventory report",
    )
    assert document["terms"]["source"] == "default"


async def test_why_works_the_order_out_step_by_step(shop: Shop) -> None:
    await press(shop)
    text = await read(shop, "why", what="gp-01")
    for step in (
        "1  Sold: 364 units over 26 of 28 days in stock (27 Oct to 23 Nov); orders complete to",
        "2  Demand: 364 ÷ 26 = 14.00 a day.",
        "3  Stock: 161 sellable, 0 on its way, as of Tue 24 Nov 07:00 (inventory report).",
        "4  Cover: 161 ÷ 14.00 = 11.5 days: out about Sat 5 Dec.",
        "5  Order by: Sat 5 Dec less 30 days of lead time (assumed) is Thu 5 Nov.",
        "6  Quantity: 364 ÷ 26 × (30 + 30) days = 840, less 161 and 0 = 679; at least 1, in packs",
        "7  So: 679 now.",
    ):
        assert step in text


async def test_a_product_beside_its_month_before(shop: Shop) -> None:
    await shop.sell([*daily("GP-01", 30, 3), *daily("GP-01", 30, 2, until=MONDAY - 30 * DAY)])
    await shop.stock("GP-01", stocked(161))
    text = await read(shop, "product", sku="gp-01")
    assert text.startswith("GP-01  Product GP-01\n")
    assert "first sold Friday 25 September, as far as I have read" in text
    assert "30 complete days (25 Oct to 23 Nov), against the 30 days before" in text
    row = next(line for line in text.splitlines() if line.startswith("Amazon.com "))
    assert row.split() == ["Amazon.com", "90", "60", "+50", "%", "$900.00", "$600.00", "+50", "%"]
    assert "Cover   about 54 days, out about Sat 16 Jan 2027" in text


async def test_an_unknown_sku_gets_the_nearest_ones(shop: Shop) -> None:
    await shop.sell([Sale("GP-01", MONDAY), Sale("GP-02", MONDAY), Sale("BOARD-L", MONDAY)])
    for verb, name in (("product", "sku"), ("restock", "sku"), ("why", "what")):
        with pytest.raises(UnknownProduct, match=r"“GP01”\. Nearest: `GP-01`, `GP-02`"):
            await HANDLERS[verb](shop.asked(**{name: "GP01"}))


@contextmanager
def statements() -> Iterator[Counter[str]]:
    """Counts what is sent to the database."""
    sent: Counter[str] = Counter()

    def note(_connection: object, _cursor: object, text: str, *_: object) -> None:
        sent[text] += 1

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)


async def test_no_product_costs_a_query_of_its_own(shop: Shop) -> None:
    counts = []
    for some in (range(1, 3), range(3, 40)):
        for number in some:
            await shop.sell([Sale(f"S-{number}", MONDAY, 5)])
            await shop.stock(f"S-{number}", [(MONDAY - DAY, 0), (MONDAY, 3)])
        with statements() as sent:
            await HANDLERS["restock"](shop.asked())
        counts.append(sum(sent.values()))
    assert counts[0] == counts[1]
