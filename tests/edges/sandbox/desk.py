"""A test's desk in front of the sandbox: a clock it owns, credentials, and the calls in short."""

import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from core.spapi.sandbox.accounts import CLIENT_ID, CLIENT_SECRET
from core.spapi.sandbox.app import build_app
from core.spapi.sandbox.sandbox import Sandbox
from core.spapi.sandbox.settings import SandboxSettings

NOW = datetime(2026, 11, 18, 18, 30, tzinfo=UTC)
NA, FE, EU = (
    "Atzr|sandbox-demo-shop-na",
    "Atzr|sandbox-demo-shop-fe",
    "Atzr|sandbox-smaller-shop-eu",
)
US, CA, JP, DE = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2", "A1VC38T7YXB528", "A1PA6795UKMFR9"
AGENT = "amzigo/1 (Language=Python/3.11; Platform=Linux)"
BY_UPDATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL"
BY_ORDER_DATE = "GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL"
INVENTORY = "GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA"
REPORTS = "/reports/2021-06-30/reports"


@dataclass
class Time:
    """A clock that moves only when it is told to."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass
class Entropy:
    """Different bytes each time, the same in each run."""

    _number: Iterator[int] = field(default_factory=lambda: count(1))

    def __call__(self, size: int) -> bytes:
        return next(self._number).to_bytes(4, "big").rjust(size, b"\x5a")


@dataclass
class Desk:
    """An HTTP client of one sandbox, and its clock."""

    client: httpx.AsyncClient
    time: Time
    sandbox: Sandbox
    slept: list[float]

    async def token(self, refresh: str = NA) -> str:
        """A fresh access token."""
        answer = await self.client.post("/auth/o2/token", data=grant(refresh))
        return str(answer.json()["access_token"])

    async def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One SP-API call, with a token of its own unless one is given."""
        token = more.pop("token", None) or await self.token(more.pop("refresh", NA))
        headers = {"x-amz-access-token": token} | more.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **more)

    async def report(self, kind: str, markets: list[str], **more: Any) -> dict[str, Any]:
        """Ask for a report, let it finish, and read what getReport says of it."""
        refresh = more.pop("refresh", NA)
        body = {"reportType": kind, "marketplaceIds": markets, **more}
        made = await self.call("POST", REPORTS, json=body, refresh=refresh)
        assert made.status_code == 202, made.text
        self.time.forward(seconds=1)
        path = f"{REPORTS}/{made.json()['reportId']}"
        got: dict[str, Any] = (await self.call("GET", path, refresh=refresh)).json()
        return got

    async def url(self, document: str, refresh: str = NA) -> str:
        """A presigned URL of a document."""
        path = f"/reports/2021-06-30/documents/{document}"
        return str((await self.call("GET", path, refresh=refresh)).json()["url"])

    async def rows(self, kind: str, markets: list[str], **more: Any) -> list[dict[str, str]]:
        """The rows of a finished report by column."""
        refresh = more.get("refresh", NA)
        report = await self.report(kind, markets, **more)
        assert report["processingStatus"] == "DONE", report
        answer = await self.client.get(await self.url(report["reportDocumentId"], refresh))
        charset = answer.headers["content-type"].partition("charset=")[2]
        codec = {"Windows-31J": "cp932", "ISO-8859-1": "cp1252"}.get(charset, charset)
        text = gzip.decompress(answer.content).decode(codec)
        header, *lines = text.split("\r\n")
        names = header.split("\t")
        return [dict(zip(names, line.split("\t"), strict=True)) for line in lines if line]


def grant(refresh: str) -> dict[str, str]:
    """The form of a refresh_token grant."""
    return {
        "grant_type": "refresh_token",
        "refresh_token": refresh,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }


def between(first: datetime, last: datetime) -> dict[str, str]:
    """The data span of a report."""
    return {"dataStartTime": first.isoformat(), "dataEndTime": last.isoformat()}


@asynccontextmanager
async def open_desk(
    *,
    throttle: bool = False,
    orders: Path | None = None,
    state: str = ":memory:",
    processing: float = 0.5,
    start: datetime = NOW,
) -> AsyncIterator[Desk]:
    """A sandbox behind an ASGI transport; nothing leaves the process."""
    time, slept = Time(start), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    app: Starlette = build_app(
        SandboxSettings(
            time,
            Entropy(),
            throttle=throttle,
            orders=orders,
            state=state,
            processing=processing,
            sleep=sleep,
        )
    )
    sandbox: Sandbox = app.state.sandbox
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8485", headers={"user-agent": AGENT}
    ) as client:
        yield Desk(client, time, sandbox, slept)
    sandbox.state.close()
