"""Channels that refuse us: told once, posted to no more, opened again by a post that stands."""

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest

from bot.handlers.asked import Answer
from bot.marked import sentence
from bot.owner_teller import OwnerTeller
from bot.pacing import Pacing
from core.chat_errors import ChannelRefused, ChatError, ChatSilent, NotInstalled
from core.model import Place, TenantId
from tests.front_desk import FakeChat
from tests.shop_desk import HERE, VIEWER, WORKSPACE, ShopDesk, shop_desk, shown
from tests.storages import SHOP

DIGEST = Answer(sentence("Yesterday was ordinary."), object="digest:2026-11-14")
NEW = Place(*WORKSPACE, "C0NEW")
OUT = ChannelRefused(reason="I am not in it", why="not_in_channel")


@dataclass
class Told:
    """Who tells owners, and what was told."""

    cards: list[tuple[str, Place | None]] = field(default_factory=list)

    async def tell(
        self, tenant: TenantId, answer: Answer, *, except_in: Place | None = None
    ) -> bool:
        """Remember it."""
        self.cards.append((shown(answer.card), except_in))
        return True


@dataclass
class Closing:
    """A desk whose sender tells owners, and waits for nothing."""

    desk: ShopDesk
    told: Told = field(default_factory=Told)

    def __post_init__(self) -> None:
        """Put the sender in its place."""
        self.sender = replace(
            self.desk.sender, owners=self.told, pacing=Pacing(count(100.0).__next__, at_once)
        )
        self.desk.router = replace(self.desk.router, sender=self.sender)

    @property
    def chat(self) -> FakeChat:
        """The platform."""
        return self.desk.chat

    async def post(self, answer: Answer = DIGEST) -> None:
        """Post in the shop's channel."""
        await self.sender.post(SHOP, HERE, answer)

    async def ended(self, how: str) -> None:
        """An owner lets us post there again, or ends the binding."""
        seen = await self.desk.says(how)
        if how.endswith("off"):
            await self.desk.press(seen, "Unbind this channel")

    async def closed(self) -> dict[str, str | None]:
        """Why each channel is closed."""
        return {name: row.closed_why for name, row in (await self.desk.channels()).items()}


async def at_once(_seconds: float) -> None:
    """No wait."""


@pytest.fixture
async def its(database_url: str, tmp_path: Path) -> AsyncIterator[Closing]:
    async with shop_desk(database_url, tmp_path) as desk:
        yield Closing(desk)


async def test_a_refused_post_closes_the_channel_and_its_owners_are_told_once(
    its: Closing,
) -> None:
    its.chat.failures = [OUT]
    for _ in range(3):
        await its.post()
    assert its.chat.keys == its.chat.keys[:1], "a platform bans who goes on asking"
    assert await its.closed() == {"C0SHOP": "not_in_channel"}
    ((said, except_in),) = its.told.cards
    assert said.startswith("! I can post nothing in #shop any more I am not in it.")
    assert "Invite me with /invite @amzigo, then type settings channel there." in said
    assert except_in == HERE
    assert (await its.desk.acts())[-1] == "channel.close"


async def test_a_refused_drawing_closes_it_too(its: Closing) -> None:
    class Refusing(FakeChat):
        """It lets nothing be changed."""

        async def update(self, place: Place, message_id: str, reply: object) -> str:
            raise NotInstalled

    await its.post()
    its.sender.chats["slack"] = Refusing()  # type: ignore[index]
    for _ in range(2):
        await its.sender.redraw(SHOP, DIGEST)
    assert await its.closed() == {"C0SHOP": "not_installed"}
    assert len(its.told.cards) == 1


@pytest.mark.parametrize("why", [ChatError(reason="it is moody"), ChatSilent()])
async def test_other_failures_close_nothing(its: Closing, why: ChatError) -> None:
    its.chat.failures = [why]
    with suppress(ChatError):
        await its.post()
    assert (await its.closed(), its.told.cards) == ({"C0SHOP": None}, [])


async def test_settings_home_and_status_say_that_it_is_closed(its: Closing) -> None:
    its.chat.failures = [OUT]
    await its.post()
    settings = shown(await its.desk.says("settings"))
    assert "I may post nothing: I am not in it. Invite me with /invite @amzigo" in settings
    for verb in ("home", "status"):
        told = shown(await its.desk.says(verb))
        assert "I can post nothing in #shop: I am not in it." in told, verb


