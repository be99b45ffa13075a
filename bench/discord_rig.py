"""A local Discord in a process of its own, whose people type when they are told to.

Run as `python -m bench.discord_rig SHARED`; its first line says where it is. Each line that it
reads says what is to be done, and is answered by one: what was found, and what was broken.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from bench.acks import at_pace, strays
from bot.clock import utc_now
from bot.long_life import long_life
from tests.rig.discord_driver import DiscordChat
from tests.rig.discord_schema import specification
from tests.rig.discord_stub import Discord, local_discord
from tests.rig.discord_world import Interaction, World

PATIENCE = 60.0


async def _serve(shared: Path) -> None:
    world = World(utc_now, specification(shared))
    async with local_discord(world) as running:
        _say({"api": running.api_url, "gateway": running.gateway_url})
        with long_life():
            while line := await asyncio.to_thread(sys.stdin.readline):
                asked = json.loads(line)
                del asked["do"]  # they type: there is nothing else to do
                _say({"found": await _type(running, **asked), "broken": world.broken})


async def _type(
    running: Discord, rate: float, count: int, line: str, *, answers: int = 1
) -> list[float]:
    """Type at a rate; then wait for the answer to each, unless there is none."""
    chat, typed = DiscordChat(running), list[Interaction]()

    async def one() -> None:
        its = await chat.send(line)
        typed.append(its)
        await its.bell.until(lambda: its.answer is not None, seconds=PATIENCE)

    taken = await at_pace(rate, count, one)
    for its in typed[: answers * count]:
        await _settled(its)
    running.world.broken += strays(running.world.seen(*its.messages) for its in typed if answers)
    running.forget()
    return taken


async def _settled(its: Interaction) -> None:
    await its.bell.until(lambda: its.settled, seconds=PATIENCE)


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
