"""What a seller reads in `stats`: every figure with its period, place, time and comparison."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.local.terminal import render
from bot.card import Button, Card
from bot.handlers.digest import digest_with
from bot.handlers.product import answer_product
from bot.handlers.stats import answer_stats, nothing_yet
from bot.handlers.why import answer_why
from core.digests import no_reviews
from core.errors import BadArgument
from core.features import purge_features, switch_off
from core.model import Feature, LeftOut
from core.reviews import Actor
from tests.stocked import CA, DE, MONDAY, NOW, SHOP, Sale, Shop, daily, open_shop


@pytest.fixture
async def shop(sqlite_url: str) -> AsyncIterator[Shop]:
    async with open_shop(sqlite_url) as shop:
        await shop.sell([*daily("GP-01", 21, 2), *daily("TI-3", 7, 1)])
        yield shop


async def card(shop: Shop, **said: str) -> Card:
    """The card of a question."""
    return (await answer_stats(shop.asked(**said))).card


async def read(shop: Shop, **said: str) -> str:
    """The same as text."""
    return render(await card(shop, **said))


async def digest(shop: Shop) -> str:
    """The digest as text."""
    return render((await digest_with(no_reviews)(shop.asked())).card)


def objects(found: Card) -> dict[str, str]:
    """What the buttons ask."""
    return {button.label: button.object for button in found.buttons() if isinstance(button, Button)}


async def test_one_marketplace_is_named_once_and_compared_with_the_days_before(shop: Shop) -> None:
    text = await read(shop)
    assert text.startswith(
        "7 days, Amazon.com (17 Nov to 23 Nov)\n\n$210.00 · 14 orders · 21 units"
    )
    assert "+50 % revenue ($140.00), +50 % units (14) against the 7 days before" in text
    assert "Orders complete to Tue 24 Nov 08:00 (order report) · all times Los Angeles" in text


async def test_one_day_is_written_as_a_day(shop: Shop) -> None:
    text = await read(shop, period="yesterday")
    assert text.startswith("Amazon.com, Mon 23 Nov\n\n$30.00 · 2 orders · 3 units · $10.00 a unit")
    assert "against the day before" in text


async def test_the_table_goes_by_product_day_or_units(shop: Shop) -> None:
    assert "Product GP-01  GP-01     14  $140.00" in await read(shop)
    assert "Mon 23 Nov       2      3   $30.00" in await read(shop, by="day")
    assert "Top by units, Amazon.com" in await read(shop, view="units")


async def test_several_marketplaces_are_apart_and_in_the_asker_s_time(shop: Shop) -> None:
    await shop.open_store(CA)
    await shop.open_store(DE, zone="Europe/Berlin")
    await shop.sell(daily("GP-01", 14, 1, store=DE))
    text = await read(shop)
    assert text.startswith("7 days, Amazon.ca, Amazon.com, Amazon.de (17 Nov to 23 Nov)")
    assert "Amazon.de  €70.00 · 7 orders · 7 units · €10.00 a unit" in text
    assert "Amazon.ca  C$0.00 · 0 orders · 0 units\n" in text
    assert "(order report) · all times Tokyo" in text


async def test_by_marketplace_is_one_table_with_the_revenue_before(shop: Shop) -> None:
    await shop.open_store(DE, zone="Europe/Berlin")
    await shop.sell(daily("GP-01", 7, 1, store=DE))
    text = await read(shop, by="marketplace")
    assert "By marketplace, revenue against the 7 days before" in text
    assert "Amazon.com       14     21  $210.00  $140.00   +50 %" in text
    assert "Amazon.de         7      7   €70.00" in text
    assert "Revenue by day" not in text


async def test_the_buttons_ask_the_same_question_otherwise(shop: Shop) -> None:
    await shop.open_store(CA)
    assert objects(await card(shop, period="last week")) == {
        "By day": "last week by:day",
        "By marketplace": "last week by:marketplace",
    }
    said = {"period": "7d", "for": "Amazon.com", "by": "day", "view": "units"}
    assert objects(await card(shop, **said)) == {
        "By product": "7d for:Amazon.com view:units by:product"
    }


async def test_what_is_in_no_total_is_counted_in_the_small_print(shop: Shop) -> None:
    await shop.sell(
        [
            Sale("GP-01", MONDAY, 3, None),
            Sale("GP-01", MONDAY, 1, 1000, left_out=LeftOut.ORDER_CANCELLED),
            Sale("GP-01", MONDAY, 1, 1000, left_out=LeftOut.NOT_AMAZON),
        ]
    )
    small = (await read(shop)).splitlines()[-1]
    assert "3 units not priced yet" in small
    assert "1 cancelled line left out" in small
    assert "1 line not sold on Amazon left out" in small


async def test_a_marketplace_that_is_not_there_is_answered_with_those_that_are(shop: Shop) -> None:
    with pytest.raises(BadArgument) as refused:
        await card(shop, **{"for": "Amazon.de"})
    assert refused.value.message == (
        "“Amazon.de” does not fit `for`. Your marketplaces: Amazon.com."
    )


def test_before_anything_was_read_it_says_what_to_do() -> None:
    said = render(nothing_yet())
    assert "No orders were read yet. Import a report with amzigo import FILE" in said


async def test_while_sales_are_off_there_is_one_line_and_no_zero(shop: Shop) -> None:
    """Reviews stay on, so orders are still read."""
    async with shop.storage.write() as uow:
        await (await uow.for_tenant(SHOP)).team.switch_on(Feature.REVIEWS, NOW)
    assert await switch_off(shop.storage, Actor(SHOP, "owner", NOW), Feature.SALES)
    await purge_features(shop.storage, SHOP)
    line = (
        "No orders are kept: sales are switched off since Wed 25 Nov 01:00. "
        "An owner switches them on: access on:sales.\n"
    )
    told = {(await answer_stats(shop.asked(period=one))).card.summary for one in ("7d", "30d")}
    assert told == {line.strip().replace("access", "/amzigo access")}
    assert [await read(shop), await read(shop, by="marketplace"), await digest(shop)] == [line] * 3
    product = render((await answer_product(shop.asked(sku="GP-01"))).card)
    assert "$0.00" not in product
    figure = render((await answer_why(shop.asked(what="revenue"))).card)
    assert "$0.00" not in figure


async def test_days_that_were_not_read_are_no_data_and_never_zero(shop: Shop) -> None:
    late = replace(shop.asked(period="30d"), clock=lambda: NOW + timedelta(days=90))
    found = (await answer_stats(late)).card
    text = render(found)
    assert "No data for these days: orders are read to Tue 24 Nov 2026 08:00." in text
    assert "$0.00" not in text
    assert "Top by" not in text
    assert objects(found)["Last days that were read"] == "2026-10-25..2026-11-23"
    rows = render((await answer_stats(replace(late, arguments={"by": "marketplace"}))).card)
    assert "no data" in rows
    assert "$0.00" not in rows


async def test_a_period_that_is_half_read_says_so_and_is_compared_with_nothing(shop: Shop) -> None:
    late = replace(shop.asked(period="10d"), clock=lambda: NOW + timedelta(days=4))
    text = render((await answer_stats(late)).card)
    assert "7 of 10 days are read; of the others nothing is known." in text
    assert "against the" not in text
