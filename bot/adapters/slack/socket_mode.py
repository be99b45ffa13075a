"""Slack over a socket that we open ourselves: no public address is needed.

Slack's client opens sockets again by itself, but there are states in which it never succeeds (a
closed session that it goes on using). So a watchdog makes a new client when one stays away.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.session import slack_session
from bot.adapters.slack.wire import quiet_log
from core.ports.clock import Clock

PATIENCE = timedelta(seconds=60)
"""How long the client may be without a socket before there is a new one."""

CHECK_SECONDS = 10.0
CONNECT_SECONDS = 30.0

log = logging.getLogger("amzigo.slack")


@dataclass(slots=True)
class SocketMode:
    """One socket of the app; up to ten processes may have one, each event goes to one of them."""

    app: AsyncApp
    app_token: str = field(repr=False)
    api_url: str
    clock: Clock
    handlers: int = 0
    """How many clients there were so far."""
    _handler: AsyncSocketModeHandler | None = None
    _lost_since: datetime | None = None

    async def run(self, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Stay connected until cancelled."""
        try:
            await self.start()
            while True:
                await pause(CHECK_SECONDS)
                try:
                    await self.check()
                except Exception:  # the watchdog itself must not go
                    log.exception("the socket to Slack could not be looked after")
        finally:
            await self.stop()

    async def start(self) -> None:
        """Make a client and connect it; while Slack cannot be reached the client goes on trying."""
        self._handler = await self._made()
        self.handlers += 1
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await self._handler.connect_async()  # type: ignore[no-untyped-call]
        except (TimeoutError, SlackApiError) as why:
            log.warning("Slack gives no socket yet: %s", type(why).__name__)

    async def _made(self) -> AsyncSocketModeHandler:
        """A handler whose requests and sockets go by a session that knows Slack's hosts."""
        session = slack_session(self.api_url)
        web = AsyncWebClient(base_url=self.api_url, session=session, logger=quiet_log("sdk"))
        handler = AsyncSocketModeHandler(
            self.app, self.app_token, logger=quiet_log("socket"), web_client=web
        )
        await handler.client.aiohttp_client_session.close()
        handler.client.aiohttp_client_session = session  # the client closes it with itself
        return handler

    async def check(self) -> None:
        """Replace a client that has been without a socket for too long."""
        now = self.clock()
        if await self.is_connected():
            self._lost_since = None
            return
        self._lost_since = self._lost_since or now
        if now - self._lost_since >= PATIENCE:
            log.error(
                "the socket to Slack is lost since %s: a new client is made", self._lost_since
            )
            await self.stop()
            self._lost_since = now
            await self.start()

    async def is_connected(self) -> bool:
        """Whether requests can arrive."""
        return self._handler is not None and await self._handler.client.is_connected()

    async def stop(self) -> None:
        """Close the socket; requests under way are finished by their own tasks."""
        handler, self._handler = self._handler, None
        if handler is None:
            return
        try:
            await handler.close_async()  # type: ignore[no-untyped-call]
        except Exception:  # a client that is broken must not keep us from making another
            log.exception("the socket to Slack could not be closed")
