"""What is wrong with the machine: its folder, its disk, its clock."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

NEEDED = 1_000_000_000
"""Bytes that a year of a middling shop and its reports in hand take."""

MOST_SKEW = 60.0
"""Seconds; at five minutes Slack's requests are refused, and Discord's sessions end too late."""


def disk(free: int, folder: Path) -> Iterator[str]:
    """There is room."""
    if free < NEEDED:
        yield f"only {free // 1_000_000:,} MB are free where {folder} lies. Make room for 1,000 MB."


def private(mode: int, folder: Path) -> Iterator[str]:
    """Nobody else on the machine reads the data; `mode` are the folder's rights."""
    if mode & 0o077:
        yield f"others on this machine can look into {folder}. Run `chmod 700 {folder}`."


def skew(whose: str, theirs: datetime | None, ours: datetime) -> Iterator[str]:
    """Both clocks agree."""
    if theirs is None:
        return
    ahead = (ours - theirs).total_seconds()
    if abs(ahead) > MOST_SKEW:
        which = "ahead of" if ahead > 0 else "behind"
        yield (
            f"this machine's clock is {abs(ahead):,.0f} seconds {which} {whose}'s, and signatures "
            "depend on it. Let it be set by NTP."
        )
