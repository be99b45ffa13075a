"""The last look before the wire: whatever is not one of our calls, letter by letter, stays here."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.errors import GateClosed
from core.policy.operations import CREATE_REPORT, LIST_REPORTS, OPERATIONS, ORDERS_BY_UPDATE
from core.spapi.client import open_wire
from core.spapi.endpoints import AMAZON, Endpoints
from core.spapi.message import Answer, NoAnswer, Request
from core.spapi.sender import Label, Sender
from core.spapi.server_time import ServerTime
from core.spapi.wire_gate import WireGate
from tests.edges.spapi.rig import AGENT, Ledger, caller

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
OURS = {(row.method, row.path): row for row in OPERATIONS.values()}
LABEL = Label("a call", "none", "account")
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
US = AMAZON.regions["NA"]
STORES = "/sellers/v1/marketplaceParticipations"


@dataclass
class Socket:
    """A listening socket that keeps count of what reaches it."""

    port: int = 0
    connections: int = 0
    heard: bytearray = field(default_factory=bytearray)
    serving: set[asyncio.Task[None] | None] = field(default_factory=set)

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.serving.add(asyncio.current_task())
        while piece := await reader.read(65536):
            self.heard += piece
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
            await writer.drain()
        writer.close()

    def asked(self) -> list[str]:
        """The request lines that arrived."""
        return re.findall(r"([A-Z]+ \S+) HTTP/1.1\r\n", self.heard.decode())


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Socket, Sender, Ledger]]:
    """The socket, and the client for which Amazon is there."""
    socket, ledger = Socket(), Ledger()
    server = await asyncio.start_server(socket.serve, "127.0.0.1", 0)
    socket.port = server.sockets[0].getsockname()[1]
    endpoints = Endpoints(dict.fromkeys(("NA", "EU", "FE"), socket.origin), socket.origin)
    try:
        async with open_wire(AGENT, endpoints=endpoints) as wire:
            time = ServerTime(lambda: NOW)
            yield socket, Sender(wire, ledger, lambda: NOW, lambda: "c1", time.heard), ledger
    finally:
        server.close()
        await asyncio.gather(*(task for task in socket.serving if task))


def filled(path: str) -> str:
    """A path with something in the place of its ids."""
    return re.sub(r"\{[^}]+\}", "123", path)


def spellings(path: str) -> tuple[str, str, str, str, str]:
    """A path as it is, in other letters, escaped, by a detour, and with a slash too many."""
    escaped = f"/%{ord(path[1]):02X}{path[2:]}"
    return path, path.swapcase(), escaped, f"/x/..{path}", f"/{path}"


def forbidden(published: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Every method and spelling that must not leave the house."""
    for method, path in published:
        if (method, path) not in OURS:
            yield from ((method, spelt) for spelt in spellings(filled(path)))
    for path in {path for _, path in OURS}:
        for method in METHODS:
            spelt = spellings(filled(path))
            yield from ((method, one) for one in spelt[(method, path) in OURS :])


async def test_nothing_but_our_calls_reaches_a_socket(shared: Path) -> None:
    rows = json.loads((shared / "spapi-models/operations.json").read_text(encoding="utf-8"))
    published = [(row["method"], row["path"]) for row in rows]
    assert len(published) == 370
    assert set(published) >= set(OURS)
    attempts = refused = 0
    async with listening() as (socket, sender, ledger):
        for method, path in forbidden(published):
            attempts += 1
            with pytest.raises(GateClosed):
                await sender.send(caller(), LABEL, Request(method, socket.origin + path))
            refused += 1
        assert (socket.connections, bytes(socket.heard), ledger.calls) == (0, b"", [])
        paths = {path for _, path in OURS}
        others = len(published) - sum(one in OURS for one in published)
        assert attempts == refused == 5 * others + 5 * len(METHODS) * len(paths) - len(OURS)
        assert attempts > 2_000
        await arrives(socket, sender)
        assert len(ledger.calls) == len(OURS)


async def arrives(socket: Socket, sender: Sender) -> None:
    """The control: each of our calls does reach the socket, as it was written."""
    expected = []
    for (method, path), row in OURS.items():
        body = json.dumps({"reportType": ORDERS_BY_UPDATE}).encode()
        query = f"?reportTypes={ORDERS_BY_UPDATE}" if row.name == LIST_REPORTS else ""
        sent = body if row.name == CREATE_REPORT else b""
        request = Request(method, f"{socket.origin}{filled(path)}{query}", body=sent)
        answer = await sender.send(caller(), LABEL, request)
        assert isinstance(answer, Answer)
        expected.append(f"{method} {filled(path)}{query}")
    assert socket.asked() == expected
    assert socket.connections >= 1


