"""Many tenants' mornings at once, on a local Slack and a local Discord, in simulated time.

Adapters, libraries, sender, ledger, jobs and engine are real; the digests are one line each. Time
moves only once nobody is at work: nothing is in the database or on its way to a platform.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from bot.adapters.discord.chat import DiscordChat
from bot.adapters.slack.opened import SlackSettings, Surroundings, open_slack
from bot.card import Card, Chart, Text
from bot.digest_post import DigestPoster
from bot.engine.in_process import InProcessEngine
from bot.envelope import Chat
from bot.handlers.asked import Answer, Asked
from bot.handles import Handles
from bot.pacing import Pacing
from bot.sender import Sender
from core.model import Place, TenantId
from core.ports.engine import Task
from core.ports.installations import Installation
from core.ports.posts import SendingRow
from core.ports.tenants import ChannelRow, TenantRow
from storage.installation import open_database
from storage.repositories.installations import SqlInstallations
from storage.repositories.message_pieces import SqlMessagePieces
from storage.repositories.seen import SqlSeenRequests
from storage.unit_of_work import SqlStorage
from tests.edges.discord.connected import connected
from tests.edges.discord.desks import TellingDesk, draw
from tests.memory_keys import MemoryKeyStore
from tests.rig.discord_schema import specification
from tests.rig.discord_stub import local_discord
from tests.rig.discord_world import GUILD
from tests.rig.slack_server import serving
from tests.rig.slack_world import channel_id
from tests.sharing import ours
from tests.simulated import SimulatedTime
from tests.slack_desks import installed
from tests.storages import Submitted
from tests.watched import SharedClock, Watched, WatchedDiscord, WatchedPacing, WatchedSlack

LATE = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
"""All that is due at eight is due, however it is spread."""
TICK = timedelta(seconds=5)
LONGEST = timedelta(hours=2)
QUIET = 60
"""Turns of the loop in which nobody is at work, before time moves."""


async def digest(asked: Asked) -> Answer:
    """The day's figures, in a line."""
    return Answer(Card("An ordinary day.", (Text(("An ordinary day.",)),)))


async def reviews(asked: Asked) -> Answer:
    """Nothing waits."""
    return Answer(Card("Nothing waits.", ()))


@dataclass
class Mornings:
    """The house that posts, and what stands on the two platforms."""

    time: SimulatedTime
    storage: SqlStorage
    engine: AsyncEngine
    slack: WatchedSlack
    discord: WatchedDiscord
    watched: Watched
    chats: Mapping[str, Chat]
    tenants: dict[Place, TenantId] = field(default_factory=dict)
    jobs: InProcessEngine = field(default_factory=InProcessEngine)
    killed: list[asyncio.Task[None]] = field(default_factory=list)
    pacing: WatchedPacing = field(init=False)
    cut: set[Place] = field(default_factory=set)
    """Where posts were under way when the process was killed."""

    def start(self) -> None:
        """A process begins: it remembers nothing but what is in the database."""
        refs, ticks = count(self.watched.posts * 1000), SharedClock(time=self.time)
        self.pacing = WatchedPacing(lambda: ticks().timestamp(), self.time.sleep)
        handles = Handles(self.storage, lambda: f"ref-{next(refs)}")
        sender = Sender(self.storage, self.time, handles, self.chats, self.pacing)
        verbs = {"digest": digest, "reviews": reviews}
        poster = DigestPoster(self.storage, self.time, verbs, sender, ours())

        async def post(args: Mapping[str, str]) -> None:
            place = Place(args["platform"], args["workspace"], args["channel"])
            await poster.post(TenantId(args["tenant"]), place)

        self.jobs = InProcessEngine()
        self.jobs.start({"digest": post})

    async def tick(self) -> None:
        """Queue what is due."""
        async with self.storage.read() as uow:
            due = await uow.system.due_digests(self.time())
        for one in due:
            key = ":".join(one)
            self.jobs.submit(Task("digest", key, key, one._asdict()))

    async def bind(self, places: Sequence[Place], keys: MemoryKeyStore) -> None:
        """A tenant for each channel; all digests are due at once, as after a night offline."""
        for n, place in enumerate(places):
            tenant = TenantId(f"tenant-{place.platform}-{n}")
            await keys.create(tenant, self.time())
            async with self.storage.write() as uow:
                row = TenantRow(tenant, f"Shop {n}", f"p-{tenant}", "active", self.time())
                await uow.directory.add(row)
                team = (await uow.for_tenant(tenant)).team
                await team.bind(ChannelRow(*place, f"sales-{n}", "UTC", 480, LATE))
            self.tenants[place] = tenant

    def kill_at(self, *posts: int) -> None:
        """End the process at once when so many posts are shown, their answers not yet read."""
        wanted = set(posts)

        def heard(number: int) -> None:
            if number in wanted:
                wanted.discard(number)
                self.killed.append(asyncio.create_task(self._kill()))

        self.watched.heard = heard

    async def _kill(self) -> None:
        self.cut |= self.pacing.under_way
        await self.jobs.stop(0)

    async def until_posted(self, deaths: int = 0) -> None:
        """Let time pass until no digest of this morning is due any more."""
        end, next_tick, restarted = self.time.now + LONGEST, self.time.now, 0
        while not await self._is_over(restarted, deaths):
            assert self.time.now < end, "it was not done in time"
            if self.time.now >= next_tick:
                await self.tick()
                next_tick = self.time.now + TICK
            await self.quiet()
            if restarted < len(self.killed):
                restarted = len(self.killed)
                self.time.now += timedelta(seconds=10)  # so long does a process take to start
                self.start()
            self.time.pass_to(next_tick)
        await self.jobs.stop()

    async def _is_over(self, restarted: int, deaths: int) -> bool:
        if restarted < deaths:
            return False
        async with self.storage.read() as uow:
            today = await uow.system.due_digests(self.time() + timedelta(hours=12))
        return not today

    async def quiet(self) -> None:
        """Wait until nobody is at work."""
        pool = self.engine.pool
        assert isinstance(pool, QueuePool)
        turns, before = 0, -1
        while turns < QUIET:
            await asyncio.sleep(0)
            now = len(self.slack.calls) + len(self.discord.requests) + self.watched.posts
            is_busy = pool.checkedout() > 0 or now != before or self.discord.rates.expects
            turns, before = (0 if is_busy else turns + 1), now

    async def lost(self) -> dict[Place, SendingRow]:
        """Posts that are noted, but not as posted."""
        found: dict[Place, SendingRow] = {}
        async with self.storage.read() as uow:
            for place, tenant in self.tenants.items():
                for row in await (await uow.for_tenant(tenant)).posts.sendings():
                    found[place] = row
        return found

    def stand(self) -> Counter[Place]:
        """How many posts stand in each channel."""
        slack = (Place("slack", one.workspace, one.channel) for one in self.slack.messages)
        guild = self.discord.guild
        said = self.discord.messages.values()
        discord = (Place("discord", guild, one.channel) for one in said if not one.deleted)
        return Counter([*slack, *discord])


