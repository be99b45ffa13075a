"""Reports and documents that go wrong on order: failed, stuck, mislabelled, packed or not."""

import gzip
from datetime import timedelta
from typing import Any

import pytest

from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    FE,
    JP,
    NA,
    NOW,
    REPORTS,
    US,
    Desk,
    between,
    open_desk,
)
from tests.edges.sandbox.test_control import put_fault

_SPAN = between(NOW - timedelta(days=1), NOW)


async def test_fatal_comes_with_a_reason_and_without() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "fatal", operation="createReport")
        told = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        await put_fault(desk, "fatal_bare", operation="createReport")
        bare = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        assert (told["processingStatus"], bare["processingStatus"]) == ("FATAL", "FATAL")
        assert "reportDocumentId" not in bare
        reason = await desk.client.get(await desk.url(told["reportDocumentId"]))
        assert "could not be generated" in reason.json()["errorDetails"]


async def test_a_stuck_report_stays_in_the_queue_and_can_be_cancelled() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "stuck")
        report = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        path = f"{REPORTS}/{report['reportId']}"
        desk.time.forward(days=30)
        assert (await desk.call("GET", path)).json()["processingStatus"] == "IN_QUEUE"
        assert (await desk.call("DELETE", path)).status_code == 200
        assert (await desk.call("GET", path)).json()["processingStatus"] == "CANCELLED"


async def test_a_url_can_be_out_of_date_at_once() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        url = await desk.url(report["reportDocumentId"])
        await put_fault(desk, "expired")
        answer = await desk.client.get(url)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/xml")
        assert "Request has expired" in answer.text
        assert (await desk.client.get(url)).status_code == 200


async def _document(desk: Desk, refresh: str = NA, market: str = US) -> tuple[bytes, str, Any]:
    """A document's bytes, the type they are labelled with, and how they are said to be packed."""
    report = await desk.report(BY_ORDER_DATE, [market], refresh=refresh, **_SPAN)
    path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    told = (await desk.call("GET", path, refresh=refresh)).json()
    answer = await desk.client.get(told["url"])
    return answer.content, answer.headers["content-type"], told.get("compressionAlgorithm")


@pytest.mark.parametrize(
    ("codec", "label", "charset"),
    [
        ("cp932", None, "Windows-31J"),
        ("cp932", "UTF-8", "UTF-8"),
        ("utf-8-sig", None, "UTF-8"),
        ("utf-8", "ISO-8859-1", "ISO-8859-1"),
        ("utf-16", "UTF-8", "UTF-8"),
    ],
)
async def test_a_report_may_be_mislabelled(codec: str, label: str | None, charset: str) -> None:
    async with open_desk() as desk:
        more = {} if label is None else {"label": label}
        await put_fault(desk, "encoding", codec=codec, **more)
        raw, kind, packed = await _document(desk, FE, JP)
        assert (kind, packed) == (f"text/plain;charset={charset}", "GZIP")
        text = gzip.decompress(raw).decode(codec)
        assert text.startswith("amazon-order-id\t")
        assert "まな板" in text
        true, kind, _ = await _document(desk, FE, JP)
        assert kind == "text/plain;charset=Windows-31J"
        assert gzip.decompress(true).decode("cp932").splitlines() == text.splitlines()


async def test_a_report_may_say_nothing_of_its_charset() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "encoding", codec="cp1252", label="")
        raw, kind, _ = await _document(desk)
        assert kind == "text/plain"
        assert gzip.decompress(raw).decode("cp1252").startswith("amazon-order-id\t")


async def test_gzip_may_be_unannounced_or_announced_and_not_there() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "unflagged")
        raw, _, packed = await _document(desk)
        assert (raw[:2], packed) == (b"\x1f\x8b", None)
        await put_fault(desk, "unpacked")
        raw, _, packed = await _document(desk)
        assert (raw[:15], packed) == (b"amazon-order-id", "GZIP")


async def test_who_asks_for_it_gets_a_content_encoding() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
        asked = {"enableContentEncodingUrlHeader": "true"}
        told = (await desk.call("GET", path, params=asked)).json()
        answer = await desk.client.get(told["url"])
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.text.startswith("amazon-order-id\t")  # unpacked on the way
