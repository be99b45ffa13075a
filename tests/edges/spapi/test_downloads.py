"""Downloading a document: nothing of Amazon's goes along, and nothing damaged comes through."""

import gzip
import json
import stat
import tracemalloc
from collections.abc import AsyncIterator
from hashlib import shake_128
from pathlib import Path

import httpx
import pytest

from core.amazon_errors import BadDocument, UpstreamError
from core.errors import GateClosed
from core.marketplaces import by_id
from core.ports.amazon import ReportWanted
from core.ports.orders import Reading
from core.ports.report_rows import FEEDBACK
from core.spapi.breaker import FIRST_PAUSE, PATIENCE
from core.spapi.endpoints import AMAZON
from core.spapi.flat_file import LIMITS
from core.spapi.spool import open_spool
from tests.amazon_cases import case
from tests.edges.sandbox.desk import US
from tests.edges.spapi.rig import ORIGIN, Rig, caller, open_rig, said
from tests.edges.spapi.test_inventory_report import HEADER, KETTLE, ROW
from tests.edges.spapi.test_reports import document, orders, stock

WHO, WANTED = caller(), stock(US)


def downloads(rig: Rig) -> list[int | None]:
    """The statuses of the downloads made."""
    return [status for operation, status in rig.ledger.told() if operation.startswith("download")]


async def test_no_header_of_amazons_goes_to_the_store(rig: Rig) -> None:
    await rig.api.stock_report(WHO, WANTED, await document(rig, WHO, WANTED))
    sent = rig.line.passed[-1]
    assert sent.url.path.startswith("/documents/")
    assert {name for name in sent.headers if name not in ("host", "accept", "connection")} == {
        "user-agent",
        "accept-encoding",
    }


