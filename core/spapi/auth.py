"""Access tokens: fetched from Login with Amazon once, kept for less than their hour, shared.

However many calls start at the same time, an account's token is fetched once, and so is a scope's.
Without a token nothing is called, so this is also where a pause and a freeze take hold at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

from core.amazon_errors import AppRejected, AppUnauthorized, AuthorizationLost
from core.ports.amazon import Caller
from core.ports.authorizations import GrantWatch
from core.spapi.login import Grant, TokenEndpoint

EARLY = 300.0
FRESH = 60.0
"""Seconds in which a refused token was not refused for its age: fetching another is no help."""


class Unwatched:
    """A watch that permits everything and keeps nothing."""

    async def permit(self, caller: Caller) -> None:
        """Whatever it is."""

    async def standing(self, caller: Caller) -> Caller:
        """As it says itself."""
        return caller

    async def granted(self, caller: Caller) -> None:
        """Unheard."""

    async def lost(self, caller: Caller) -> bool:
        """Unheard; nothing freezes."""
        return False

    async def disowned(self, caller: Caller) -> bool:
        """Unheard; nothing freezes."""
        return False

    async def rejected(self, caller: Caller) -> None:
        """Unheard."""


class _Key(NamedTuple):
    """Whose token: an account's, or with neither tenant nor region a scope's."""

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

    def __init__(
        self,
        endpoint: TokenEndpoint,
        ticks: Callable[[], float],
        watch: GrantWatch | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._ticks = ticks
        self._watch = watch or Unwatched()
        self._held: dict[_Key, _Held] = {}
        self._pending: dict[_Key, asyncio.Task[_Held]] = {}

    async def get(self, caller: Caller) -> str:
        """A token that is good for five minutes more at least; GateClosed where there is a pause.

        Raises AuthorizationLost, AppRejected or an UpstreamError as Login says.
        """
        key = await self._key(caller)
        held = self._held.get(key)
        if held is None or self._ticks() >= held.until:
            held = await self._shared(key, lambda: self._permitted(caller))
        return held.value

    async def scoped(self, caller: Caller, scope: str) -> str:
        """The application's own token for a scope; `caller` is on whose behalf it is asked for."""
        key = _Key(await self._endpoint.app_id(), "", scope, "")
        held = self._held.get(key)
        if held is None or self._ticks() >= held.until:
            held = await self._shared(key, lambda: self._granted_scope(caller, scope))
        return held.value

    async def check(self, caller: Caller) -> None:
        """Fetch the account's token anew, paused or not: a sign of life of the authorization."""
        key = await self._key(caller)
        await self._shared(key, lambda: self._granted(caller))

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

    async def rejected(self, caller: Caller) -> None:
        """Amazon rejects the application itself: no token is used any more, and the watch hears."""
        self._held.clear()
        await self._watch.rejected(caller)

    async def standing(self, caller: Caller) -> Caller:
        """The caller as things stand now."""
        return await self._watch.standing(caller)

    async def _permitted(self, caller: Caller) -> Grant:
        await self._watch.permit(caller)
        return await self._granted(caller)

    async def _granted(self, caller: Caller) -> Grant:
        try:
            grant = await self._endpoint.grant(caller)
        except AuthorizationLost as why:
            self._held.pop(await self._key(caller), None)
            # Where no token is stored Amazon was not asked: nothing is known of its mind.
            if why.status is not None and await self._watch.lost(caller):
                self._held.clear()
            raise
        except AppUnauthorized:
            self._held.pop(await self._key(caller), None)
            if await self._watch.disowned(caller):
                self._held.clear()
            raise
        except AppRejected:
            await self.rejected(caller)
            raise
        await self._watch.granted(caller)
        return grant

    async def _granted_scope(self, caller: Caller, scope: str) -> Grant:
        try:
            return await self._endpoint.scoped(caller, scope)
        except AppUnauthorized:
            raise  # it speaks of this scope alone
        except AppRejected:
            await self.rejected(caller)
            raise

    async def _key(self, caller: Caller) -> _Key:
        app = await self._endpoint.app_id()
        return _Key(app, caller.tenant, caller.account, caller.region)

    def _shared(self, key: _Key, fetch: Callable[[], Awaitable[Grant]]) -> Awaitable[_Held]:
        task = self._pending.get(key)
        if task is None:
            task = self._pending[key] = asyncio.create_task(self._fetch(key, fetch))
            task.add_done_callback(_look)
        # One of those who wait may give up; the others still want the token.
        return asyncio.shield(task)

    async def _fetch(self, key: _Key, fetch: Callable[[], Awaitable[Grant]]) -> _Held:
        task = asyncio.current_task()
        try:
            grant = await fetch()
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
