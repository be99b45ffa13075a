"""The table of docs/performance.md: what was measured, and whether it keeps its goal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

HEAD = "| what | measured | beside | goal |\n|---|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Goal:
    """The most that a figure may be, or less than which it must be, in the words of the table."""

    words: str
    measured: float
    most: float
    is_below: bool = False
    """Whether the bound itself is too much."""

    @property
    def is_met(self) -> bool:
        """Whether it is kept; no figure keeps none."""
        return self.measured < self.most if self.is_below else self.measured <= self.most

    def __str__(self) -> str:
        """As the table shows it."""
        return f"{self.words}: {'met' if self.is_met else 'NOT MET'}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    what: str
    measured: str
    beside: str
    goals: tuple[Goal, ...] = ()

    def __str__(self) -> str:
        """As the table shows it."""
        goals = ", ".join(map(str, self.goals)) or "–"
        return f"| {self.what} | {self.measured} | {self.beside} | {goals} |"


Rows = Sequence[Row]


def told(parts: Iterable[Rows], out: TextIO) -> list[Row]:
    """Write the table while its parts are measured; the rows of which a goal is missed."""
    out.write(HEAD)
    missed = []
    for rows in parts:
        out.writelines(f"{row}\n" for row in rows)
        out.flush()
        missed += [row for row in rows if not all(goal.is_met for goal in row.goals)]
    return missed