@pytest.mark.parametrize("how", ["settings channel", "settings channel off"])
async def test_that_nobody_could_be_told_stands_on_home_for_each_channel_until_that_is_over(
    its: Closing, how: str
) -> None:
    desk = its.desk
    nobody = replace(desk.sender, chats={})
    owners = OwnerTeller(desk.opened.storage, lambda: desk.now, nobody)
    its.sender = replace(its.sender, owners=owners)
    desk.router = replace(desk.router, sender=its.sender)
    await desk.says("settings channel Demo shop", place=NEW)
    for place in (HERE, NEW):
        its.chat.failures = [OUT]
        await its.sender.post(SHOP, place, DIGEST)
    home = shown(await desk.says("home"))
    for end in ("SHOP", "0NEW"):
        line = f"Nobody could be told: “I can post nothing in a channel on Slack (…{end}) any more"
        assert line in home
    desk.later(minutes=1)
    await its.ended(how)
    home = shown(await desk.says("home", place=NEW))
    assert "…0NEW" in home
    assert "…SHOP" not in home


async def test_a_channel_that_is_bound_is_tried_and_everybody_there_is_told(its: Closing) -> None:
    answer = shown(await its.desk.says("settings channel Demo shop", place=NEW))
    (message,) = its.chat.shown
    said = its.chat.says(message)
    assert "This channel speaks for “Demo shop”" in said
    assert "No digest is set for it." in said
    assert its.chat.shown[message].share
    assert answer.startswith("✓ This channel speaks for “Demo shop” now")
    await its.desk.says("settings channel", place=NEW)
    assert len(its.chat.shown) == 1, "nothing is new, so nothing is posted"


async def test_setting_a_digest_tells_when_it_comes_and_ending_it_tells_nobody(
    its: Closing,
) -> None:
    await its.desk.says("settings digest 08:00")
    (message,) = its.chat.shown
    assert "The digest comes each day at 08:00, UTC time." in its.chat.says(message)
    await its.desk.says("settings digest off")
    assert len(its.chat.shown) == 1


async def test_refused_the_binding_stands_but_is_closed_until_a_post_stands_there(
    its: Closing,
) -> None:
    its.chat.failures = [OUT, OUT]
    await its.desk.says("settings channel Demo shop", place=NEW)
    its.desk.later(minutes=1)
    refused = shown(await its.desk.says("settings digest 08:00", place=NEW))
    assert refused.startswith("! This channel speaks for “Demo shop”, but lets me post nothing")
    assert "Invite me with /invite @amzigo, then type settings channel again." in refused
    assert (await its.closed())["C0NEW"] == "not_in_channel"
    assert its.told.cards == [], "whoever tried it knows"
    async with its.desk.opened.storage.read() as uow:
        assert await uow.system.due_digests(its.desk.now.replace(year=2030)) == []

    its.desk.later(minutes=1)
    its.chat.failures = [OUT]
    await its.desk.says("settings channel", place=NEW)
    assert (await its.closed())["C0NEW"] == "not_in_channel"
    its.desk.later(minutes=1)
    opened = shown(await its.desk.says("settings channel", place=NEW))
    assert "Settings of this channel" in opened
    assert "I may post" not in opened
    assert (await its.closed())["C0NEW"] is None
    acts = [act for act in await its.desk.acts() if act in ("channel.close", "channel.open")]
    assert acts == ["channel.close", "channel.open"]
    async with its.desk.opened.storage.read() as uow:
        assert len(await uow.system.due_digests(its.desk.now.replace(year=2030))) == 1


async def test_a_trial_of_unknown_end_neither_opens_nor_closes(its: Closing) -> None:
    its.chat.failures = [OUT]
    await its.post()
    its.chat.failures = [ChatSilent()]
    await its.desk.says("settings channel")
    assert await its.closed() == {"C0SHOP": "not_in_channel"}


async def test_whoever_may_not_set_it_tries_nothing(its: Closing) -> None:
    assert "owner" in shown(await its.desk.says("settings channel", user=VIEWER))
    assert its.chat.keys == []


async def test_at_discord_the_permissions_are_named(its: Closing) -> None:
    its.sender.chats["discord"] = chat = FakeChat()  # type: ignore[index]
    there = Place("discord", "G1", "42")
    async with its.desk.opened.storage.write() as uow:
        team = (await uow.for_tenant(SHOP)).team
        await team.admit(("discord", "G1", "7"), (await team.members())[0].role, its.desk.now)
        await team.bind((await team.channels())[0]._replace(**there._asdict()))
    chat.failures = [ChannelRefused(reason="I lack the permission", why="no_permission")]
    refused = shown(await its.desk.says("settings digest 8:00", user="7", place=there))
    assert "permissions View Channel, Send Messages and Attach Files" in refused