@case(19)
async def test_an_expired_address_is_asked_for_once_more(rig: Rig) -> None:
    found = await document(rig, WHO, WANTED)

    async def dawdle(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.startswith("/documents/") and downloads(rig) == []:
            rig.time.forward(minutes=5)
        return None

    rig.line.meddlers.append(dawdle)
    assert (await rig.api.stock_report(WHO, WANTED, found)).rows
    assert downloads(rig) == [403, 200]
    assert rig.journal("getReportDocument") == [200, 200]


@case(19)
async def test_an_address_that_never_opens_is_given_up(rig: Rig) -> None:
    found = await document(rig, WHO, WANTED)
    rig.answer("/documents/", *(said(403, b"<Error/>") for _ in range(9)))
    with pytest.raises(UpstreamError):
        await rig.api.stock_report(WHO, WANTED, found)
    assert downloads(rig) == [403, 403]


async def test_a_document_cut_short_is_refused_whole(rig: Rig) -> None:
    found = await document(rig, WHO, WANTED)
    rig.fault("download", "truncate")
    with pytest.raises(BadDocument, match="ends too early"):
        await rig.api.stock_report(WHO, WANTED, found)
    wanted = orders(US)
    found = await document(rig, WHO, wanted)
    rig.fault("download", "truncate")
    with pytest.raises(BadDocument, match="ends too early"):
        async with rig.api.order_report(WHO, wanted, found):
            pytest.fail("a damaged report came through")
    assert list(rig.spool.iterdir()) == []


def given(rig: Rig, body: bytes, status: int = 200, **headers: str) -> str:
    """A document whose download the test answers."""
    url = json.dumps({"url": f"{ORIGIN}/documents/doc-1"}).encode()
    rig.answer("/reports/", said(200, url))
    rig.answer("/documents/", said(status, body, **headers))
    return "doc-1"


async def test_an_altered_document_is_refused_whole(rig: Rig) -> None:
    packed = bytearray(gzip.compress(b"sku\tasin\n" * 50))
    packed[-6] ^= 1
    found = given(rig, bytes(packed))
    with pytest.raises(BadDocument, match="checksum"):
        await rig.api.stock_report(WHO, WANTED, found)


@case(20)
async def test_a_bomb_is_refused(rig: Rig) -> None:
    found = given(rig, gzip.compress(b"\n" * (4 << 20)))
    with pytest.raises(BadDocument, match="expands more"):
        await rig.api.stock_report(WHO, WANTED, found)


@case(20)
async def test_a_bomb_is_refused_before_it_is_in_memory(rig: Rig) -> None:
    found = given(rig, gzip.compress((bytes(999) + b"\n") * 96_000))
    tracemalloc.start()
    try:
        with pytest.raises(BadDocument, match="expands more"):
            await rig.api.stock_report(WHO, WANTED, found)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20


@case(20)
async def test_a_bomb_of_nothing_but_line_ends_is_refused_before_they_are_counted(rig: Rig) -> None:
    noise = shake_128(b"noise").digest(1 << 20)  # so that it does not expand suspiciously much
    found = given(rig, gzip.compress(noise.replace(b"\n", b"") + b"\n" * (6 << 20), 1))
    with pytest.raises(BadDocument, match="more than 5,000,000 rows"):
        await rig.api.stock_report(WHO, WANTED, found)


@case(20)
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("flag", [{}, {"compressionAlgorithm": "GZIP"}])
async def test_what_is_packed_is_seen_from_its_bytes(
    rig: Rig, packed: bool, flag: dict[str, str]
) -> None:
    plain = f"{HEADER}\r\n{ROW}\r\n".encode()
    address = json.dumps({"url": f"{ORIGIN}/documents/doc-1"} | flag).encode()
    rig.answer("/reports/", said(200, address))
    rig.answer("/documents/", said(200, gzip.compress(plain) if packed else plain))
    page = await rig.api.stock_report(WHO, WANTED, "doc-1")
    assert (page.rows, page.unreadable) == ((KETTLE,), 0)


@case(13)
@pytest.mark.parametrize(
    ("codec", "charset", "encoding"),
    [
        ("cp932", "text/plain; charset=Windows-31J", "cp932"),
        ("cp1252", 'text/plain;charset="ISO-8859-1"', "cp1252"),
        ("utf-8", "text/plain; charset=ISO-8859-1", "utf-8"),
        ("utf-16", "text/plain; charset=utf-8", "utf-16"),
        ("utf-8", "text/plain; charset=klingon", "utf-8"),
    ],
)
async def test_the_declared_encoding_helps_where_it_is_true(
    rig: Rig, codec: str, charset: str, encoding: str
) -> None:
    title = "商品" if codec == "cp932" else "Crêpe"
    body = f"{HEADER}\r\n{ROW.replace('Kettle', title)}\r\n{ROW}\tx\r\nKT-9".encode(codec)
    page = await rig.api.stock_report(WHO, WANTED, given(rig, body, content_type=charset))
    assert [row.title for row in page.rows] == [title]
    assert (page.encoding, page.unreadable) == (encoding, 1)


async def test_another_report_from_its_document_to_its_rows(rig: Rig) -> None:
    raw = (
        "Date\tRating\tComments\tYour Response\tOrder ID\n11/05/26\t5\tfine\t\t123-1234567-1234567"
    )
    wanted = ReportWanted(FEEDBACK.report_type, (US,))
    found = given(rig, raw.encode())
    page = await rig.api.read_table(WHO, wanted, FEEDBACK, found)
    assert [(row.rating, row.comment) for row in page.rows] == [(5, "fine")]
    assert rig.ledger.calls[-1].feature == "feedback"
    lacking = raw.replace("Rating", "?").replace("\tYour Response", "")
    with pytest.raises(BadDocument, match="lacks the columns"):
        await rig.api.read_table(WHO, wanted, FEEDBACK, given(rig, lacking.encode()))
    with pytest.raises(GateClosed, match="is not read as"):
        await rig.api.read_table(WHO, WANTED, FEEDBACK, "doc-1")


async def test_a_store_of_documents_that_is_down_is_left_alone(rig: Rig) -> None:
    for _ in range(PATIENCE // 2):
        rig.time.forward(minutes=5)
        given(rig, b"", 503)
        with pytest.raises(UpstreamError):
            await rig.api.stock_report(WHO, WANTED, given(rig, b"", 503))
    before = downloads(rig)
    assert before == [503] * PATIENCE
    with pytest.raises(UpstreamError) as why:
        await rig.api.stock_report(WHO, WANTED, given(rig, b""))
    assert why.value.retry_after == pytest.approx(FIRST_PAUSE)
    assert downloads(rig) == before


async def test_a_document_beyond_the_limit_is_not_read_on(rig: Rig) -> None:
    found = given(rig, b"")
    rig.line.meddlers.pop()
    read, block = 0, bytes(16 << 20)

    async def flood() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield block

    async def instead(request: httpx.Request) -> httpx.Response | None:
        if request.url.path.startswith("/documents/"):
            return httpx.Response(200, content=flood())
        return None

    rig.line.meddlers.append(instead)
    with pytest.raises(BadDocument, match="too large"):
        await rig.api.stock_report(WHO, WANTED, found)
    assert read == (LIMITS.wire >> 24) + 1
    assert downloads(rig) == [200]


async def test_a_redirect_is_not_followed(rig: Rig) -> None:
    found = given(rig, b"", 302, location="http://169.254.169.254/latest/meta-data")
    with pytest.raises(BadDocument, match="leads elsewhere"):
        await rig.api.stock_report(WHO, WANTED, found)
    assert downloads(rig) == [302]
    assert {request.url.host for request in rig.line.passed} == {"127.0.0.1"}


async def test_no_bytes_are_no_rows(rig: Rig) -> None:
    assert (await rig.api.stock_report(WHO, WANTED, given(rig, b""))).rows == ()
    async with rig.api.order_report(WHO, orders(US), given(rig, b"")) as report:
        assert (report.rows, list(report.chunks(Reading(by_id(US), {}, None)))) == (0, [])


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://reports.s3.amazonaws.com/x",
        "file:///etc/passwd",
        None,
        7,
    ],
)
async def test_a_local_amazon_serves_local_documents_only(rig: Rig, url: object) -> None:
    rig.answer("/reports/", said(200, json.dumps({"url": url}).encode()))
    with pytest.raises(BadDocument, match="not one of Amazon's"):
        await rig.api.stock_report(WHO, WANTED, "doc-1")
    assert downloads(rig) == []


