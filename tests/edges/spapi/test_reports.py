"""Reports from asking to rows: orders, stock, empty and failed ones, and answers that got lost."""

from datetime import datetime, timedelta

import pytest

from core.amazon_errors import BadDocument, UnknownOutcome
from core.errors import GateClosed
from core.marketplaces import by_id
from core.model import Feature
from core.policy.operations import ORDERS_BY_DATE, ORDERS_BY_UPDATE, STOCK
from core.ports.amazon import Caller, ReportState, ReportStatus, ReportWanted
from core.ports.orders import Reading
from tests.amazon_cases import case
from tests.edges.sandbox.desk import CA, DE, JP, NOW, US
from tests.edges.spapi.rig import Rig, caller, said


def orders(*stores: str, days: int = 5, kind: str = ORDERS_BY_UPDATE) -> ReportWanted:
    """An all-orders report of the last days."""
    return ReportWanted(kind, stores, NOW - timedelta(days=days), NOW)


def stock(store: str) -> ReportWanted:
    """The inventory report of a store."""
    return ReportWanted(STOCK, (store,))


async def made(rig: Rig, who: Caller, wanted: ReportWanted) -> ReportState:
    """Ask for a report, let it finish, and ask how it is."""
    report_id = await rig.api.request_report(who, wanted)
    rig.time.forward(seconds=1)
    return await rig.api.report_state(who, wanted, report_id)


async def document(rig: Rig, who: Caller, wanted: ReportWanted) -> str:
    """The document of a finished report."""
    state = await made(rig, who, wanted)
    assert state.status is ReportStatus.DONE
    assert state.document is not None
    return state.document


@pytest.mark.parametrize("kind", [ORDERS_BY_UPDATE, ORDERS_BY_DATE])
async def test_orders_from_asking_to_lines(rig: Rig, kind: str) -> None:
    who, wanted = caller(), orders(US, CA, kind=kind)
    found = await document(rig, who, wanted)
    async with rig.api.order_report(who, wanted, found) as report:
        chunks = list(report.chunks(Reading(by_id(US), {}, None)))
        assert report.name == kind
        assert set(report.channels) >= {"Amazon.com", "Amazon.ca"}
        assert sum(len(order.lines) for chunk in chunks for order in chunk.orders) == report.rows
        assert report.rows > 100
    assert list(rig.spool.iterdir()) == []
    role = "Inventory and Order Tracking"
    rows = [(call.operation, call.status, call.amazon_role) for call in rig.ledger.calls[1:]]
    assert rows == [
        (f"createReport:{kind}", 202, role),
        (f"getReport:{kind}", 200, role),
        (f"getReportDocument:{kind}", 200, role),
        (f"download:{kind}", 200, role),
    ]
    assert {call.feature for call in rig.ledger.calls[1:]} == {"sales"}


@pytest.mark.parametrize(
    ("region", "store", "letter"), [("NA", US, " "), ("EU", DE, "ü"), ("FE", JP, "ステンレス")]
)
async def test_stock_in_each_regions_encoding(
    rig: Rig, region: str, store: str, letter: str
) -> None:
    who, wanted = caller(region), stock(store)
    rows = (await rig.api.stock_report(who, wanted, await document(rig, who, wanted))).rows
    assert len({row.sku for row in rows}) == len(rows) > 5
    assert any(letter in row.title for row in rows)
    assert not any("\N{REPLACEMENT CHARACTER}" in row.title for row in rows)
    assert sum(row.sellable for row in rows) > 0
    assert sum(row.inbound for row in rows) > 0


async def test_stock_is_what_the_sandbox_has(rig: Rig) -> None:
    who, wanted = caller(), stock(US)
    rows = (await rig.api.stock_report(who, wanted, await document(rig, who, wanted))).rows
    shop = rig.sandbox.world.accounts[0]
    ended = NOW + timedelta(seconds=0.5)
    raw = list(rig.sandbox.world.stock_rows(shop, shop.marketplaces[0], ended))
    for row, line in zip(rows, raw, strict=True):
        cells = line.split("\t")
        assert (row.sku, row.asin, row.title) == (cells[0], cells[2], cells[3])
        sellable, reserved, *inbound = (int(cells[n]) for n in (10, 12, 15, 16, 17))
        assert (row.sellable, row.inbound, row.reserved) == (sellable, sum(inbound), reserved)


