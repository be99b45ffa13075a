"""Every request that our client makes is one that Amazon's models allow."""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest

from core.amazon_errors import AmazonError
from core.marketplaces import by_id
from core.model import Period
from core.policy.operations import CREATE_REPORT, OPERATIONS, REPORT_TYPES
from core.ports.amazon import OrderSearch, ReportWanted
from core.ports.orders import Reading
from tests.edges.sandbox.desk import CA, JP, NOW, US
from tests.edges.spapi.rig import Rig, caller, open_rig, said
from tests.edges.spapi.test_reports import document, orders, stock
from tests.published.models import Published
from tests.published.schemas import Sent, request_faults

ORDER = "903-1234567-1234567"
READING = Reading(by_id(US), {}, None)
WEEK, ZONE = Period(date(2026, 10, 28), date(2026, 11, 3)), "America/Los_Angeles"
"""A week in which the clocks are changed: its ends have different offsets."""
REPORTS = "/reports/2021-06-30/reports"
ELSEWHERE = ("/auth/o2/token", "/documents/")
"""Where the client also goes: Login with Amazon, and the store of documents."""


async def every_report(rig: Rig) -> None:
    """Each report type, for a span and for all that is there now."""
    for kind in REPORT_TYPES:
        for wanted in (ReportWanted(kind, (US,)), replace(orders(US), report_type=kind)):
            await rig.api.request_report(caller(), wanted)
            rig.time.forward(hours=12)  # no report is made again at once


async def an_order_report(rig: Rig) -> None:
    """From asking to the document."""
    wanted = orders(US)
    async with rig.api.order_report(caller(), wanted, await document(rig, caller(), wanted)):
        pass


async def a_stock_report(rig: Rig) -> None:
    """The same for stock."""
    wanted = stock(US)
    await rig.api.stock_report(caller(), wanted, await document(rig, caller(), wanted))


async def a_lost_report(rig: Rig) -> None:
    """The list that is looked at where Amazon did not say whether it took a request."""
    rig.lose_answers(REPORTS)
    await rig.api.request_report(caller(), orders(US))


async def a_search(rig: Rig) -> None:
    """Orders by update and by creation, page by page."""
    for search in (
        OrderSearch((US, CA), NOW - timedelta(hours=1)),
        OrderSearch((US,), NOW - timedelta(days=3), NOW - timedelta(days=1), by_creation=True),
    ):
        following: OrderSearch | None = search
        for _ in range(2):  # the pages after the second are asked for like the second
            if following:
                following = (await rig.api.order_page(caller(), following, READING)).next
    assert any("paginationToken" in str(one.url) for one in rig.line.passed)


async def a_search_without_fulfillment(rig: Rig) -> None:
    """What is left out where the Far East refuses it, for a search and for one order."""
    refusal = b'{"errors":[{"code":"InvalidInput","message":"Something about the input."}]}'
    rig.answer("/orders/", said(400, refusal))
    await rig.api.order_page(caller("FE"), OrderSearch((JP,), NOW - timedelta(hours=1)), READING)


async def stock_by_page(rig: Rig) -> None:
    """All stock, and that of some SKUs, one of them with a comma."""
    await rig.api.stock_now(caller(), US)
    await rig.api.stock_now(caller(), US, ("DEMO-1", "DEMO-2", "DEMO,3 %/+"))


ASKED: dict[str, Callable[[Rig], Awaitable[object]]] = {
    "participations": lambda rig: rig.api.participations(caller()),
    "every report": every_report,
    "an order report": an_order_report,
    "a stock report": a_stock_report,
    "a lost report": a_lost_report,
    "what is offered": lambda rig: rig.api.offers_solicitation(caller(), ORDER, US),
    "a search": a_search,
    "a search without FULFILLMENT": a_search_without_fulfillment,
    "an order": lambda rig: rig.api.order(caller(), ORDER, READING),
    "figures by day": lambda rig: rig.api.order_metrics(caller(), US, ZONE, WEEK),
    "stock by page": stock_by_page,
    "topics": lambda rig: rig.api.review_topics(caller(), "B000000001", US),
    "a solicitation": lambda rig: rig.api.solicit(caller(), ORDER, US),
}
"""Everything the client can be asked for; what Amazon answers does not matter here."""


