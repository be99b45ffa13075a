"""A line as runs of equal look, and their split where a platform takes only so much."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal
from unicodedata import combining

from bot import figures
from bot.adapters.rendered import SIGNS
from bot.card import Channel, Code, Fields, Line, Person, Span, Strong, Title, Typed
from bot.figures import Writing
from core.policy.channel_names import is_channel
from core.policy.people import is_person

Look = Literal["plain", "strong", "code", "person", "channel"]
_JOINER = "\u200d"
INDENT = "\u2003"
"""Before a line that goes on with the field above; no platform folds this blank."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look, free of control characters; of a mention also whom or what it names."""

    text: str
    look: Look = "plain"
    mention: str = ""
    """The id of a person or a channel, by the look."""

    def looking(self, look: Look) -> "Run":
        """The same in another look; a mention has its own."""
        return self if self.mention else Run(self.text, look)

    def saying(self, text: str) -> "Run":
        """The same with other words."""
        return Run(text, self.look, self.mention)


Runs = tuple[Run, ...]
Size = Callable[[Run], int]


def runs(line: Line, writing: Writing) -> Runs:
    """A line as runs; neighbours of one look are joined, empty ones left out.

    People and channels of the workspace where it is read are mentioned; others are plain text.
    """
    return joined(
        Run(figures.write(span, writing), _look(span, writing), mentioned(span, writing))
        for span in line
    )


def mentioned(span: Span, writing: Writing) -> str:
    """The id of whom or what the place knows, and can be mentioned there; else nothing."""
    if isinstance(span, Channel):
        *home, channel = span.place
        return channel if tuple(home) == writing.home and is_channel(home[0], channel) else ""
    if not isinstance(span, Person) or (span.platform, span.workspace) != writing.home:
        return ""
    return span.user if is_person(span.platform, span.user) else ""


def mentions(line: Line, writing: Writing) -> bool:
    """Whether a line mentions a person or a channel where it is read."""
    return any(mentioned(span, writing) for span in line)


def joined(given: Iterable[Run]) -> Runs:
    """Runs of which no two neighbours look alike but for mentions, and none is empty."""
    found: list[Run] = []
    for run in given:
        if run.text and found and found[-1].look == run.look and not run.mention:
            found[-1] = Run(found[-1].text + run.text, run.look)
        elif run.text:
            found.append(run)
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
    """A title on one line behind the sign of its state: plain text and mentions."""
    said = (Run(SIGNS[title.state]), *runs(title.line, writing))
    line = joined(run.saying(run.text.replace("\n", " ")).looking("plain") for run in said)
    if not text_of(line).strip():
        return ()
    first, *rest = line
    return joined((first.saying(first.text.lstrip()), *rest))


def strengthened(given: Runs) -> Runs:
    """Runs as strong ones."""
    return joined(run.looking("strong") for run in given)


def text_of(given: Runs) -> str:
    """Runs as plain text."""
    return "".join(run.text for run in given)


def _look(span: Span, writing: Writing) -> Look:
    if mentioned(span, writing):
        return "channel" if isinstance(span, Channel) else "person"
    if isinstance(span, Strong):
        return "strong"
    return "code" if isinstance(span, Code | Typed) else "plain"


def split(given: Runs, room: int, size: Size) -> list[Runs]:
    """Runs in parts of at most `room` by `size`, broken after a blank where there is one.

    A code point is never broken, nor a letter and its marks, nor a mention.
    """
    parts: list[list[Run]] = [[]]
    left = room
    for run in given:
        if run.mention:
            left = _whole(run, parts, left, (room, size))
            continue
        rest = run
        while (taken := size(rest)) > left:
            fitting = _break(rest.text, _fitting(rest, left, size), whole=not parts[-1])
            if fitting:
                parts[-1].append(rest.saying(rest.text[:fitting]))
                rest = rest.saying(rest.text[fitting:])
            parts.append([])
            left = room
        if rest.text:
            parts[-1].append(rest)
        left -= taken
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
    """How many letters fit in the room of a run that does not."""
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
