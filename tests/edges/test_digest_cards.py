"""What a seller reads in the morning, and what `why` says of orders and figures."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.adapters.local.terminal import render
from bot.card import Actions, Chart
from bot.handlers.asked import Asked
from bot.handlers.digest import digest_with
from bot.handlers.why import answer_why
from core.digests import DigestFacts, ReviewCounts, no_reviews
from core.errors import BadDay, UnknownOrder
from core.facts import as_json
from core.model import LeftOut
from core.ports.storage import TenantScope
from tests.stocked import CA, DE, MONDAY, US, Sale, Shop, daily, open_shop

DAY = timedelta(days=1)
answer_digest = digest_with(no_reviews)
TODAY = MONDAY + DAY


@pytest.fixture
async def shop(sqlite_url: str) -> AsyncIterator[Shop]:
    async with open_shop(sqlite_url) as shop:
        yield shop


async def read(asked: Asked) -> str:
    """The digest as text."""
    return render((await answer_digest(asked)).card)


def weeks(sku: str = "GP-01", units: int = 10, store: str = US) -> list[Sale]:
    """Nine weeks of the same day, but for Mondays, which sell twice that."""
    sales = daily(sku, 64, units, store=store)
    mondays = [sale for sale in sales if sale.day.weekday() == 0 and sale.day != MONDAY]
    return sales + mondays


async def test_a_day_stands_beside_its_week_and_its_weekday(shop: Shop) -> None:
    # $200 on the day; 20 + 6 × 10 units in the seven days before: $800 ÷ 7 = $114.29.
    await shop.sell([*weeks(), Sale("GP-01", MONDAY, 10, 10_000)])
    await shop.stock("GP-01", [(TODAY, 9_000)])
    text = await read(shop.asked())
    assert text.startswith("Amazon.com, Mon 23 Nov ")
    assert "nothing needs you" in text
    assert (
        "$200 from 2 orders (20 units), 75 % above the 7-day mean ($114), "
        "as much as the Monday before ($200). As on the 8 Mondays before."
    ) in text
    assert "Up     GP-01  Product GP-01  $200 (+$85.71 against its 7-day mean)" in text
    assert "Stock  nothing to order this week" in text
    assert "Orders complete to Tue 24 Nov 08:00 (order report)" in text


async def test_outside_the_band_it_says_so(shop: Shop) -> None:
    await shop.sell([*weeks(), Sale("GP-01", MONDAY, 30, 30_000)])
    assert "The best of the last 9 Mondays." in await read(shop.asked())


async def test_inside_the_band_the_band_is_named(shop: Shop) -> None:
    # Mondays at $200, but for one at $300: a day that is a third below it is no ordinary one.
    week = MONDAY - timedelta(days=7)
    await shop.sell([*weeks(), Sale("GP-01", week, 10, 10_000), Sale("GP-01", MONDAY, 10, 10_000)])
    text = await read(shop.asked())
    assert "33 % below the Monday before ($300)" in text
    assert "Within the range of the last 8 Mondays ($200 to $300)." in text
    assert "rdinary" not in text


async def test_a_difference_too_small_for_a_percent_has_none(shop: Shop) -> None:
    await shop.sell([*weeks(), Sale("GP-01", MONDAY, 10, 10_040)])
    text = await read(shop.asked())
    assert "about as much as the Monday before ($200)" in text
    assert "0 %" not in text


async def test_the_picture_is_told_with_its_measure_its_place_and_its_last_day(shop: Shop) -> None:
    await shop.sell([*weeks(), Sale("GP-01", MONDAY, 10, 10_000)])
    (alt,) = (
        node.alt
        for node in (await answer_digest(shop.asked())).card.nodes
        if isinstance(node, Chart)
    )
    assert alt.startswith("Revenue by day on Amazon.com, 25 Oct to 23 Nov: highest $200 on Mon ")
    assert alt.endswith(" on Mon 23 Nov.")


async def test_a_low_day_is_called_low_only_once_all_is_priced(shop: Shop) -> None:
    await shop.sell(weeks())
    assert "Unusually low for a Monday: the lowest of the last 9." in await read(shop.asked())
    await shop.sell([Sale("GP-01", MONDAY, 5, None)])
    text = await read(shop.asked())
    assert "Unusually low" not in text
    assert "5 units not priced yet" in text


async def test_too_little_history_is_not_compared(shop: Shop) -> None:
    await shop.sell(daily("GP-01", 5, 10))
    text = await read(shop.asked())
    assert "\n$100 from 1 order (10 units).\n" in text
    assert "mean" not in text
    assert "Up" not in text


async def test_asking_again_shows_what_differs_from_what_was_told(shop: Shop) -> None:
    await shop.sell(weeks())
    assert "Restated" not in await read(shop.asked())
    assert "Restated" not in await read(shop.asked())
    await shop.sell([Sale("GP-01", MONDAY, 1, 500)])
    text = await read(shop.asked())
    assert (
        "Restated  Mon 23 Nov +5 % ($105.00, was $100.00; 2 orders, was 1; 11 units, was 10, "
        "told Tue 24 Nov 08:00)"
    ) in text


async def test_the_day_before_is_held_to_its_own_digest(shop: Shop) -> None:
    await shop.sell(weeks())
    await answer_digest(shop.asked(date="2026-11-22"))
    await shop.sell([Sale("GP-01", MONDAY - DAY, 1, 100)])
    text = await read(shop.asked())
    assert "Sun 22 Nov +1 % ($101.00, was $100.00;" in text
    assert "Mon 23 Nov +" not in text


async def test_three_marketplaces_fit_in_twenty_lines(shop: Shop) -> None:
    await shop.open_store(CA)
    await shop.open_store(DE, zone="Europe/Berlin")
    for store, units in ((US, 10), (CA, 4), (DE, 2)):
        await shop.sell([*weeks("GP-01", units, store), Sale("TI-3", MONDAY, 3, 900, store)])
        await shop.stock("GP-01", [(TODAY, units)], store=store)
        await shop.stock("TI-3", [(TODAY, 0)], store=store)
    await shop.sell([Sale("GP-01", MONDAY - 20 * DAY)])
    await answer_digest(shop.asked(date="2026-11-22"))
    for store in (US, CA, DE):
        await shop.sell([Sale("GP-01", MONDAY - DAY, 1, 100, store)])
    counted = digest_with(count_some)
    text = render((await counted(shop.asked())).card)
    lines = [line for line in text.splitlines() if line]
    assert len(lines) <= 20
    assert lines[0].startswith("! 3 marketplaces, Mon 23 Nov")
    assert lines[0].endswith("2 things need you")
    assert [line.split()[0] for line in lines[1:4]] == ["Amazon.com", "Amazon.ca", "Amazon.de"]
    for part in ("$109 from 2 orders", "C$49.00 from 2 orders", "€29.00 from 2 orders"):
        assert part in text
    assert "Restated  Amazon.com, Sun 22 Nov +1 % ($101.00, was $100.00) · Amazon.ca, " in text
    assert "Stock     2 products to order this week" in text
    assert (
        "Reviews   212 waiting for approval · on the day: 198 sent, 41 skipped, 0 expired" in text
    )


async def count_some(_scope: TenantScope, day: date) -> ReviewCounts | None:
    """What the reviews would say."""
    assert day == MONDAY
    return ReviewCounts(212, 198, 41, 0)


async def test_a_half_day_is_never_told_as_a_whole_one(shop: Shop) -> None:
    await shop.sell([Sale("GP-01", TODAY, 3)])
    text = await read(shop.asked())
    assert "No complete day yet: orders are read to Tue 24 Nov 08:00." in text
    await shop.sell(daily("GP-01", 5, 3))
    asked = shop.asked(date="2026-11-24")
    assert "That day is not complete yet: orders are read to Tue 24 Nov 08:00." in await read(asked)


async def test_when_orders_stop_short_the_last_complete_day_is_told(shop: Shop) -> None:
    await shop.sell(daily("GP-01", 5, 3))
    late = shop.asked()
    two_days_on = datetime.fromisoformat("2026-11-26T16:00:00+00:00")
    asked = Asked(late.member, late.arguments, late.storage, lambda: two_days_on)
    text = await read(asked)
    assert text.startswith("Amazon.com, Mon 23 Nov")
    assert "The day after is not complete: orders are read to Tue 24 Nov 08:00." in text


async def test_a_day_gone_by_has_no_stock_and_no_day_is_no_period(shop: Shop) -> None:
    await shop.sell(weeks())
    text = await read(shop.asked(date="2026-11-10"))
    assert text.startswith("Amazon.com, Tue 10 Nov\n")
    assert "Stock  " not in text
    assert "No figures reach back to that day" in await read(shop.asked(date="2025-11-10"))
    with pytest.raises(BadDay, match="like `2026-11-22`"):
        await read(shop.asked(date="tomorrow"))


async def test_the_digest_leads_to_stock_and_details(shop: Shop) -> None:
    await shop.sell(weeks())
    answer = await answer_digest(shop.asked())
    assert isinstance(answer.facts, DigestFacts)
    (actions,) = [node for node in answer.card.nodes if isinstance(node, Actions)]
    assert [(button.action, button.object) for button in actions.buttons] == [
        ("restock", ""),
        ("stats", "2026-11-17..2026-11-23"),
    ]
    document: Any = as_json(answer.facts)
    assert document["schema"] == "digest/1"
    (part,) = document["marketplaces"]
    assert part["figures"]["revenue"] == {"amount": "100.00", "currency": "USD"}
    assert (part["as_of"], part["source"]) == ("2026-11-24T16:00:00Z", "order report")
    assert part["history"][0] == ["2026-10-18", {"amount": "100.00", "currency": "USD"}]
    assert document["reviews"] is None


async def test_why_an_order_counts_or_not(shop: Shop) -> None:
    counted, left = await shop.sell(
        [Sale("GP-01", MONDAY, 2, 1999), Sale("TI-3", MONDAY, left_out=LeftOut.ORDER_CANCELLED)]
    )
    text = render((await answer_why(shop.asked(what=counted))).card)
    assert text.startswith(f"Order …{counted[-4:]} (Amazon.com): counted\n")
    assert "Line 1  2 of GP-01, $19.99; counted on Mon 23 Nov (Amazon.com)" in text
    assert counted not in text
    assert "\nReview request: not asked\n" in text
    assert text.count(counted[-4:]) == 1
    text = render((await answer_why(shop.asked(what=left))).card)
    assert "not counted: the order is cancelled" in text
    with pytest.raises(UnknownOrder):
        await answer_why(shop.asked(what="123-1234567-1234567"))


async def test_why_revenue_shows_the_definition_by_the_last_day(shop: Shop) -> None:
    await shop.sell(
        [
            Sale("GP-01", MONDAY, 2, 1999),
            Sale("GP-01", MONDAY, 3, None),
            Sale("TI-3", MONDAY, left_out=LeftOut.ITEM_CANCELLED),
        ]
    )
    text = render((await answer_why(shop.asked(what="Revenue"))).card)
    assert "without tax and shipping" in text
    assert "Mon 23 Nov: 2 lines → 2 orders, 5 units, $19.99 (3 units not priced yet)" in text
    assert "0 lines of cancelled orders, 1 cancelled item, 0 not sold on Amazon" in text