def sent(request: httpx.Request) -> Sent:
    """A request as it went over the wire."""
    path, _, query = request.url.raw_path.decode().partition("?")
    pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    return Sent(request.method, path, pairs, request.content)


async def requests(folder: Path) -> list[Sent]:
    """All requests of the client to the SP-API."""
    found: list[Sent] = []
    for ask in ASKED.values():
        async with open_rig(folder) as rig:
            with suppress(AmazonError):
                await ask(rig)
            found += map(sent, rig.line.passed)
    return [one for one in found if not one.path.startswith(ELSEWHERE)]


async def test_every_request_is_one_that_amazons_model_allows(
    published: Published, tmp_path: Path
) -> None:
    seen: set[str] = set()
    types: set[str] = set()
    for one in await requests(tmp_path):
        spoken = published.find(one.method, one.path)
        assert spoken, one
        assert request_faults(spoken, one) == [], one
        seen.add(spoken.name)
        if spoken.name == CREATE_REPORT:
            types.add(json.loads(one.body)["reportType"])
    assert seen == OPERATIONS.keys()
    assert types == REPORT_TYPES.keys()


BODY = {"reportType": "A", "marketplaceIds": [US], "dataStartTime": NOW.isoformat()}
SPAN = {"granularity": "Day", "marketplaceIds": US, "interval": "a--b"}


@pytest.mark.parametrize(
    ("method", "path", "query", "body", "fault"),
    [
        ("GET", REPORTS, {"reportTypes": "A,B", "pageSize": "10"}, None, None),
        ("GET", REPORTS, {"reporttypes": "A"}, None, "which the model does not know"),
        ("GET", REPORTS, {"pageSize": "ten"}, None, "is not of type 'integer'"),
        ("GET", REPORTS, {"pageSize": "101"}, None, "101 is greater than the maximum of 100"),
        ("GET", REPORTS, {"processingStatuses": "DONE,FINISHED"}, None, "is not one of"),
        ("GET", REPORTS, {"createdSince": "2026-11-18"}, None, "is not a 'date-time'"),
        ("GET", REPORTS, {"reportTypes": ",".join("ABCDEFGHIJK")}, None, "is too long"),
        ("GET", REPORTS, {"nextToken": ""}, None, "empty"),
        ("GET", "/sales/v1/orderMetrics", SPAN, None, None),
        ("GET", "/sales/v1/orderMetrics", SPAN | {"granularity": "day"}, None, "is not one of"),
        ("GET", "/sales/v1/orderMetrics", {"granularity": "Day"}, None, "lacks interval"),
        ("POST", REPORTS, {}, BODY, None),
        ("POST", REPORTS, {}, None, "the body is missing"),
        ("POST", REPORTS, {}, BODY | {"colour": "blue"}, "'colour' was unexpected"),
        ("POST", REPORTS, {}, BODY | {"dataStartTime": "today"}, "is not a 'date-time'"),
        ("POST", REPORTS, {}, BODY | {"marketplaceIds": US}, "is not of type 'array'"),
        ("POST", REPORTS, {}, {"reportType": "A"}, "'marketplaceIds' is a required property"),
        ("DELETE", f"{REPORTS}/1", {}, BODY, "there is a body"),
    ],
)
def test_a_wrong_request_is_refused(
    published: Published,
    method: str,
    path: str,
    query: dict[str, str],
    body: object,
    fault: str | None,
) -> None:
    spoken = published.find(method, path)
    assert spoken
    content = b"" if body is None else json.dumps(body).encode()
    faults = request_faults(spoken, Sent(method, path, list(query.items()), content))
    assert (faults == []) if fault is None else any(fault in one for one in faults), faults


def test_a_repeated_value_and_another_path_are_refused(published: Published) -> None:
    spoken = published.find("GET", REPORTS)
    assert spoken
    twice = [("pageSize", "1"), ("pageSize", "2")]
    assert request_faults(spoken, Sent("GET", REPORTS, twice, b""))
    assert request_faults(spoken, Sent("POST", REPORTS, [], b""))
    assert published.find("GET", "/reports/2021-06-30/others") is None