@pytest.mark.parametrize(
    "url",
    [
        f"{US}@evil.example{STORES}",
        f"https://user@sellingpartnerapi-na.amazon.com{STORES}",
        f"http://sellingpartnerapi-na.amazon.com{STORES}",
        f"{US}:8443{STORES}",
        f"{US}.evil.example{STORES}",
        f"https://SELLINGPARTNERAPI-NA.amazon.com{STORES}",
        f"{US}{STORES}#x",
        f"{US}{STORES}/",
        f"{US}{STORES}?",
        f"{US}{STORES}?a=b#c",
        f"{US}{STORES}?a=b c",
        f"{US}{STORES};x=1",
        f"{US}{STORES}%20",
        f"{US}{STORES}\n",
        f"{US}\\{STORES}",
        f"{US}/reports/2021-06-30/reports/..",
        f"{US}/reports/2021-06-30/reports/%2E%2E",
        f"{US}/reports/2021-06-30/reports/1%2F2",
        f"{US}/reports/2021-06-30/reports/1%5C2",
        f"{US}/reports/2021-06-30/reports/1%2f2",
        f"{US}/reports/2021-06-30/reports/%31",
        f"{US}/reports/2021-06-30/reports/1;2",
        f"{US}/reports/2021-06-30/reports/１",
        f"{US}/reports/2021-06-30/reports/",
        f"{US}/sandbox/faults",
        f"{AMAZON.tokens}/auth/o2/token",
        f"{AMAZON.tokens}{STORES}",
        "https://api.amazon.com.evil.example/auth/o2/token",
        "https://sellingpartnerapi-na.amazon.com",
        "",
    ],
)
def test_no_other_way_of_writing_an_address_passes(url: str) -> None:
    with pytest.raises(GateClosed) as closed:
        WireGate(AMAZON).call(Request("GET", url))
    assert closed.value.message.startswith("The call to Amazon was not made: ")
    assert closed.value.message.count(".") == 1


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", f"{US}{STORES}", {"Host": "evil.example"}),
        Request("GET", f"{US}{STORES}", server_name="evil.example"),
        Request("GET", f"{US}{STORES}", body=b"{}"),
        Request("get", f"{US}{STORES}"),
        Request("POST", f"{AMAZON.tokens}/auth/o2/token?x=1"),
        Request("POST", f"{AMAZON.tokens}/auth/o2/tokens"),
        Request("POST", f"{US}/reports/2021-06-30/reports"),
        Request("POST", f"{US}/reports/2021-06-30/reports", body=b'{"reportType": ["x"]}'),
        Request(
            "POST",
            f"{US}/reports/2021-06-30/reports",
            body=b'{"reportType": "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE"}',
        ),
        Request("GET", f"{US}/reports/2021-06-30/reports"),
        Request("GET", f"{US}/reports/2021-06-30/reports?reportTypes=GET_V2_SETTLEMENT_REPORT"),
    ],
)
def test_what_a_call_carries_is_looked_at_too(request_: Request) -> None:
    with pytest.raises(GateClosed):
        WireGate(AMAZON).call(request_)


def let_through(gate: Callable[[Request], None], request: Request) -> bool:
    """Whether the gate raises nothing."""
    try:
        gate(request)
    except GateClosed:
        return False
    return True


def test_what_we_send_passes() -> None:
    reports = f"{US}/reports/2021-06-30/reports"
    for request in (
        Request("POST", f"{AMAZON.tokens}/auth/o2/token", body=b"grant_type=refresh_token"),
        Request("GET", f"{reports}/amzn1.x-1_~%2B%3A%3D?a=1%2C2&b=%2B"),
        Request("GET", f"{reports}?nextToken=abc%3D%3D"),
    ):
        assert let_through(WireGate(AMAZON).call, request), request.url


STORE = "reports.s3.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "https://52.0.0.1/d", server_name=STORE),
        Request("GET", "https://52.0.0.1/d", body=b"x", server_name=STORE),
        Request("GET", "https://52.0.0.1/d", {"x-amz-access-token": "x"}, server_name=STORE),
        Request("GET", "https://52.0.0.1/d", {"Authorization": "x"}, server_name=STORE),
        Request("GET", "https://52.0.0.1/d"),
        Request("GET", "https://52.0.0.1/d", server_name="evil.example"),
        Request("GET", "https://52.0.0.1:8443/d", server_name=STORE),
        Request("GET", "http://52.0.0.1/d", server_name=STORE),
        Request("GET", "https://user@52.0.0.1/d", server_name=STORE),
        Request("GET", "https://10.0.0.1/d", server_name=STORE),
        Request("GET", "https://169.254.169.254/d", server_name=STORE),
        Request("GET", "https://[::1]/d", server_name=STORE),
        Request("GET", f"https://{STORE}/d", server_name=STORE),
        Request("GET", f"{US}/finances/v0/financialEvents", server_name=STORE),
        Request("GET", "https://52.0.0.1/d#x", server_name=STORE),
        Request("GET", "https://52.0.0.1/d\r\nhost: x", server_name=STORE),
        Request("GET", "https://[52.0.0.1/d", server_name=STORE),
    ],
)
def test_a_download_goes_to_the_store_alone(request_: Request) -> None:
    with pytest.raises(GateClosed):
        WireGate(AMAZON).download(request_)


def test_a_checked_download_passes() -> None:
    headers = {"host": STORE, "connection": "close"}
    for place in ("52.0.0.1", "[2600:1f00::1]"):
        url = f"https://{place}/d?X-Amz-Signature=a%2Fb"
        request = Request("GET", url, headers, server_name=STORE)
        assert let_through(WireGate(AMAZON).download, request), place


async def test_a_refused_call_leaves_no_trace_of_a_call() -> None:
    async with listening() as (socket, sender, ledger):
        with pytest.raises(GateClosed):
            await sender.send(caller(), LABEL, Request("GET", f"{socket.origin}/finances/v0/x"))
        assert (socket.connections, ledger.calls) == (0, [])
        unheard = Request("GET", f"{socket.origin}{STORES}")
        assert not isinstance(await sender.send(caller(), LABEL, unheard), NoAnswer)
        assert len(ledger.calls) == 1
