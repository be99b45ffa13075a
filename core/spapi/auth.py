"""Access tokens: fetched from Login with Amazon once, kept for less than their hour, shared.

However many calls start at the same time, an account's token is fetched once.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from core.errors import AmazonError, Throttled, UpstreamError
from core.policy.operations import NO_ROLE
from core.ports.amazon import Caller
from core.ports.egress import Secrets
from core.spapi.classify import classify_token, make_error
from core.spapi.endpoints import Endpoints
from core.spapi.message import Answer, Request
from core.spapi.retry import TRIES, Retry
from core.spapi.sender import Label, Sender

LIFE = 3600.0
EARLY = 300.0
FRESH = 60.0
"""Seconds in which a refused token was not refused for its age: fetching another is no help."""
_TOKEN = re.compile(r"[!-~]{1,4096}")  # it becomes a header, which can hold nothing else
LABEL = Label("token", NO_ROLE, "account")


@dataclass(frozen=True, slots=True, repr=False)
class Grant:
    """An access token and how long it is good for, in seconds."""

    value: str
    seconds: float

    def __repr__(self) -> str:
        return "Grant()"


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Login with Amazon."""

    sender: Sender
    secrets: Secrets
    endpoints: Endpoints
    retry: Retry

    async def app_id(self) -> str:
        """The id of the application that asks."""
        return (await self.secrets.client())[0]

    async def grant(self, caller: Caller) -> Grant:
        """A new access token; raises AuthorizationLost, AppRejected, or an UpstreamError."""
        refresh_token = await self.secrets.refresh_token(caller)
        client_id, client_secret = await self.secrets.client()
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": client_id,
            "client_secret": client_secret,
        }
        request = Request(
            "POST",
            f"{self.endpoints.tokens}/auth/o2/token",
            {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"},
            urlencode(form).encode(),
        )
        tried = 1
        while not isinstance(answer := await self._asked(caller, request), Answer):
            if tried == TRIES or not isinstance(answer, UpstreamError | Throttled):
                raise answer
            await self.retry.pause(tried)
            tried += 1
        return _read(answer)

    async def _asked(self, caller: Caller, request: Request) -> Answer | AmazonError:
        answer = await self.sender.send(caller, LABEL, request)
        if isinstance(answer, Answer) and answer.is_success:
            return answer
        return classify_token(answer)


def _read(answer: Answer) -> Grant:
    read = answer.json()
    value = read.get("access_token") if isinstance(read, dict) else None
    if not isinstance(read, dict) or not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise make_error(UpstreamError, "token", answer)
    told = read.get("expires_in")
    seconds = float(told) if isinstance(told, int) and told > 0 else LIFE
    return Grant(value, min(seconds, LIFE))


class _Key(NamedTuple):
    app: str
    tenant: str
    account: str
    region: str


@dataclass(frozen=True, slots=True, repr=False)
class _Held:
    value: str
    since: float
    until: float


class Tokens:
    """The access tokens in memory, each apart by application, account and region."""

    def __init__(self, endpoint: TokenEndpoint, ticks: Callable[[], float]) -> None:
        self._endpoint = endpoint
        self._ticks = ticks
        self._held: dict[_Key, _Held] = {}
        self._pending: dict[_Key, asyncio.Task[_Held]] = {}

    async def get(self, caller: Caller) -> str:
        """A token that is good for five minutes more at least."""
        key = await self._key(caller)
        held = self._held.get(key)
        if held is None or self._ticks() >= held.until:
            held = await self._fetched(key, caller)
        return held.value

    async def renew(self, caller: Caller, refused: str) -> bool:
        """Let go of a refused token; False where it is so new that another would fare the same."""
        key = await self._key(caller)
        held = self._held.get(key)
        if held is None or held.value != refused:
            return True  # somebody else was refused too, and renewed it
        if self._ticks() - held.since < FRESH:
            return False
        del self._held[key]
        return True

    def evict(self, tenant: str, account: str | None = None) -> None:
        """Forget an account's tokens, also one that is being fetched; all accounts' by default."""
        for tokens in (self._held, self._pending):
            mine = [key for key in tokens if key.tenant == tenant]
            for key in [key for key in mine if account in (None, key.account)]:
                del tokens[key]

    async def _key(self, caller: Caller) -> _Key:
        app = await self._endpoint.app_id()
        return _Key(app, caller.tenant, caller.account, caller.region)

    def _fetched(self, key: _Key, caller: Caller) -> Awaitable[_Held]:
        task = self._pending.get(key)
        if task is None:
            task = self._pending[key] = asyncio.create_task(self._fetch(key, caller))
            task.add_done_callback(_look)
        # One of those who wait may give up; the others still want the token.
        return asyncio.shield(task)

    async def _fetch(self, key: _Key, caller: Caller) -> _Held:
        task = asyncio.current_task()
        try:
            grant = await self._endpoint.grant(caller)
            now = self._ticks()
            held = _Held(grant.value, now, now + max(grant.seconds - EARLY, 0.0))
            if self._pending.get(key) is task:
                self._held[key] = held
            return held
        finally:
            if self._pending.get(key) is task:
                del self._pending[key]


def _look(task: asyncio.Task[_Held]) -> None:
    # Where all who waited gave up, an error would be reported as never looked at.
    if not task.cancelled():
        task.exception()
