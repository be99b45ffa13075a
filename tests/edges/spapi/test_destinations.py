"""Amazon's list of destinations: nobody else is connected to there, and nothing else connects."""

import ast
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from core.errors import GateClosed
from core.policy.destinations import Peer, Service
from core.spapi.client import open_wire
from core.spapi.endpoints import AMAZON, Endpoints
from core.spapi.message import Answer, Request
from core.spapi.wire_gate import WireGate
from tests.architecture.source import Source, house
from tests.edges.spapi.rig import AGENT, LOCAL
from tests.edges.spapi.test_wire_gate import STORES, listening

STORE = "reports.s3.eu-west-1.amazonaws.com"
HOSTS = ("sellingpartnerapi-na", "sellingpartnerapi-eu", "sellingpartnerapi-fe")
MAKE_CONNECTIONS = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib"} | {
    "socket",
    "telnetlib",
    "urllib.request",
    "urllib3",
    "websockets",
    "xmlrpc.client",
}
MAY_CONNECT = {
    "core/spapi/client.py": "the wire, which asks the list",
    "bot/demo_stock.py": "the demo's own sandbox, on this machine",
    "bot/web.py": "listens",
    "bot/adapters/mail/session.py": "hands mails to the one server that the operator set",
    "bot/local_wiring.py": "a type of a socket that listens",
    "bot/cli/demo.py": "listens",
    "bot/cli/sandbox.py": "listens",
    "bot/cli/sandbox_server.py": "listens",
    "bot/cli/serve.py": "a type of a socket that listens",
    "bot/adapters/known_hosts.py": "connects to the hosts of one platform alone",
    "bot/adapters/slack/session.py": "the sessions for Slack, over those connections",
    "bot/adapters/slack/opened.py": "hands that session out",
    "bot/adapters/slack/inquiry.py": "looks whether our own public address is ours",
    "bot/adapters/slack/answers.py": "posts to a response_url by that session",
    "bot/adapters/slack/install.py": "the app's own pages at Slack, by that session",
    "bot/adapters/slack/wire.py": "gives that session to Slack's library; knows its errors",
    "bot/adapters/discord/inquiry.py": "reads the Date of the library's answers",
    "bot/adapters/discord/once.py": "asks by the library's session; knows its errors",
    "bot/adapters/discord/silence.py": "knows the errors of Discord's library",
}
ALLOWED = {
    **{Peer("https", f"{host}.amazon.com"): Service.AMAZON for host in HOSTS},
    Peer("https", "sellingpartnerapi-na.amazon.com", 443): Service.AMAZON,
    Peer("https", "api.amazon.com"): Service.TOKENS,
    Peer("https", "52.0.0.1", name=STORE): Service.DOCUMENTS,
}


@pytest.mark.parametrize("peer", ALLOWED, ids=str)
def test_amazon_is_on_the_list(peer: Peer) -> None:
    assert AMAZON.destinations.service(peer) is ALLOWED[peer]


@pytest.mark.parametrize(
    "peer",
    [
        Peer("http", "sellingpartnerapi-na.amazon.com"),
        Peer("https", "sellingpartnerapi-na.amazon.com", 8443),
        Peer("https", "sellingpartnerapi-na.amazon.com", name="evil.example"),
        Peer("https", "sellingpartnerapi-na.amazon.com.evil.example"),
        Peer("https", "advertising-api.amazon.com"),
        Peer("https", "telemetry.example"),
        Peer("https", "slack.com"),
        Peer("https", "127.0.0.1"),
        Peer("https", "52.0.0.1"),
        Peer("https", "52.0.0.1", 8443, STORE),
        Peer("http", "52.0.0.1", name=STORE),
        Peer("https", "52.0.0.1", name=f"{STORE}.evil.example"),
        Peer("https", ""),
    ],
    ids=str,
)
def test_nobody_else_is(peer: Peer) -> None:
    assert AMAZON.destinations.service(peer) is None


def test_every_service_of_the_list_is_somewhere() -> None:
    assert set(ALLOWED.values()) == set(Service)


def test_a_local_amazon_keeps_its_documents_here_and_nowhere_else() -> None:
    assert LOCAL.destinations.service(Peer("http", "127.0.0.1", 9)) is Service.DOCUMENTS
    assert LOCAL.destinations.service(Peer("https", "52.0.0.1", name=STORE)) is None


class Blind(WireGate):
    """A gate that sees nothing wrong."""

    def call(self, request: Request) -> None:
        """Pass."""


async def test_what_the_gate_overlooked_is_not_connected_to_either() -> None:
    here = Endpoints({"NA": "https://sellingpartnerapi-na.amazon.com"}, AMAZON.tokens)
    async with listening() as (socket, sender, _):
        async with open_wire(AGENT, endpoints=here) as wire:
            wire.gate = Blind(here)
            with pytest.raises(GateClosed, match="I never connect to that host"):
                await wire.send(Request("GET", f"{socket.origin}{STORES}"))
        assert (socket.connections, bytes(socket.heard)) == (0, b"")
        answer = await sender.wire.send(Request("GET", f"{socket.origin}{STORES}"))
        assert isinstance(answer, Answer)
        assert socket.connections == 1


def connecting(source: Source) -> Iterator[str]:
    """The modules imported that can make a connection."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names if one.name in MAKE_CONNECTIONS)
        elif isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{one.name}" for one in node.names} | {node.module or ""}
            yield from names & MAKE_CONNECTIONS


def test_only_named_modules_can_make_a_connection() -> None:
    ours = [one for one in house() if one.package in ("bot", "core", "storage")]
    found = {source.path for source in ours if list(connecting(source))}
    assert found == set(MAY_CONNECT)


HOOK = """
import os, socket, sys
def note(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        target = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
        host = target[0] if isinstance(target, tuple) else target
        os.write(log, f"{event} {host}\\n".encode())
log = os.open(os.path.join(os.path.dirname(__file__), "contacts"), os.O_CREAT | os.O_WRONLY)
sys.addaudithook(note)
socket.getaddrinfo("localhost", 1)  # the control
"""


def test_a_process_that_runs_contacts_nobody_by_itself(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    env = {
        "HOME": str(tmp_path),
        "PYTHONPATH": str(tmp_path),
        "AMZIGO_DATA_DIR": str(tmp_path / "data"),
        "AMZIGO_KEY_PASSPHRASE": "an invented passphrase",
    }
    command = [sys.executable, "-m", "bot", "all", "--port", "0"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        origin = process.stdout.readline().split()[-1].partition("/?")[0]
        assert httpx.get(f"{origin}/healthz").text == "ok\n"
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    contacts = (tmp_path / "contacts").read_text(encoding="utf-8").splitlines()
    assert contacts == ["socket.getaddrinfo localhost"]