@asynccontextmanager
async def mornings(url: str, shared: Path, each: int, workspaces: int) -> AsyncIterator[Mornings]:
    """So many tenants on each platform; those at Slack live in so many workspaces."""
    time, watched, keys = SimulatedTime(LATE), Watched(), MemoryKeyStore()
    slack, discord = (
        WatchedSlack(SharedClock(time=time)),
        WatchedDiscord(time, specification(shared)),
    )
    slack.watched = discord.watched = watched
    discord.seconds = Counter()
    slack.rates.is_on = True
    async with (
        open_database(url, "demo") as (engine, _),
        serving(slack),
        local_discord(discord) as server,
        connected(server) as there,
    ):
        installations = SqlInstallations(engine, keys, time)
        names = {f"T{n}": [f"c{i}" for i in range(n, each, workspaces)] for n in range(workspaces)}
        for team, channels in names.items():
            slack.workspace(team, *channels)
            await installations.save(installed(slack.grant(team), time(), team))
        around = _around(engine, installations, time)
        async with open_slack(SlackSettings(f"{slack.address}/api/", "secret"), around) as opened:
            at_discord = DiscordChat(there.client, draw, lambda: "")
            chats: dict[str, Chat] = {"slack": opened.chat, "discord": at_discord}
            storage = SqlStorage(engine, keys, Submitted())
            house = Mornings(time, storage, engine, slack, discord, watched, chats)
            at_slack = [Place("slack", t, channel_id(c)) for t, cs in names.items() for c in cs]
            guild = discord.id_of("guild", GUILD)
            rooms = [discord.id_of("channel", f"room {n}") for n in range(each)]
            await house.bind(at_slack, keys)
            await house.bind([Place("discord", guild, one) for one in rooms], keys)
            house.start()
            yield house
            await house.jobs.stop()
    assert not discord.broken, discord.broken


def _around(
    engine: AsyncEngine, installations: SqlInstallations, time: SimulatedTime
) -> Surroundings:
    async def paint(_: Chart, _locale: str) -> bytes:
        return b""

    async def welcome(_: Installation) -> None:
        """Nobody new comes."""

    async def removed(_: str) -> None:
        """Nobody goes."""

    async def host(place: Place) -> Place:
        return place

    async def reshared(_: Place) -> None:
        """No channel is shared."""

    return Surroundings(
        TellingDesk(),
        SqlSeenRequests(engine),
        installations,
        SqlMessagePieces(engine),
        paint,
        time,
        welcome,
        removed,
        host,
        reshared,
        time.sleep,
        Pacing(lambda: time().timestamp(), time.sleep),
    )
