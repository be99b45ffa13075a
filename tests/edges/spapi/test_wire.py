"""The wire itself: it keeps secrets, checks certificates, and trusts nothing around it."""

import asyncio
import logging
import ssl
import subprocess
import sys
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.amazon_errors import UpstreamError
from core.errors import AmzigoError
from core.spapi.agent import user_agent
from core.spapi.client import BODY_BYTES, Patience, open_wire, resolve
from core.spapi.document_url import DocumentUrl
from core.spapi.endpoints import Endpoints
from core.spapi.login import Grant
from core.spapi.message import Answer, NoAnswer, Request
from core.spapi.sandbox.accounts import CLIENT_SECRET
from tests.edges.sandbox.desk import US
from tests.edges.spapi.rig import AGENT, LOCAL, REFRESH, Rig, caller, said
from tests.edges.spapi.test_reports import document, stock

SECRETS = ("Atza|", "Atzr|", CLIENT_SECRET, "X-Amz-Signature", *REFRESH.values())
REPLY = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nset-cookie: session=1\r\n\r\nok"


def here(port: int) -> Endpoints:
    """Amazon on a port of this machine."""
    origin = f"http://127.0.0.1:{port}"
    return Endpoints({"NA": origin}, origin)


def stores(port: int) -> Request:
    """A call that the wire lets through."""
    return Request("GET", f"http://127.0.0.1:{port}/sellers/v1/marketplaceParticipations")


@asynccontextmanager
async def server(
    tls: ssl.SSLContext | None = None, reply: bytes = REPLY
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server on this machine that always says ok; its port, and what it was sent."""
    heard: list[bytes] = []
    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        while head := await reader.read(65536):
            heard.append(head)
            writer.write(reply)
            await writer.drain()
            if reply is not REPLY:
                break
        writer.close()
        await writer.wait_closed()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    yield listening.sockets[0].getsockname()[1], heard
    listening.close()
    await asyncio.gather(*(task for task in serving if task))


def own_certificate(folder: Path, asked: list[str | None]) -> ssl.SSLContext:
    """A server's side of TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "reports.s3.amazonaws.com")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("reports.s3.amazonaws.com")])
    until = now + timedelta(days=3650)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, until)
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.sni_callback = lambda _socket, asked_for, _context: asked.append(asked_for)
    return context


async def test_no_secret_is_ever_logged_or_told(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="httpx")
    who, told = caller(), []
    await rig.api.stock_report(who, stock(US), await document(rig, who, stock(US)))
    for effect, operation in (("html", "*"), ("truncate", "download"), ("invalid_grant", "*")):
        rig.fault(operation, effect, times=4)
        rig.api.forget(who.tenant, who.account)
        try:
            await rig.api.stock_report(who, stock(US), await document(rig, who, stock(US)))
        except AmzigoError as error:
            told += [*traceback.format_exception(error), repr(error), str(error.fields)]
    assert len(told) >= 3
    logging.getLogger("core.spapi").warning("the log is heard")
    everything = caplog.text + "".join(told) + repr(rig.ledger.calls) + repr(rig.api.calls)
    assert "the log is heard" in everything
    assert [secret for secret in SECRETS if secret in everything] == []


def test_what_holds_secrets_does_not_show_them() -> None:
    signed = "https://x.s3.amazonaws.com/d?X-Amz-Signature=a"
    request = Request("GET", signed, {"x-amz-access-token": "Atza|x"}, b"Atzr|x")
    holders = (
        request,
        Answer(200, {}, b"Atza|x"),
        Grant("Atza|x", 1),
        DocumentUrl("x", "/d?X-Amz-Signature=a"),
    )
    shown = "".join(f"{holder!r}{holder}" for holder in holders)
    assert [secret for secret in SECRETS if secret in shown] == []


