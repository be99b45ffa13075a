"""Numbers for rules that must hold of all: the same in each run, the edges of a range among them.

Core's rules are tried so, in their hundreds: a case costs what the rule costs and nothing else.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Case:
    """One case's numbers."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def number(self, least: int, most: int) -> int:
        """A whole number of a range; every fourth lies at one of its ends."""
        if self._random.random() < 0.25:
            return self._random.choice((least, min(least + 1, most), max(most - 1, least), most))
        return self._random.randint(least, most)

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """One of several."""
        return self._random.choice(things)

    def moment(self, years: int = 6) -> datetime:
        """A minute of some years from 2024 on."""
        minutes = self.number(0, years * 365 * 24 * 60)
        return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)


def cases(count: int, seed: int = 20261115) -> Iterator[Case]:
    """So many cases."""
    random = Random(seed)  # noqa: S311 -- cases of a test, not secrets
    return (Case(random) for _ in range(count))
