"""How much a process holds while it goes on doing the same: whether it is flat, or grows."""

import gc
import os
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import NamedTuple, Self

BLOCKS_A_MESSAGE = 0.1
"""The bound of Python's own memory. Whatever keeps anything of each message keeps one block of each
at least: ten times as much."""

BYTES_A_MESSAGE = 100
"""The bound of all memory of the process, that of C libraries too: a megabyte each 10,000 messages.
A text of one character and its place in a list take 58 bytes, and are seen as blocks; discord.py
kept 2,400 bytes of each button that was not a DynamicItem."""


class Footprint(NamedTuple):
    """What a process holds after so many messages: blocks of Python's allocator, resident bytes."""

    messages: int
    blocks: int
    resident: int

    @classmethod
    def now(cls, messages: int) -> Self:
        """This process, without its garbage."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return cls(messages, sys.getallocatedblocks(), pages * os.sysconf("SC_PAGE_SIZE"))


class Growth(NamedTuple):
    """What each message leaves behind."""

    blocks: float
    resident: float

    @property
    def is_flat(self) -> bool:
        """Whether it is within both bounds."""
        return self.blocks <= BLOCKS_A_MESSAGE and self.resident <= BYTES_A_MESSAGE

    def __str__(self) -> str:
        """For people."""
        return f"{self.blocks:.3f} blocks and {self.resident:.1f} bytes a message"


def growth(seen: Sequence[Footprint]) -> Growth:
    """The slope through what was seen: the median of those of all pairs, so that one step of a

    cache, or one pause of the allocator, is not taken for a leak, and no leak for a step.
    """
    pairs = [(b.messages - a.messages, a, b) for a, b in combinations(seen, 2)]
    return Growth(
        median((b.blocks - a.blocks) / count for count, a, b in pairs),
        median((b.resident - a.resident) / count for count, a, b in pairs),
    )
