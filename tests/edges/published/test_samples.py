"""Our client reads what Amazon's models give as samples of its answers."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.amazon_errors import BadRequest
from core.marketplaces import by_id
from core.model import Order, Period, exponent
from core.policy.operations import OPERATIONS
from core.ports.amazon import OrderPage, OrderSearch
from core.ports.orders import Reading
from tests.edges.sandbox.desk import NOW, US
from tests.edges.spapi.rig import Rig, caller, open_rig, said
from tests.edges.spapi.test_reports import orders
from tests.published.cases import Case, cases
from tests.published.models import Published

READING = Reading(by_id(US), {}, None)
SEARCH = OrderSearch((US,), NOW - timedelta(days=1))
DAY, ZONE = Period(date(2019, 8, 1), date(2019, 8, 1)), "America/Los_Angeles"
ORDER, ASIN = "123-1234567-1234567", "B000000001"
READS: dict[str, Callable[[Rig], Awaitable[Any]]] = {
    "getMarketplaceParticipations": lambda rig: rig.api.participations(caller()),
    "createReport": lambda rig: rig.api.request_report(caller(), orders(US)),
    "getSolicitationActionsForOrder": lambda rig: rig.api.offers_solicitation(caller(), ORDER, US),
    "createProductReviewAndSellerFeedbackSolicitation": lambda rig: rig.api.solicit(
        caller(), ORDER, US
    ),
    "searchOrders": lambda rig: rig.api.order_page(caller(), SEARCH, READING),
    "getOrder": lambda rig: rig.api.order(caller(), ORDER, READING),
    "getOrderMetrics": lambda rig: rig.api.order_metrics(caller(), US, ZONE, DAY),
    "getItemReviewTopics": lambda rig: rig.api.review_topics(caller(), ASIN, US),
}
OTHER_TYPES = {"getReports", "getReport", "getReportDocument"}
"""Their samples are of report types that we never ask for, and may not be read as ours."""


def samples(published: Published) -> list[Case]:
    """The cases of the operations that the client calls."""
    ours = {(one.method, one.path): name for name, one in OPERATIONS.items()}
    return [case for case in cases(published) if (case.spoken.method, case.spoken.path) in ours]


async def read(case: Case, folder: Path) -> Any:
    """What the client makes of a sample, also where it asks again without some of the data."""
    async with open_rig(folder) as rig:
        answers = [said(case.status, case.body) for _ in range(3)]
        rig.answer(case.spoken.path.partition("{")[0], *answers)
        return await READS[case.spoken.name](rig)


async def test_every_sample_is_read(published: Published, tmp_path: Path) -> None:
    found = samples(published)
    assert {case.spoken.name for case in found} == READS.keys() | OTHER_TYPES
    for case in found:
        if case.spoken.name in OTHER_TYPES:
            continue
        if case.status < 300:
            await read(case, tmp_path)
        else:
            with pytest.raises(BadRequest):
                await read(case, tmp_path)


async def test_orders_have_the_units_and_prices_of_the_sample(
    published: Published, tmp_path: Path
) -> None:
    seen = 0
    for case in samples(published):
        if case.status != 200 or case.spoken.name not in ("searchOrders", "getOrder"):
            continue
        made = await read(case, tmp_path)
        assert not isinstance(made, OrderPage) or made.unreadable == 0
        told: Any = case.answer
        wanted = told.get("orders") or [told["order"]]
        got = made.orders if isinstance(made, OrderPage) else (made,)
        assert [shown(order) for order in got] == [written(order) for order in wanted]
        seen += len(wanted)
    assert seen == 6


Line = tuple[str, int, Decimal, str]


def shown(order: Order) -> tuple[str, list[Line]]:
    """An order as we keep it: SKU, units, item price and currency of each line."""
    lines = [
        (line.sku, line.quantity, _amount(line.price_minor, line.currency), line.currency)
        for line in order.lines
    ]
    return order.order_id, lines


def _amount(minor: int | None, currency: str) -> Decimal:
    assert minor is not None
    return Decimal(minor).scaleb(-exponent(currency))


def written(order: dict[str, Any]) -> tuple[str, list[Line]]:
    """The same as the sample writes it, tax left out."""
    lines = []
    for item in order["orderItems"]:
        (price,) = [p["subtotal"] for p in item["proceeds"]["breakdowns"] if p["type"] == "ITEM"]
        sku, units = item["product"]["sellerSku"], item["quantityOrdered"]
        lines.append((sku, units, Decimal(price["amount"]), price["currencyCode"]))
    return order["orderId"], lines
