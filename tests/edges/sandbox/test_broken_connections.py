"""Connections that break: real resets before and after the effect, lengths that are not true."""

import asyncio
import logging
import socket
import struct
from urllib.parse import urlsplit

import httpx
import pytest

from tests.edges.sandbox.desk import BY_ORDER_DATE, REPORTS, US, Desk, open_desk
from tests.edges.sandbox.server import open_counter
from tests.edges.sandbox.test_control import PARTICIPATIONS, calls_of, put_fault

_BODY = {"reportType": BY_ORDER_DATE, "marketplaceIds": [US]}


async def _raw(desk: Desk, method: str, path: str, token: str) -> tuple[bytes, bool]:
    """What comes over the wire, and whether it ends with a reset."""
    address = urlsplit(str(desk.client.base_url))
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"{method} {path} HTTP/1.1\r\nhost: {address.netloc}\r\nuser-agent: raw\r\n"
    writer.write(f"{head}x-amz-access-token: {token}\r\n\r\n".encode())
    came = b""
    try:
        while piece := await reader.read(4096):
            came += piece
    except ConnectionResetError:
        return came, True
    finally:
        writer.transport.abort()
    return came, False


@pytest.mark.parametrize(("effect", "made"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_reset_says_nothing_of_whether_it_was_done(effect: str, made: int) -> None:
    async with open_counter() as desk:
        token = await desk.token()
        await put_fault(desk, effect, operation="createReport")
        with pytest.raises(httpx.ReadError):
            await desk.call("POST", REPORTS, json=_BODY, token=token)
        query = f"{REPORTS}?reportTypes={BY_ORDER_DATE}"
        listed = (await desk.call("GET", query, token=token)).json()["reports"]
        assert len(listed) == made
        calls = await calls_of(desk, operation="createReport")
        assert [c["status"] for c in calls] == [202 if made else 0]
        assert (await desk.call("POST", REPORTS, json=_BODY, token=token)).status_code == 202


async def test_a_reset_is_one_on_the_wire_and_breaks_nothing_else() -> None:
    async with open_counter() as desk:
        token = await desk.token()
        for _ in range(3):
            await put_fault(desk, "reset_before", operation="getMarketplaceParticipations")
            assert await _raw(desk, "GET", PARTICIPATIONS, token) == (b"", True)
            assert (await desk.call("GET", PARTICIPATIONS, token=token)).status_code == 200


async def test_a_refusal_can_get_lost_as_well() -> None:
    async with open_counter() as desk:
        token = await desk.token()
        await put_fault(desk, "reset_after", operation="createReport")
        with pytest.raises(httpx.ReadError):
            await desk.call("POST", REPORTS, content="no json", token=token)
        assert [c["status"] for c in await calls_of(desk, operation="createReport")] == [400]


async def test_tokens_and_downloads_break_too() -> None:
    async with open_counter() as desk:
        for operation, path in (("token", "/auth/o2/token"), ("download", "/documents/x")):
            await put_fault(desk, "reset_before", operation=operation)
            with pytest.raises(httpx.ReadError):
                await desk.client.request("POST" if operation == "token" else "GET", path)


async def test_a_length_that_promises_more_leaves_the_caller_waiting() -> None:
    async with open_counter() as desk:
        token = await desk.token()
        whole = await desk.call("GET", PARTICIPATIONS, token=token)
        await put_fault(desk, "long_length", operation="getMarketplaceParticipations")
        with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
            await desk.call("GET", PARTICIPATIONS, token=token)
        await put_fault(desk, "long_length", operation="getMarketplaceParticipations")
        came, reset = await _raw(desk, "GET", PARTICIPATIONS, token)
        assert not reset
        head, _, body = came.partition(b"\r\n\r\n")
        assert body == whole.content
        assert f"content-length: {2 * len(body)}".encode() in head.lower()


async def test_a_length_that_promises_less_cuts_the_body() -> None:
    async with open_counter() as desk:
        token = await desk.token()
        whole = await desk.call("GET", PARTICIPATIONS, token=token)
        await put_fault(desk, "short_length", operation="getMarketplaceParticipations")
        cut = await desk.call("GET", PARTICIPATIONS, token=token)
        assert cut.content == whole.content[: len(whole.content) // 2]
        await put_fault(desk, "short_length", operation="getMarketplaceParticipations")
        came, _ = await _raw(desk, "GET", PARTICIPATIONS, token)
        assert came.partition(b"\r\n\r\n")[2] == whole.content
        assert (await desk.call("GET", PARTICIPATIONS, token=token)).content == whole.content


async def test_a_broken_connection_is_no_error_of_the_server(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        async with open_counter() as desk:
            token = await desk.token()
            for effect in ("reset_before", "reset_after", "long_length", "short_length"):
                await put_fault(desk, effect, operation="getMarketplaceParticipations")
                await _raw(desk, "GET", PARTICIPATIONS, token)
    assert caplog.messages == []


async def test_without_sockets_a_reset_is_an_exception() -> None:
    async with open_desk() as desk:
        token = await desk.token()
        await put_fault(desk, "reset_after", operation="createReport")
        with pytest.raises(ConnectionResetError):
            await desk.call("POST", REPORTS, json=_BODY, token=token)
        assert [c["status"] for c in await calls_of(desk, operation="createReport")] == [202]


async def test_a_caller_that_hangs_up_harms_nobody() -> None:
    async with open_counter() as desk:
        address = urlsplit(str(desk.client.base_url))
        with socket.create_connection((str(address.hostname), int(address.port or 0))) as gone:
            gone.sendall(b"GET /sandbox/health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        assert (await desk.client.get("/sandbox/health")).status_code == 200
