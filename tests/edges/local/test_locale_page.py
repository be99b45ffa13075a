"""The local page of a channel in Germany: every figure in its signs, beside one in India."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from itertools import count

import httpx
import pytest

from bot.adapters.local.channels import PLATFORM, USER, WORKSPACE, LocalChannels
from bot.adapters.local.chat import LocalChat
from bot.adapters.local.door import Door
from bot.adapters.local.page import Page, routes
from bot.adapters.local.stored_messages import StoredMessages
from bot.handlers.handlers import ACTIONS, HANDLERS
from bot.handles import Handles
from bot.router import Router
from bot.sender import Sender
from bot.web import application
from core.locales import set_locale
from core.model import MemberRole, Place
from core.ports.tenants import ChannelRow
from core.team import By
from tests.edges.local.desk import FakeDesk
from tests.edges.local.room import OWN_PAGE, PORT, TOKEN, Room, browser
from tests.stocked import MONDAY, NOW, SHOP, ZONE, Sale, Shop, daily, open_shop

BLANK = "\N{NO-BREAK SPACE}"
HOUSE_SIGNS = re.compile(r"[$€]\d|\d,\d{3}|\d\.\d{1,2}\b|\d %")
"""Money, thousands, decimals and percentages as they would stand in the house's signs."""


@dataclass
class Building:
    """A shop with two channels on a real desk, and the page that shows them."""

    shop: Shop
    desk: Router
    page: httpx.AsyncClient

    async def asks(self, line: str, channel: str = "berlin") -> str:
        """The words of the channel's page once a command was answered."""
        await self.page.post(f"/c/{channel}/command", data={"text": line}, headers=OWN_PAGE)
        return await self.reads(channel)

    async def reads(self, channel: str) -> str:
        """All words of a channel's page, alternative texts among them."""
        page = (await self.page.get(f"/c/{channel}/")).text
        shown = page[page.index("<main") :]
        labels = " ".join(re.findall(r'aria-label="([^"]*)"', shown))
        return unescape(re.sub(r"<[^>]*>", " ", re.sub(r"<code>.*?</code>", "", shown)) + labels)


@pytest.fixture
async def building(sqlite_url: str) -> AsyncIterator[Building]:
    async with open_shop(sqlite_url) as shop:
        owner = By(SHOP, (PLATFORM, WORKSPACE, USER), NOW)
        async with shop.storage.write() as uow:
            team = (await uow.for_tenant(SHOP)).team
            await team.admit((PLATFORM, WORKSPACE, USER), MemberRole.OWNER, NOW)
            for name in ("berlin", "pune"):
                await team.bind(ChannelRow(PLATFORM, WORKSPACE, name, name, ZONE))
        await set_locale(shop.storage, owner, None, "en-IN")
        await set_locale(shop.storage, owner, Place(PLATFORM, WORKSPACE, "berlin"), "de")
        chat = LocalChat(StoredMessages(shop.storage), lambda: NOW)
        desk = _desk(shop, chat)
        numbers = count(1)
        page = Page(
            desk,
            chat,
            LocalChannels(shop.storage),
            (),
            Door(TOKEN, PORT),
            lambda: f"request-{next(numbers)}",
        )
        async with browser(Room(FakeDesk(), chat, application(routes(page)))) as client:
            yield Building(shop, desk, client)


def _desk(shop: Shop, chat: LocalChat) -> Router:
    numbers = count(1)
    handles = Handles(shop.storage, lambda: f"ref-{next(numbers)}")
    sender = Sender(shop.storage, lambda: NOW, handles, {PLATFORM: chat})
    return Router(shop.storage, lambda: NOW, HANDLERS, ACTIONS, handles, sender, lambda: "7F3A")


async def test_numbers_and_money_stand_in_the_channel_s_signs(building: Building) -> None:
    await building.shop.sell([Sale("GP-01", MONDAY, 1284, 3_190_620)])
    assert f"31.906,20{BLANK}$ · 1 order · 1.284 units" in squeezed(await building.asks("stats"))
    indian = squeezed(await building.asks("stats", "pune"))
    assert "$31,906.20 · 1 order · 1,284 units" in indian
    assert "Tue 24 Nov 8:00\N{NARROW NO-BREAK SPACE}am" in indian


async def test_no_figure_of_any_card_is_left_in_the_house_s_signs(building: Building) -> None:
    shop = building.shop
    await shop.sell(
        [
            *daily("GP-01", 64, 1210),
            *daily("TI-3", 30, 7),
            Sale("GP-01", MONDAY, 900, 9_000_001),
            Sale("BB-L", MONDAY - timedelta(days=4), 3, None),
        ]
    )
    history = [(MONDAY - timedelta(days=n), 1284) for n in range(30)]
    await shop.stock("GP-01", history, inbound=2048)
    await shop.stock("TI-3", [(day, 3000) for day, _ in history])
    for line in (
        *("digest", "stats 30d", "stats 7d by:day", "stats by:marketplace", "restock"),
        *("restock GP-01", "product GP-01", "why GP-01", "why revenue", "status", "home"),
    ):
        words = await building.asks(line)
        assert not HOUSE_SIGNS.search(words), f"{line}: {HOUSE_SIGNS.findall(words)}"
    shown = squeezed(words)
    for figure in (f"k{BLANK}$", f"{BLANK}%", "1.284 sellable", "highest 2.110 on Mon 23 Nov"):
        assert figure in shown


def squeezed(words: str) -> str:
    """Words with single spaces."""
    return re.sub(r" +", " ", re.sub(r"[\n\t]", " ", words))