async def test_the_log_of_a_real_connection_holds_no_address(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with server() as (port, heard), open_wire(AGENT, endpoints=LOCAL) as wire:
        url, pieces = f"http://127.0.0.1:{port}/d?X-Amz-Signature=abc", list[bytes]()
        answer = await wire.fetch(Request("GET", url), pieces.append, 100)
        assert isinstance(answer, Answer)
        assert (answer.status, pieces) == (200, [b"ok"])
        assert b"X-Amz-Signature=abc" in heard[0]
    assert [secret for secret in SECRETS if secret in caplog.text] == []


async def test_cookies_are_not_kept() -> None:
    async with server() as (port, heard), open_wire(AGENT, endpoints=here(port)) as wire:
        for _ in range(2):
            await wire.send(stores(port))
    assert len(heard) == 2
    assert b"cookie" not in b"".join(heard).lower()


async def test_a_certificate_that_nobody_vouches_for_ends_the_call(tmp_path: Path) -> None:
    asked: list[str | None] = []
    tls = own_certificate(tmp_path, asked)
    async with server(tls) as (port, heard), open_wire(AGENT, endpoints=LOCAL) as wire:
        name = "reports.s3.amazonaws.com"
        request = Request("GET", f"https://127.0.0.1:{port}/", {"host": name}, server_name=name)
        assert await wire.fetch(request, bytes, 100) == NoAnswer(sent=False)
    assert (asked, heard) == ([name], [])


async def test_an_unreachable_server_got_nothing() -> None:
    async with server() as (port, _):
        unused = port
    async with open_wire(AGENT, endpoints=here(unused)) as wire:
        answer = await wire.send(stores(unused))
    assert answer == NoAnswer(sent=False)


async def test_a_broken_connection_is_no_answer() -> None:
    cut = REPLY.replace(b"length: 2", b"length: 9")
    async with server(reply=cut) as (port, _), open_wire(AGENT, endpoints=here(port)) as wire:
        pieces: list[bytes] = []
        request = stores(port)
        assert await wire.fetch(request, pieces.append, 100) == NoAnswer(sent=True)
        assert await wire.send(request) == NoAnswer(sent=True)


async def test_patience_ends() -> None:
    patience = Patience(call=0.02, download=0.02)
    transport = httpx.MockTransport(_never)
    async with open_wire(AGENT, transport, patience, here(80)) as wire:
        request = stores(80)
        assert await wire.send(request) == NoAnswer(sent=True)
        assert await wire.fetch(request, bytes, 100) == NoAnswer(sent=True)


async def _never(_: httpx.Request) -> httpx.Response:
    await asyncio.Event().wait()
    return said(200)


async def test_an_endless_answer_is_not_read_on(rig: Rig) -> None:
    rig.answer("/sellers/", said(200, b" " * (BODY_BYTES + 1)))
    with pytest.raises(UpstreamError):
        await rig.api.participations(caller())


async def test_proxies_of_the_environment_are_not_trusted(
    plain_environment: dict[str, str],
) -> None:
    script = f"""
import asyncio, sys
from core.spapi.client import open_wire
from core.spapi.endpoints import Endpoints
from core.spapi.message import Request
async def main():
    origin = sys.argv[1]
    async with open_wire({AGENT!r}, endpoints=Endpoints({{"NA": origin}}, origin)) as wire:
        print(await wire.send(Request("GET", origin + "/sellers/v1/marketplaceParticipations")))
asyncio.run(main())
"""
    nowhere = {"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}
    async with server() as (port, heard):
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", script, f"http://127.0.0.1:{port}"],
            env=plain_environment | nowhere,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout == "Answer(200)\n", done.stderr
        assert len(heard) == 1


async def test_names_are_resolved_by_the_system() -> None:
    assert "127.0.0.1" in await resolve("127.0.0.1")


def test_the_agent_escapes_what_amazon_reads() -> None:
    agent = user_agent("1.0(a)", "3.11", "Linux/6;x\n\u200b")
    assert agent == r"amzigo/1.0\(a\) (Language=Python/3.11; Platform=Linux\/6\;x)"
    assert len(user_agent("x" * 900, "y" * 900, "z" * 900)) <= 500
