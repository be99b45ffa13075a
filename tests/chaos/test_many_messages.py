"""A hundred thousand messages with buttons on each platform: nothing of any of them is kept.

On PostgreSQL: SQLite keeps pages of its file in this process, up to a limit of its own.
"""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.long_life import long_life
from tests.footprint import Footprint, growth
from tests.talks import Talk, discord_talk, slack_talk

MESSAGES, EVERY = 100_000, 2_000
WARM = 40_000
"""Until then caches fill: that of the newest 10,000 signed requests is the last."""

FEW, FEW_EVERY, FEW_WARM = 6_000, 500, 2_000


async def slope(talk: Talk, messages: int, every: int, warm: int) -> tuple[bool, str]:
    """Whether the process is flat once it is warm, and in words."""
    with long_life():
        seen = await talk.footprints(messages, every)
    assert seen[-1].messages >= messages
    found = growth([one for one in seen if one.messages >= warm])
    return found.is_flat, f"{found}; {_resident(seen, warm)}"


def _resident(seen: list[Footprint], warm: int) -> str:
    first = next(one for one in seen if one.messages >= warm)
    least, most = (round(one.resident / 2**20, 1) for one in (first, seen[-1]))
    return f"{least} MiB after {first.messages:,}, {most} MiB after {seen[-1].messages:,}"


async def test_slack_keeps_nothing_of_a_message(pg_url: str) -> None:
    async with slack_talk(pg_url) as talk:
        flat, told = await slope(talk, MESSAGES, EVERY, WARM)
    sys.stdout.write(f"Slack: {told}\n")
    assert flat, told


async def test_discord_keeps_nothing_of_a_message(pg_url: str, shared: Path) -> None:
    async with discord_talk(pg_url, shared) as talk:
        flat, told = await slope(talk, MESSAGES, EVERY, WARM)
    sys.stdout.write(f"Discord: {told}\n")
    assert flat, told


@pytest.mark.parametrize("leaks", [False, True])
async def test_whatever_keeps_the_least_thing_of_each_message_is_seen(
    pg_url: str, shared: Path, leaks: bool
) -> None:
    kept: list[object] = []
    async with discord_talk(pg_url, shared) as talk:

        def forget() -> None:
            if leaks:
                kept.extend(object() for _ in talk.chat.sent())
            talk.forget()

        flat, told = await slope(replace(talk, forget=forget), FEW, FEW_EVERY, FEW_WARM)
    sys.stdout.write(f"{'Leaking' if leaks else 'Not leaking'}: {told}\n")
    assert flat is not leaks, told
