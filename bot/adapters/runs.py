"""A line as runs of equal look, and their split where a platform takes only so much."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal
from unicodedata import combining

from bot import figures
from bot.adapters.rendered import SIGNS
from bot.card import Code, Fields, Line, Person, Span, Strong, Title
from bot.figures import Writing
from core.policy.people import is_person

Look = Literal["plain", "strong", "code", "person"]
_JOINER = "\u200d"
INDENT = "\u2003"
"""Before a line that goes on with the field above; no platform folds this blank."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look, free of control characters; of a person also the id of their mention."""

    text: str
    look: Look = "plain"
    user: str = ""


Runs = tuple[Run, ...]
Size = Callable[[Run], int]


def runs(line: Line, writing: Writing) -> Runs:
    """A line as runs; neighbours of one look are joined, empty ones left out.

    People of the workspace where it is read are mentioned; others are plain text.
    """
    return joined(
        Run(figures.write(span, writing), _look(span), mentioned(span, writing)) for span in line
    )


def mentioned(span: Span, writing: Writing) -> str:
    """The id of a person whom the place knows, and who can be mentioned there; else nothing."""
    if not isinstance(span, Person) or (span.platform, span.workspace) != writing.home:
        return ""
    return span.user if is_person(span.platform, span.user) else ""


def names_somebody(line: Line, writing: Writing) -> bool:
    """Whether a line mentions anybody where it is read."""
    return any(mentioned(span, writing) for span in line)


def joined(given: Iterable[Run]) -> Runs:
    """Runs of which no two neighbours look alike but for people, and none is empty."""
    found: list[Run] = []
    for run in given:
        look: Look = "person" if run.user else run.look
        if run.text and found and found[-1].look == look != "person":
            found[-1] = Run(found[-1].text + run.text, look)
        elif run.text:
            found.append(Run(run.text, look, run.user))
    return tuple(found)


def field_runs(fields: Fields, writing: Writing) -> Runs:
    """Labels and values, a line each; a pair without a label goes on with the one before it."""
    found: list[Run] = []
    for n, (label, line) in enumerate(fields.pairs):
        found.append(Run("\n" if n else ""))
        found += [Run(figures.clean(label), "strong"), Run(INDENT)]
        found += runs(line, writing)
    return joined(found)


def title_runs(title: Title, writing: Writing) -> Runs:
    """A title on one line behind the sign of its state: plain text and people."""
    said = (Run(SIGNS[title.state]), *runs(title.line, writing))
    line = joined(Run(run.text.replace("\n", " "), user=run.user) for run in said)
    if not text_of(line).strip():
        return ()
    first, *rest = line
    return joined((Run(first.text.lstrip(), user=first.user), *rest))


def strengthened(given: Runs) -> Runs:
    """Runs as strong ones."""
    return joined(Run(run.text, "strong", run.user) for run in given)


def text_of(given: Runs) -> str:
    """Runs as plain text."""
    return "".join(run.text for run in given)


def _look(span: Span) -> Look:
    return "strong" if isinstance(span, Strong) else "code" if isinstance(span, Code) else "plain"


def split(given: Runs, room: int, size: Size) -> list[Runs]:
    """Runs in parts of at most `room` by `size`, broken after a blank where there is one.

    A code point is never broken, nor a letter and its marks, nor a person's mention.
    """
    parts: list[list[Run]] = [[]]
    left = room
    for run in given:
        if run.user:
            left = _whole(run, parts, left, (room, size))
            continue
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


def _whole(run: Run, parts: list[list[Run]], left: int, of: tuple[int, Size]) -> int:
    """Put a run that cannot be broken where it fits; returns the room that is left."""
    room, size = of
    if size(run) > left and parts[-1]:
        parts.append([])
        left = room
    parts[-1].append(run)
    return left - size(run)


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
