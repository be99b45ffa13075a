"""The gzip bomb: correct in itself, tiny on the wire and in memory."""

import gzip
import tracemalloc
import zlib
from itertools import islice

import pytest

from core.spapi.sandbox.bomb import LARGEST, pieces, wire_size
from tests.edges.sandbox.desk import BY_ORDER_DATE, NOW, US, between, open_desk
from tests.edges.sandbox.server import open_counter
from tests.edges.sandbox.test_control import put_fault

_MIB = 1 << 20


@pytest.mark.parametrize("size", [1, 4 * _MIB, 4 * _MIB + 1, 30 * _MIB])
def test_a_bomb_is_a_sound_gzip_file(size: int) -> None:
    packed = b"".join(pieces(size))
    text = gzip.decompress(packed)  # checks checksum and length
    assert size <= len(text) < size + 4 * _MIB
    assert len(packed) == wire_size(size)
    assert text.count(b"\n") == len(text) // 4


def test_it_is_a_thousand_times_smaller_than_what_comes_out() -> None:
    assert 900 < LARGEST / wire_size(LARGEST) < 1100
    opener = zlib.decompressobj(31)
    first = sum(len(opener.decompress(piece)) for piece in islice(pieces(LARGEST), 4))
    assert first > 10 * _MIB
    assert not opener.unused_data, "one member, so that no reader stops early"


def test_the_largest_takes_no_memory_to_send() -> None:
    list(pieces(1))
    tracemalloc.start()
    try:
        sent = sum(len(piece) for piece in pieces(LARGEST))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sent == wire_size(LARGEST)
    assert peak < _MIB


async def test_a_download_that_is_a_bomb_can_be_left_early() -> None:
    async with open_counter() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **between(NOW, NOW))
        assert report["processingStatus"] == "CANCELLED"
        span = between(NOW.replace(hour=1), NOW)
        url = await desk.url((await desk.report(BY_ORDER_DATE, [US], **span))["reportDocumentId"])
        await put_fault(desk, "bomb", operation="download", size=LARGEST)
        async with desk.client.stream("GET", url) as answer:
            assert int(answer.headers["content-length"]) == wire_size(LARGEST)
            start = await anext(answer.aiter_raw())
        assert start[:2] == b"\x1f\x8b"
        assert (await desk.client.get(url)).status_code == 200


async def test_a_bomb_has_a_size_and_a_limit() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **between(NOW.replace(hour=1), NOW))
        url = await desk.url(report["reportDocumentId"])
        await put_fault(desk, "bomb", size=6 * _MIB)
        assert len(gzip.decompress((await desk.client.get(url)).content)) == 8 * _MIB
        fault = {"effect": "bomb", "size": LARGEST + 1}
        assert (await desk.client.post("/sandbox/faults", json=fault)).status_code == 400
