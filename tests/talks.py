"""Long talks on both platforms: messages with buttons by command, by the clock, by presses."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from bot.adapters.discord.chat import DiscordChat as DiscordPosts
from bot.adapters.discord.drawer import Drawer
from bot.card import Actions, Ask, Button, Card, Chart, Fields, Text
from bot.handlers.asked import Answer
from core.model import MemberRole, Place
from core.ports.tenants import ChannelRow
from tests.edges.discord.connected import connected
from tests.footprint import Footprint
from tests.front_desk import NOW, SHOP, FrontDesk, front_desk
from tests.rig.chat import Chat
from tests.rig.discord_schema import specification
from tests.rig.discord_stub import local_discord
from tests.rig.discord_world import World as DiscordWorld
from tests.rig.slack_chat import BySocket, SlackChat
from tests.rig.slack_world import channel_id
from tests.slack_desks import TEAM, slack_desk

SECONDS = 2
"""Between one round and the next, on the rig's clock."""

CHANNELS = ("general", "other", "unbound")
"""Where something is posted in each round: once a channel, for an object has one post there."""


@dataclass(frozen=True)
class Talk:
    """Somebody at a platform, and the desk that answers."""

    chat: Chat
    desk: FrontDesk
    places: tuple[Place, ...]
    later: Callable[[float], None]
    forget: Callable[[], None]

    async def footprints(self, messages: int, every: int) -> list[Footprint]:
        """Exchange so many messages with buttons; what was held after each so many of them.

        A message that is drawn again counts again: it is sent again.
        """
        seen, so_far = list[Footprint](), 0
        for n in count():
            await self._round(n)
            now = so_far + sum(bool(one.buttons) for one in self.chat.sent())
            if now >= every * (len(seen) + 1):
                self.forget()
                self.desk.seen.clear()
                so_far = now
                seen.append(Footprint.now(now))
            if now >= messages:
                break
        return seen

    async def _round(self, n: int) -> None:
        """Fourteen messages: an answer, a shared one and posts, drawn again by two presses."""
        shows = f"batch:{n}"
        self.later(SECONDS)
        self.desk.answer = Answer(_card(n, "waits"), object=shows)
        private = await self.chat.command("stats 7d")
        shared = await self.chat.command("stats 7d share:yes")
        for place in self.places:
            await self.desk.sender.post(SHOP, place, self.desk.answer)
        self.desk.answer = Answer(_card(n, "changed"), changed=True, object=shows)
        await self.chat.click("Approve", on=shared)  # draws the posts, too
        await self.chat.click("Delete", on=private)
        await self.chat.submit("Demo shop")


@asynccontextmanager
async def slack_talk(url: str, *, socket: bool = False) -> AsyncIterator[Talk]:
    """On Slack, by signed requests or over a socket."""
    async with slack_desk(url) as slack:
        chat = slack.chat
        if socket:
            await slack.socket.start()
            await slack.server.sockets.connected()
            chat = SlackChat(slack.world, BySocket(slack.server.sockets), TEAM, slack.settled)
        places = tuple(Place("slack", TEAM, channel_id(name)) for name in CHANNELS)

        def later(seconds: float) -> None:
            slack.world.clock.forward(seconds=seconds)
            slack.desk.now += timedelta(seconds=seconds)

        yield Talk(chat, slack.desk, places, later, slack.world.forget)


@asynccontextmanager
async def discord_talk(url: str, shared: Path) -> AsyncIterator[Talk]:
    """On Discord."""
    async with front_desk(url) as desk, local_discord(_world(desk, shared)) as discord:
        world = discord.world
        guild, (general, *more) = world.guild, (world.id_of("channel", name) for name in CHANNELS)
        async with desk.storage.write() as uow:
            team = (await uow.for_tenant(SHOP)).team
            await team.bind(ChannelRow("discord", guild, general, "general", "UTC"))
            owner = ("discord", guild, world.id_of("user", "owner"))
            await team.admit(owner, MemberRole.OWNER, NOW)
        drawer, numbers = Drawer(_no_picture), count(1)
        async with connected(discord, desk.router, drawer.draw) as here:
            posts = DiscordPosts(here.client, drawer.draw, lambda: f"n-{next(numbers)}")
            desk.sender.chats["discord"] = posts  # type: ignore[index]

            def later(seconds: float) -> None:
                desk.now += timedelta(seconds=seconds)

            places = tuple(Place("discord", guild, one) for one in (general, *more))
            yield Talk(here.chat, desk, places, later, discord.forget)
        assert world.broken == []


def _world(desk: FrontDesk, shared: Path) -> DiscordWorld:
    return DiscordWorld(lambda: desk.now, specification(shared))


async def _no_picture(_: Chart, _locale: str) -> bytes:
    raise OSError("nobody draws here")


def _card(n: int, state: str) -> Card:
    """A batch, with a button that asks for a text and two that do not."""
    buttons = (
        Button("Approve", "reviews.approve", f"batch:{n}", "primary"),
        Button("Numbers", "stats", "7d"),
        Button("Delete", "revoke.confirm", f"batch:{n}", "danger", Ask("Type it", "Go")),
    )
    return Card(
        f"Batch {n} {state}",
        (
            Text((f"Batch {n} {state}: 12 requests.",)),
            Fields((("Orders", ("12",)), ("Held back", ("3",)))),
            Actions(buttons),
        ),
    )
