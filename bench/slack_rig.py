"""A local Slack in a process of its own, whose people send requests when they are told to.

Run as `python -m bench.slack_rig`; its first line says where it is. Each line that it reads says
what is to be done, and is answered by one: what was found, seconds mostly, and what was broken.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from time import perf_counter
from typing import Any

import aiohttp

from bench.acks import at_pace, strays
from bot.clock import utc_now
from bot.long_life import long_life
from tests.rig.slack_payloads import form, signed, slash
from tests.rig.slack_server import SlackServer, serving
from tests.rig.slack_world import RigClock, SlackWorld, channel_id, user_id

TEAM, CHANNEL, USER = "T1", "general", "owner"
FORM = "application/x-www-form-urlencoded"
BAD_SECRET = "not the signing secret"  # noqa: S105 -- it signs what is to be refused
AT_ONCE = 32
"""Connections over which a burst comes."""


class Now(RigClock):
    """The true time."""

    def __call__(self) -> datetime:
        """The time."""
        return utc_now()


@dataclass(frozen=True)
class Crowd:
    """The people of the one workspace."""

    server: SlackServer
    session: aiohttp.ClientSession

    @property
    def world(self) -> SlackWorld:
        """Their Slack."""
        return self.server.world

    async def type(
        self, rate: float, count: int, line: str, url: str = "", *, answers: int = 1
    ) -> list[float]:
        """Type at a rate, over HTTP, or over the app's socket where there is no address.

        Then wait for so many answers to each.
        """
        if not url:
            await self.server.sockets.connected()

        async def one() -> None:
            payload = self._typed(line)
            if url:
                await self._send(url, form(payload))
            else:
                await self.server.sockets.deliver("slash_commands", payload)

        taken = await at_pace(rate, count, one)
        while len(self.world.shown) < answers * count:
            await self.world.until(len(self.world.shown), len(self.world.modals))
        self._look()
        return taken

    async def refused(self, count: int, url: str) -> list[float]:
        """Send requests that Slack did not sign, one after another."""
        return [await self._timed(self._refused(url)) for _ in range(count)]

    async def acked(self, count: int, url: str, line: str, *, shown: bool) -> list[float]:
        """Send good ones, one after another, each when the answer before it is there."""
        taken = []
        for _ in range(count):
            so_far = len(self.world.shown)
            taken.append(await self._timed(self._send(url, form(self._typed(line)))))
            if shown:
                await self.world.until(so_far, len(self.world.modals))
        self._look()
        return taken

    async def storm(self, rate: float, count: int, line: str, url: str, bad: int) -> dict[str, Any]:
        """Type at a rate while a burst of bad ones comes, as fast as they are refused.

        How long the burst took, and the good ones that were due in it.
        """
        good = asyncio.create_task(self.type(rate, count, line, url))
        before = count // 4
        await asyncio.sleep(before / rate)
        waiting, begun = iter(range(bad)), perf_counter()

        async def one_by_one() -> None:
            for _ in waiting:
                await self._refused(url)

        await asyncio.gather(*(one_by_one() for _ in range(AT_ONCE)))
        burst = perf_counter() - begun
        meanwhile = (await good)[before : before + ceil(burst * rate)]
        return {"burst": burst, "meanwhile": meanwhile}

    def _look(self) -> None:
        """Look at what was answered, and forget it."""
        self.world.broken += strays(self.world.shown)
        self.world.forget()

    def _typed(self, line: str) -> dict[str, Any]:
        return slash(self.world, TEAM, channel_id(CHANNEL), user_id(USER), line)

    async def _send(self, url: str, body: bytes) -> None:
        await self._post(url, body, signed(body, int(utc_now().timestamp())), 200)

    async def _refused(self, url: str) -> None:
        body = b"command=%2Famzigo&text=help&trigger_id=" + str(self.world.number()).encode()
        await self._post(url, body, signed(body, int(utc_now().timestamp()), BAD_SECRET), 401)

    async def _post(self, url: str, body: bytes, headers: dict[str, str], status: int) -> None:
        sent = self.session.post(url, data=body, headers={"Content-Type": FORM, **headers})
        async with sent as answer:
            await answer.read()
        if answer.status != status:
            self.world.broken.append(f"a request was answered with {answer.status}, not {status}")

    async def _timed(self, what: Awaitable[None]) -> float:
        begun = perf_counter()
        await what
        return perf_counter() - begun


async def _serve() -> None:
    world = SlackWorld(clock=Now())
    world.workspace(TEAM, CHANNEL)
    connector = aiohttp.TCPConnector(limit=0)
    async with serving(world) as server, aiohttp.ClientSession(connector=connector) as session:
        crowd = Crowd(server, session)
        does: dict[str, Callable[..., Awaitable[Any]]] = {
            "type": crowd.type,
            "refused": crowd.refused,
            "acked": crowd.acked,
            "storm": crowd.storm,
        }
        _say({"address": world.address, "token": world.grant(TEAM).token})
        with long_life():
            while line := await asyncio.to_thread(sys.stdin.readline):
                asked = json.loads(line)
                found = await does[asked.pop("do")](**asked)
                _say({"found": found, "broken": world.broken})


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve())
