"""A local Discord in a process of its own, where people type at a steady rate.

Run as `python -m bench.discord_rig SHARED`; its first line is its port. Each line that it reads is
a rate, a number of commands and a command; the line it answers with tells how long they took, as
JSON in seconds.
"""

import asyncio
import json
import sys
from pathlib import Path
from time import perf_counter

from bot.clock import utc_now
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_schema import specification
from tests.rig.discord_stub import local_discord
from tests.rig.discord_world import World

PATIENCE = 60.0


async def _serve(shared: Path) -> None:
    world = World(utc_now, specification(shared))
    async with local_discord(world) as running:
        _say(str(running.port))
        chat = DiscordChat(running)
        while line := await asyncio.to_thread(sys.stdin.readline):
            rate, count, command = line.split(" ", 2)
            acks = await _type(chat, float(rate), int(count), command)
            _say(json.dumps({"acks": sorted(acks), "broken": len(world.broken)}))


async def _type(chat: DiscordChat, rate: float, count: int, command: str) -> list[float]:
    """Type at a rate, whether answers come or not; how long each acknowledgement took."""
    begun = perf_counter()
    tasks = []
    for n in range(count):
        await asyncio.sleep(max(0.0, begun + n / rate - perf_counter()))
        tasks.append(asyncio.create_task(_one(chat, command)))
    return list(await asyncio.gather(*tasks))


async def _one(chat: DiscordChat, command: str) -> float:
    begun = perf_counter()
    its = await chat.send(command)
    await its.bell.until(lambda: its.answer is not None, seconds=PATIENCE)
    return perf_counter() - begun


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
