"""A line as runs of equal look, and their split where a platform takes only so much."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from unicodedata import combining

from bot import figures
from bot.card import Code, Fields, Line, Span, Strong
from bot.figures import Writing

Look = Literal["plain", "strong", "code"]
_JOINER = "\u200d"
INDENT = "\u2003"
"""Before a line that goes on with the field above; no platform folds this blank."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look, free of control characters."""

    text: str
    look: Look = "plain"


Runs = tuple[Run, ...]
Size = Callable[[Run], int]


def runs(line: Line, writing: Writing) -> Runs:
    """A line as runs; neighbours of one look are joined, empty ones left out."""
    return joined(Run(figures.write(span, writing), _look(span)) for span in line)


def joined(given: Iterator[Run] | Sequence[Run]) -> Runs:
    """Runs of which no two neighbours look alike, and none is empty."""
    groups = groupby((run for run in given if run.text), key=lambda run: run.look)
    texts = (("".join(run.text for run in group), look) for look, group in groups)
    return tuple(Run(text, look) for text, look in texts)


def field_runs(fields: Fields, writing: Writing) -> Runs:
    """Labels and values, a line each; a pair without a label goes on with the one before it."""
    found: list[Run] = []
    for n, (label, line) in enumerate(fields.pairs):
        found.append(Run("\n" if n else ""))
        found += [Run(figures.clean(label), "strong"), Run(INDENT)]
        found += runs(line, writing)
    return joined(found)


def text_of(given: Runs) -> str:
    """Runs as plain text."""
    return "".join(run.text for run in given)


def _look(span: Span) -> Look:
    return "strong" if isinstance(span, Strong) else "code" if isinstance(span, Code) else "plain"


def split(given: Runs, room: int, size: Size) -> list[Runs]:
    """Runs in parts of at most `room` by `size`, broken after a blank where there is one.

    A code point is never broken, nor a letter and its marks.
    """
    parts: list[list[Run]] = [[]]
    left = room
    for run in given:
        rest = run.text
        while rest:
            fitting = _fitting(Run(rest, run.look), left, size)
            if fitting < len(rest):
                fitting = _break(rest, fitting, whole=not parts[-1])
            if fitting:
                piece = Run(rest[:fitting], run.look)
                parts[-1].append(piece)
                left -= size(piece)
                rest = rest[fitting:]
            if rest:
                parts.append([])
                left = room
    return [tuple(part) for part in parts if part]


def _fitting(run: Run, room: int, size: Size) -> int:
    """How many letters of a run fit in the room."""
    low, high = 0, len(run.text)
    while low < high:
        middle = (low + high + 1) // 2
        if size(Run(run.text[:middle], run.look)) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def _break(text: str, most: int, *, whole: bool) -> int:
    """Where to break so that at most so many letters stay; 0 is no place unless `whole`."""
    blank = max(text.rfind(" ", 0, most), text.rfind("\n", 0, most)) + 1
    if blank > most // 2 or (blank and not whole):
        return blank
    if not whole:
        return 0
    end = most
    while end > 1 and (combining(text[end]) or _JOINER in text[end - 1 : end + 1]):
        end -= 1
    return end if end > 1 else max(most, 1)
