"""The real client in front of the sandbox, with every door of the client in the test's hands."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx

from core.model import AccountId, Feature, TenantId
from core.ports.amazon import Caller
from core.ports.authorizations import GrantWatch
from core.ports.egress import EgressCall
from core.spapi.agent import user_agent
from core.spapi.amazon import Parts, SpApi
from core.spapi.client import open_wire
from core.spapi.endpoints import Endpoints
from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from core.spapi.sandbox.app import build_app
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.sandbox import Sandbox
from core.spapi.sandbox.settings import SandboxSettings
from tests.edges.sandbox.desk import EU, FE, NA, Entropy, Time

ORIGIN = "http://127.0.0.1:8485"
LOCAL = Endpoints({"NA": ORIGIN, "EU": ORIGIN, "FE": ORIGIN}, ORIGIN)
REFRESH = {"NA": NA, "EU": EU, "FE": FE}
AGENT = user_agent("0.1.0", "3.11", "Linux")
Meddler = Callable[[httpx.Request], Awaitable[httpx.Response | None]]


def caller(region: str = "NA", *features: Feature, active: bool = True) -> Caller:
    """A shop's caller; all features are on where none is named."""
    return Caller(
        TenantId("demo-shop"),
        "pseudonym-1",
        AccountId(f"account-{region}"),
        region,
        frozenset(features or Feature),
        active,
    )


def said(status: int, body: bytes = b"", **headers: str) -> httpx.Response:
    """An answer as it comes over the wire; underscores in header names mean hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, stream=httpx.ByteStream(body))


@dataclass
class FixedSecrets:
    """The demo's credentials, which a test may change."""

    client_secret: str = CLIENT_SECRET
    old: str | None = None
    refresh: Mapping[str, str] = field(default_factory=lambda: dict(REFRESH))

    async def refresh_token(self, caller: Caller) -> str:
        return self.refresh[caller.region]

    async def client(self) -> tuple[str, str]:
        return CLIENT_ID, self.client_secret

    async def old_client_secret(self) -> str | None:
        return self.old


@dataclass
class Ledger:
    """The rows in memory."""

    calls: list[EgressCall] = field(default_factory=list)

    async def record(self, call: EgressCall) -> None:
        self.calls.append(call)

    def told(self) -> list[tuple[str, int | None]]:
        """Operation and status of each."""
        return [(call.operation, call.status) for call in self.calls]


class Line(httpx.AsyncBaseTransport):
    """The way to the sandbox; keeps what passed, and lets a test meddle."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.passed: list[httpx.Request] = []
        self.meddlers: list[Meddler] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.passed.append(request)
        for meddler in self.meddlers:
            answer = await meddler(request)
            if answer is not None:
                return answer
        return await self.inner.handle_async_request(request)

    def paths(self) -> list[str]:
        """Method and path of each request."""
        return [f"{request.method} {request.url.path}" for request in self.passed]


@dataclass
class Rig:
    """A client of one sandbox."""

    api: SpApi
    line: Line
    ledger: Ledger
    secrets: FixedSecrets
    time: Time
    sandbox: Sandbox
    slept: list[float]
    spool: Path

    def fault(self, operation: str, effect: str, times: int = 1) -> None:
        """Let the sandbox answer wrongly."""
        self.sandbox.faults.add(Fault(operation, Effect(effect), times))

    def journal(self, operation: str) -> list[int]:
        """The statuses with which the sandbox answered an operation."""
        return [int(row["status"]) for row in self.sandbox.journal.read(operation, None)]

    def lose_answers(self, path: str, times: int = 1) -> None:
        """Let requests whose path begins so arrive, and their answers get lost."""
        left = count(1)

        async def lose(request: httpx.Request) -> httpx.Response | None:
            if not request.url.path.startswith(path) or next(left) > times:
                return None
            await self.line.inner.handle_async_request(request)
            raise httpx.ReadTimeout("lost", request=request)

        self.line.meddlers.append(lose)

    def answer(self, path: str, *answers: httpx.Response) -> None:
        """Answer requests whose path begins so in the sandbox's place, once each."""
        left = list(answers)

        async def instead(request: httpx.Request) -> httpx.Response | None:
            return left.pop(0) if request.url.path.startswith(path) and left else None

        self.line.meddlers.append(instead)


@asynccontextmanager
async def open_rig(
    spool: Path,
    *,
    throttle: bool = False,
    endpoints: Endpoints = LOCAL,
    watch: GrantWatch | None = None,
    ledger: Ledger | None = None,
) -> AsyncIterator[Rig]:
    """A client and its sandbox on one clock, which only sleeping moves."""
    time, slept, ids = Time(), list[float](), count(1)

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(0)  # others come to their turn before time has passed
        time.forward(seconds=seconds)

    async def resolve(host: str) -> list[str]:
        return ["52.0.0.1"]

    app = build_app(SandboxSettings(time, Entropy(), throttle=throttle, sleep=sleep))
    sandbox: Sandbox = app.state.sandbox
    line, secrets = Line(httpx.ASGITransport(app)), FixedSecrets()
    ledger = ledger or Ledger()
    async with open_wire(AGENT, line, endpoints=endpoints) as wire:
        parts = Parts(
            wire=wire,
            endpoints=endpoints,
            secrets=secrets,
            ledger=ledger,
            clock=time,
            ticks=lambda: time().timestamp(),
            sleep=sleep,
            chance=lambda: 0.5,
            new_id=lambda: f"call-{next(ids)}",
            resolve=resolve,
            spool=spool,
            watch=watch,
        )
        yield Rig(SpApi(parts), line, ledger, secrets, time, sandbox, slept, spool)
    sandbox.state.close()