@case(16)
async def test_a_report_without_rows_is_no_failure(rig: Rig) -> None:
    wanted = ReportWanted(ORDERS_BY_UPDATE, (US,), NOW - timedelta(seconds=2), NOW)
    state = await made(rig, caller(), wanted)
    assert (state.status, state.document) == (ReportStatus.NO_DATA, None)


async def test_a_report_that_amazon_cannot_make(rig: Rig) -> None:
    state = await made(rig, caller(), orders(US, days=60))
    assert (state.status, state.document) == (ReportStatus.FAILED, None)


async def test_a_report_in_the_making(rig: Rig) -> None:
    report_id = await rig.api.request_report(caller(), orders(US))
    state = await rig.api.report_state(caller(), orders(US), report_id)
    assert state == ReportState(report_id, ReportStatus.WAITING)


async def test_a_report_is_done_when_it_was_done(rig: Rig) -> None:
    state = await made(rig, caller(), orders(US))
    assert state.finished_at == datetime.fromisoformat("2026-11-18T18:30:00+00:00")


@case(38)
async def test_a_status_that_is_new_counts_as_waiting(rig: Rig) -> None:
    body = b'{"reportType":"%s","processingStatus":"PAUSED"}' % ORDERS_BY_UPDATE.encode()
    rig.answer("/reports/", said(200, body))
    state = await rig.api.report_state(caller(), orders(US), "ID323")
    assert state.status is ReportStatus.WAITING


async def test_a_report_of_another_type_is_not_read(rig: Rig) -> None:
    report_id = await rig.api.request_report(caller(), stock(US))
    with pytest.raises(GateClosed, match="another type"):
        await rig.api.report_state(caller(), orders(US), report_id)


async def test_a_request_whose_answer_is_lost_is_found_at_amazon(rig: Rig) -> None:
    rig.lose_answers("/reports/2021-06-30/reports")
    report_id = await rig.api.request_report(caller(), orders(US))
    rig.time.forward(seconds=1)
    state = await rig.api.report_state(caller(), orders(US), report_id)
    assert state.status is ReportStatus.DONE
    assert rig.journal("createReport") == [202]


async def test_a_request_that_never_arrived_is_not_found(rig: Rig) -> None:
    await rig.api.request_report(caller(), orders(US, days=9))
    rig.fault("createReport", "503")
    with pytest.raises(UnknownOutcome):
        await rig.api.request_report(caller(), orders(US))
    assert rig.journal("createReport") == [202, 503]


async def test_an_inventory_report_is_for_one_store(rig: Rig) -> None:
    with pytest.raises(GateClosed, match="one store at a time"):
        await rig.api.request_report(caller(), ReportWanted(STOCK, (US, CA)))
    assert rig.line.passed == []


async def test_a_switched_off_feature_also_closes_what_was_made(rig: Rig) -> None:
    found = await document(rig, caller(), stock(US))
    before = len(rig.line.passed)
    with pytest.raises(GateClosed):
        await rig.api.stock_report(caller("NA", Feature.SALES), stock(US), found)
    assert len(rig.line.passed) == before


async def test_orders_may_also_be_read_for_reviews(rig: Rig) -> None:
    await rig.api.request_report(caller("NA", Feature.REVIEWS), orders(US))
    assert rig.ledger.calls[-1].feature == "reviews"


async def test_the_wrong_kind_of_document_is_refused(rig: Rig) -> None:
    found = await document(rig, caller(), stock(US))
    with pytest.raises(BadDocument):
        async with rig.api.order_report(caller(), stock(US), found):
            pytest.fail("a stock report was taken for orders")
