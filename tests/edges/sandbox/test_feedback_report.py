"""Seller feedback: few stars only, in each store's own words and dates."""

from datetime import date, datetime, timedelta

import pytest

from core.spapi.sandbox.marketplaces import MARKETPLACES
from core.spapi.sandbox.report_feedback import headers, written
from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    CA,
    DE,
    EU,
    FE,
    JP,
    NA,
    NOW,
    US,
    between,
    open_desk,
)

FEEDBACK = "GET_SELLER_FEEDBACK_DATA"
_GERMAN = (
    "Datum,Bewertung,Kommentare,Ihre Antwort,Deprecated column,Bestellnummer,E-Mail des Käufers"
)
_SPAN = between(NOW - timedelta(days=120), NOW)


@pytest.mark.parametrize(
    ("market", "refresh", "names", "form"),
    [
        (US, NA, "Date,Rating,Comments,Your Response,Order ID,Rater Email", "%m/%d/%y"),
        (CA, NA, "Date,Rating,Comments,Your Response,Deprecated column,Order ID,Rater Email", ""),
        (
            DE,
            EU,
            _GERMAN,
            "%d.%m.%y",
        ),
        (
            JP,
            FE,
            "日付,評価,コメント,出品者の返信,Deprecated column,注文番号,評価者のEメール",
            "%y/%m/%d",
        ),
    ],
)
async def test_each_store_has_its_own_headers_and_dates(
    market: str, refresh: str, names: str, form: str
) -> None:
    async with open_desk() as desk:
        rows = await desk.rows(FEEDBACK, [market], refresh=refresh, **_SPAN)
        assert list(rows[0]) == names.split(",")
        day, rating = names.split(",")[:2]
        assert {int(r[rating]) for r in rows} <= {1, 2, 3}
        for row in rows:
            told = datetime.strptime(row[day], form or "%d/%m/%y").date()  # noqa: DTZ007 a day
            assert NOW.date() - timedelta(days=121) <= told <= NOW.date()


async def test_feedback_is_of_delivered_orders_and_of_nobody_by_name() -> None:
    async with open_desk() as desk:
        feedback = await desk.rows(FEEDBACK, [US], **between(NOW - timedelta(days=20), NOW))
        orders: dict[str, dict[str, str]] = {}
        for start in (60, 30):
            span = between(NOW - timedelta(days=start), NOW - timedelta(days=start - 30))
            rows = await desk.rows(BY_ORDER_DATE, [US], **span)
            orders |= {r["amazon-order-id"]: r for r in rows}
        assert feedback
        for row in feedback:
            assert orders[row["Order ID"]]["order-status"].startswith("Shipped")
            assert row["Rater Email"] == ""
        many = await desk.rows(FEEDBACK, [US], **_SPAN)
        assert any("<!channel> @everyone" in r["Comments"] for r in many)
        assert {r["Rating"] for r in many} == {"1", "2", "3"}


@pytest.mark.parametrize("market", MARKETPLACES.values(), ids=lambda m: str(m.country))
def test_every_store_can_be_written(market: object) -> None:
    country = str(getattr(market, "country", ""))
    names = headers(country)
    assert len(names) == len(set(names)) == (6 if country == "US" else 7)
    assert ("Deprecated column" in names) is (country != "US")


def test_days_are_written_as_in_the_store() -> None:
    day = date(2026, 2, 9)
    told = {country: written(day, country) for country in ("US", "DE", "SE", "JP", "GB", "IN")}
    assert told == {
        "US": "2/9/26",
        "DE": "09.02.26",
        "SE": "2026-02-09",
        "JP": "26/02/09",
        "GB": "09/02/26",
        "IN": "09/02/26",
    }
