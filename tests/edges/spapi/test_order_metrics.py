"""Amazon's own figures by day: asked in the store's days, read however they are written."""

import json
from datetime import date
from typing import Any

import pytest

from core.amazon_errors import BadRequest, UpstreamError
from core.model import Money, Period
from core.ports.amazon import DayMetrics
from tests.amazon_cases import case
from tests.edges.sandbox.desk import JP, US
from tests.edges.spapi.rig import Rig, caller, said

PATH = "/sales/v1/orderMetrics"
ZONE = "America/Los_Angeles"
DAYS = Period(date(2026, 10, 31), date(2026, 11, 1))


def figures(interval: str, amount: Any = "1234.50", currency: str = "USD") -> dict[str, Any]:
    """A day as Amazon tells it."""
    return {
        "interval": interval,
        "unitCount": 7,
        "orderItemCount": 6,
        "orderCount": 5,
        "averageUnitPrice": {"amount": "9.993", "currencyCode": currency},
        "totalSales": {"amount": amount, "currencyCode": currency},
    }


def told(*days: dict[str, Any], raw: bytes | None = None) -> bytes:
    """The body of an answer."""
    return raw if raw is not None else json.dumps({"payload": list(days)}).encode()


@case(24)
async def test_days_are_asked_for_with_their_own_offsets(rig: Rig) -> None:
    first = "2026-10-31T00:00-07:00--2026-11-01T00:00-07:00"
    second = "2026-11-01T00:00-07:00--2026-11-02T00:00-08:00"
    rig.answer(PATH, said(200, told(figures(first), figures(second))))
    found = await rig.api.order_metrics(caller(), US, ZONE, DAYS)
    assert found == [
        DayMetrics(date(2026, 10, 31), 5, 6, 7, Money(123450, "USD")),
        DayMetrics(date(2026, 11, 1), 5, 6, 7, Money(123450, "USD")),
    ]
    sent = rig.line.passed[-1].url
    assert dict(sent.params) == {
        "marketplaceIds": US,
        "interval": "2026-10-31T00:00:00-07:00--2026-11-02T00:00:00-08:00",
        "granularity": "Day",
        "granularityTimeZone": ZONE,
    }
    assert rig.ledger.calls[-1].feature == "sales"


async def test_an_offset_east_of_greenwich_keeps_its_sign(rig: Rig) -> None:
    rig.answer(PATH, said(200, told()))
    await rig.api.order_metrics(caller("EU"), US, "Europe/Berlin", DAYS)
    assert b"%2B01%3A00" in rig.line.passed[-1].url.query
    assert b"+" not in rig.line.passed[-1].url.query


@case(12)
@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ('"1234.50"', "USD", 123450),
        ("1234.5", "USD", 123450),
        ("0.30000000000000004", "USD", 30),
        ("1234.0", "JPY", 1234),
        ('"1234"', "JPY", 1234),
        ("0", "EUR", 0),
    ],
)
async def test_amounts_as_text_and_as_number(
    rig: Rig, amount: str, currency: str, minor: int
) -> None:
    body = told(figures("2026-11-01T00:00-07:00--x", "AMOUNT", currency)).decode()
    rig.answer(PATH, said(200, body.replace('"AMOUNT"', amount).encode()))
    (day,) = await rig.api.order_metrics(caller(), JP, ZONE, DAYS)
    assert day.sales == Money(minor, currency)


@case(24)
async def test_a_zone_that_amazon_does_not_take_is_told_after_four_tries(rig: Rig) -> None:
    body = b'{"errors":[{"code":"InternalFailure","message":"We encountered an internal error."}]}'
    rig.answer(PATH, *(said(500, body, x_amzn_requestid="r-1") for _ in range(9)))
    with pytest.raises(UpstreamError) as why:
        await rig.api.order_metrics(caller(), US, ZONE, DAYS)
    assert (why.value.reason_code, why.value.request_id) == ("InternalFailure", "r-1")
    assert rig.line.paths().count(f"GET {PATH}") == 4
    rig.line.meddlers.clear()
    rig.answer(PATH, said(400, b'{"errors":[{"code":"InvalidInput"}]}'))
    with pytest.raises(BadRequest):
        await rig.api.order_metrics(caller(), US, ZONE, DAYS)


@case(39)
@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b'{"payload":null,"errors":[{"code":"x"}]}',
        b'{"payload":[null]}',
        b'{"payload":[{"interval":"2026-11-01T00:00-07:00--x"}]}',
        b'{"payload":[{"interval":"soon","unitCount":1}]}',
    ],
)
async def test_an_unsuited_answer_is_no_figure(rig: Rig, raw: bytes) -> None:
    rig.answer(PATH, said(200, raw))
    with pytest.raises(UpstreamError):
        await rig.api.order_metrics(caller(), US, ZONE, DAYS)
