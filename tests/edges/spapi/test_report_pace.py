"""How often a report is asked for, which one will do, and one type that holds up no other."""

import gzip
import json
from datetime import timedelta

import pytest

from core.amazon_errors import Throttled
from core.policy.operations import SHIPMENTS
from core.ports.amazon import ReportStatus, ReportWanted
from core.spapi.amazon import TOLD
from tests.amazon_cases import case
from tests.edges.sandbox.desk import CA, NOW, US
from tests.edges.spapi.rig import ORIGIN, Rig, caller, said
from tests.edges.spapi.test_reports import made, orders, stock

REPORTS = "/reports/2021-06-30/reports"
SENT = ReportWanted(SHIPMENTS, (US,), NOW - timedelta(days=7), NOW)
QUOTA = b'{"errors":[{"code":"QuotaExceeded","message":"You exceeded your quota."}]}'


def created(rig: Rig) -> list[int]:
    """The statuses of the requests for reports."""
    told = [call for call in rig.ledger.calls if call.operation.startswith("createReport")]
    return [call.status or 0 for call in told]


async def test_a_recent_report_will_do(rig: Rig) -> None:
    first = await made(rig, caller(), stock(US))
    again = await made(rig, caller(), stock(US))
    assert again.report_id == first.report_id
    assert again.status is ReportStatus.DONE
    other = await made(rig, caller(), stock(CA))
    assert other.report_id != first.report_id
    rig.time.forward(minutes=30)
    later = await made(rig, caller(), stock(US))
    assert later.report_id not in (first.report_id, other.report_id)
    assert created(rig) == [202, 202, 202]


async def test_a_recent_report_is_found_at_amazon_after_a_restart(rig: Rig) -> None:
    first = await made(rig, caller(), stock(US))
    rig.api.forget(caller().tenant, caller().account)
    rig.time.forward(minutes=10)
    assert await rig.api.request_report(caller(), stock(US)) == first.report_id
    assert created(rig) == [202]
    rig.api.forget(caller().tenant, caller().account)
    rig.time.forward(minutes=20)
    assert await rig.api.request_report(caller(), stock(US)) != first.report_id


async def test_too_early_for_another_one_is_said_with_the_time(rig: Rig) -> None:
    report_id = await rig.api.request_report(caller(), stock(US))
    body = {"reportType": stock(US).report_type, "processingStatus": "CANCELLED"}
    rig.answer(f"{REPORTS}/", said(200, json.dumps(body).encode()))
    await rig.api.report_state(caller(), stock(US), report_id)
    rig.time.forward(minutes=10)
    with pytest.raises(Throttled) as why:
        await rig.api.request_report(caller(), stock(US))
    assert why.value.retry_after == pytest.approx(20 * 60)
    assert created(rig) == [202]


async def test_orders_may_be_asked_for_as_often_as_one_likes(rig: Rig) -> None:
    first = await rig.api.request_report(caller(), orders(US))
    assert await rig.api.request_report(caller(), orders(US, days=3)) != first
    # The same span is asked for again where something went wrong: once the old one will do.
    third = await rig.api.request_report(caller(), orders(US))
    assert await rig.api.request_report(caller(), orders(US)) == third
    assert await rig.api.request_report(caller(), orders(US)) != third
    assert len(rig.journal("getReports")) == 0


@case(3)
async def test_a_429_while_we_had_tokens_left_empties_the_bucket(rig: Rig) -> None:
    await rig.api.request_report(caller(), orders(US))
    rig.fault("createReport", "429")
    with pytest.raises(Throttled) as why:
        await rig.api.request_report(caller(), orders(US, days=4))
    assert why.value.retry_after == pytest.approx(2 / 0.0167)
    with pytest.raises(Throttled):
        await rig.api.request_report(caller(), orders(US, days=3))
    assert created(rig) == [202, 429]
    rig.time.forward(seconds=2 / 0.0167)
    await rig.api.request_report(caller(), orders(US, days=3))
    assert created(rig) == [202, 429, 202]


@case(4)
async def test_shipments_refused_for_hours_hold_up_no_other_report(rig: Rig) -> None:
    for hours in (1, 2, 4, 4):
        rig.answer(REPORTS, said(200, b'{"reports":[]}'), said(429, QUOTA))
        with pytest.raises(Throttled) as why:
            await rig.api.request_report(caller(), SENT)
        assert why.value.retry_after == hours * 3600
        rig.line.meddlers.clear()
        await rig.api.request_report(caller(), orders(US, days=hours))
        before = len(rig.line.passed)
        with pytest.raises(Throttled) as why:
            await rig.api.request_report(caller(), SENT)
        assert len(rig.line.passed) == before
        rig.time.forward(hours=hours)
    assert [status for status in created(rig) if status == 429] == [429] * 4


@case(4)
async def test_shipments_that_are_made_again_rest_no_more(rig: Rig) -> None:
    rig.answer(REPORTS, said(200, b'{"reports":[]}'), said(429, QUOTA))
    with pytest.raises(Throttled):
        await rig.api.request_report(caller(), SENT)
    rig.time.forward(hours=1)
    rig.answer(REPORTS, said(200, b'{"reports":[]}'), said(202, b'{"reportId":"S1"}'))
    assert await rig.api.request_report(caller(), SENT) == "S1"
    rig.time.forward(hours=1)
    rig.line.meddlers.clear()
    rig.answer(REPORTS, said(429, QUOTA))
    with pytest.raises(Throttled) as why:
        await rig.api.request_report(caller(), SENT)
    assert why.value.retry_after == 3600


def failed(rig: Rig, body: bytes | None) -> None:
    """Let Amazon say that a report failed, with a document that says why or without one."""
    told = {"reportType": orders(US).report_type, "processingStatus": "FATAL"}
    if body is not None:
        told["reportDocumentId"] = "doc-1"
        address = json.dumps({"url": f"{ORIGIN}/documents/doc-1"}).encode()
        rig.answer("/reports/2021-06-30/documents/", said(200, address))
        rig.answer("/documents/", said(200, body))
    rig.answer(f"{REPORTS}/", said(200, json.dumps(told).encode()))


@case(18)
@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            b'{"errorDetails":"The range\r\nis  too long"}',
            '{"errorDetails":"The range is too long"}',
        ),
        (gzip.compress("Zu gro\xdf <!channel>".encode("cp1252"), mtime=0), "Zu groß <!channel>"),
        (b"x" * 9000, "x" * TOLD),
        (b"", ""),
        (gzip.compress(b"x" * 900, mtime=0)[:-12], None),
    ],
)
async def test_why_a_report_failed_is_read_but_not_all_of_it(
    rig: Rig, body: bytes, told: str | None
) -> None:
    failed(rig, body)
    state = await rig.api.report_state(caller(), orders(US), "ID323")
    assert (state.status, state.document, state.told) == (ReportStatus.FAILED, None, told)


@case(18)
async def test_a_report_may_fail_without_a_word(rig: Rig) -> None:
    failed(rig, None)
    state = await rig.api.report_state(caller(), orders(US), "ID323")
    assert (state.status, state.document, state.told) == (ReportStatus.FAILED, None, None)
    failed(rig, b"x")
    rig.line.meddlers.pop(1)
    rig.answer("/documents/", *(said(404, b"") for _ in range(2)))
    state = await rig.api.report_state(caller(), orders(US), "ID323")
    assert (state.status, state.told) == (ReportStatus.FAILED, None)
