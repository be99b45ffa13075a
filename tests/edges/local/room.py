"""A local page with a fake desk, and a browser's requests to it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

import httpx
from starlette.applications import Starlette

from bot.adapters.local.chat import LocalChat
from bot.adapters.local.door import Door
from bot.adapters.local.messages import MessagesInMemory
from bot.adapters.local.page import Channel, CommandHelp, Page, place, routes
from bot.web import application
from tests.edges.local.desk import FakeDesk

PORT = 8484
TOKEN = "token-of-this-start"
SALES = place("sales")
OWN_PAGE = {"sec-fetch-site": "same-origin"}
CHANNELS = (
    Channel("sales", "sales", "Figures", "America/Los_Angeles"),
    Channel("reviews", "reviews"),
)
COMMANDS = (CommandHelp("stats", "stats [period]", "orders, units and revenue"),)


async def channels() -> Sequence[Channel]:
    """The two channels of these tests."""
    return CHANNELS


@dataclass
class Room:
    """The page's parts."""

    desk: FakeDesk
    chat: LocalChat
    app: Starlette


async def _none() -> Sequence[Channel]:
    return ()


def room(port: int = PORT, *, is_empty: bool = False) -> Room:
    """A new page; without any channel that of a production."""
    desk = FakeDesk()
    chat = LocalChat(MessagesInMemory(), lambda: datetime(2026, 11, 24, 16, 14, tzinfo=UTC))
    numbers = count(1)
    page = Page(
        desk=desk,
        chat=chat,
        channels=_none if is_empty else channels,
        commands=COMMANDS,
        door=Door(TOKEN, port),
        new_id=lambda: f"request-{next(numbers)}",
        in_production=is_empty,
    )
    return Room(desk, chat, application(routes(page)))


@asynccontextmanager
async def browser(
    there: Room, *, host: str = f"127.0.0.1:{PORT}", admitted: bool = True
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at the page, let in or not."""
    transport = httpx.ASGITransport(app=there.app)
    cookies = {f"amzigo_{PORT}": TOKEN} if admitted else {}
    async with httpx.AsyncClient(
        transport=transport, base_url=f"http://{host}", cookies=cookies
    ) as client:
        yield client
