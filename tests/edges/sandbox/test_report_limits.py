"""Amazon's own limits on reports: how often it makes one anew, for whom, and how long it stays."""

import pytest

from tests.edges.sandbox.desk import BY_ORDER_DATE, CA, INVENTORY, NOW, US, Desk, between, open_desk
from tests.edges.sandbox.test_control import put_fault
from tests.edges.sandbox.test_warehouse_reports import PLANNING, RESTOCK, SHIPMENTS

_SPAN = between(NOW.replace(hour=1), NOW)


async def _status(desk: Desk, kind: str, market: str = US) -> str:
    report = await desk.report(kind, [market], **_SPAN)
    return str(report["processingStatus"])


@pytest.mark.parametrize(
    ("kind", "minutes"), [(INVENTORY, 30), (SHIPMENTS, 30), (PLANNING, 240), (RESTOCK, 240)]
)
async def test_a_report_asked_for_too_soon_is_cancelled(kind: str, minutes: int) -> None:
    async with open_desk(throttle=True) as desk:
        assert await _status(desk, kind) == "DONE"
        assert await _status(desk, kind) == "CANCELLED"
        desk.time.forward(minutes=minutes - 1)
        assert await _status(desk, kind) == "CANCELLED"
        desk.time.forward(minutes=1)
        assert await _status(desk, kind) == "DONE", "being refused does not start it anew"


async def test_each_store_type_and_seller_waits_alone() -> None:
    async with open_desk(throttle=True) as desk:
        for kind, market in ((INVENTORY, US), (INVENTORY, CA), (PLANNING, US)):
            assert await _status(desk, kind, market) == "DONE"
        for _ in range(3):
            assert await _status(desk, BY_ORDER_DATE) == "DONE", "all orders may be asked for"


async def test_a_report_that_failed_is_not_held_against_the_next() -> None:
    async with open_desk(throttle=True) as desk:
        await put_fault(desk, "fatal", operation="createReport")
        assert await _status(desk, INVENTORY) == "FATAL"
        assert await _status(desk, INVENTORY) == "DONE"


async def test_without_throttle_nothing_is_too_soon() -> None:
    async with open_desk() as desk:
        assert [await _status(desk, INVENTORY) for _ in range(2)] == ["DONE", "DONE"]


@pytest.mark.parametrize("kind", [INVENTORY, PLANNING])
async def test_a_report_for_one_store_takes_the_first_and_says_nothing(kind: str) -> None:
    async with open_desk() as desk:
        assert await desk.rows(kind, [CA, US]) == await desk.rows(kind, [CA])
        told = await desk.report(kind, [CA, US])
        assert told["marketplaceIds"] == [CA, US]


@pytest.mark.parametrize(("kind", "days"), [(BY_ORDER_DATE, 30), (INVENTORY, 90)])
async def test_a_document_does_not_stay_for_ever(kind: str, days: int) -> None:
    async with open_desk() as desk:
        report = await desk.report(kind, [US], **_SPAN)
        path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
        desk.time.forward(days=days, seconds=-2)
        assert (await desk.call("GET", path)).status_code == 200
        desk.time.forward(seconds=2)
        assert (await desk.call("GET", path)).status_code == 404