S3 = "https://tortuga-prod-na.s3.amazonaws.com/doc?X-Amz-Signature=abc%2Fdef"


async def test_amazon_itself_is_reached_at_the_address_that_was_checked(tmp_path: Path) -> None:
    async with open_rig(tmp_path, endpoints=AMAZON) as rig:
        rig.answer("/auth/", said(200, b'{"access_token":"Atza|x","expires_in":3600}'))
        rig.answer("/reports/", said(200, json.dumps({"url": S3}).encode()))
        rig.answer("/doc", said(200, b""))
        assert (await rig.api.stock_report(WHO, WANTED, "amzn1.spdoc.1")).rows == ()
        token, api, store = rig.line.passed
        assert token.url == "https://api.amazon.com/auth/o2/token"
        assert api.url.host == "sellingpartnerapi-na.amazon.com"
        assert str(store.url) == "https://52.0.0.1/doc?X-Amz-Signature=abc%2Fdef"
        assert store.headers["host"] == "tortuga-prod-na.s3.amazonaws.com"
        assert store.extensions["sni_hostname"] == "tortuga-prod-na.s3.amazonaws.com"


async def test_amazon_itself_serves_no_local_documents(tmp_path: Path) -> None:
    async with open_rig(tmp_path, endpoints=AMAZON) as rig:
        rig.answer("/auth/", said(200, b'{"access_token":"Atza|x","expires_in":3600}'))
        rig.answer("/reports/", said(200, b'{"url":"http://127.0.0.1:8485/documents/x"}'))
        with pytest.raises(BadDocument, match="not one of Amazon's"):
            await rig.api.stock_report(WHO, WANTED, "amzn1.spdoc.1")
        assert len(rig.line.passed) == 2


def test_a_spool_is_nobody_elses_and_leaves_nothing(tmp_path: Path) -> None:
    with open_spool(tmp_path) as spool:
        spool.write(b"buyers")
        assert stat.S_IMODE(spool.path.stat().st_mode) == 0o600
        assert spool.path.read_bytes() == b"buyers"
        spool.clear()
        spool.write(b"x")
        assert (spool.path.read_bytes(), spool.size) == (b"x", 1)
        path = spool.path
        if path.parent != tmp_path:
            assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


async def test_the_gate_also_stands_before_a_download(rig: Rig) -> None:
    with pytest.raises(GateClosed):
        await rig.api.stock_report(WHO, ReportWanted("GET_V2_SETTLEMENT_REPORT_DATA", (US,)), "d")
    assert (rig.line.passed, rig.ledger.calls) == ([], [])
