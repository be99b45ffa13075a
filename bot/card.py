"""The neutral message: one tree, drawn by one pure renderer a platform.

A card holds typed values, never formatted text, so that each platform writes money, times and
foreign text its own safe way. `summary` is what a notification shows and a screen reader hears
first; charts and images carry an alt text of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from core.model import Money, Place


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as a person reads it; `rounded` writes $31.9k above 10,000, `signed` a sign."""

    money: Money
    rounded: bool = False
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A count or a measure: 1,284; with a unit "1,284 orders" (`unit` is (one, many))."""

    value: int | Decimal
    unit: tuple[str, str] | None = None
    decimals: int = 0
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Percent:
    """A change in percent, rounded to whole percents: +12 % or −4 %."""

    value: Decimal
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day: "Tue 24 Nov", with the year where it is not the card's year."""

    day: date
    form: Literal["short", "weekday", "long"] = "weekday"


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, written in a zone: "14:05", or with its day."""

    at: datetime
    zone: str
    form: Literal["time", "day_time"] = "time"


@dataclass(frozen=True, slots=True)
class Untrusted:
    """Text that somebody else wrote (a title, a buyer's comment); escaped, and cut at a word."""

    text: str
    limit: int = 40


@dataclass(frozen=True, slots=True)
class Strong:
    """A run that matters most on its line."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type or to copy, to the letter."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """One of our commands, as it is typed where it is read (figures.Writing.slash)."""

    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in chat, by the platform's own ids; we know no name.

    In that workspace a renderer writes the platform's mention, which the reader's client shows as
    a name, if the id fits core.policy.people. Everywhere else, for any other id, and where a
    platform takes plain text only, it is text: "a member on Slack"; `apart` where people must be
    told from each other (core.policy.people.said).

    No mention calls anybody unless it is meant to: at Discord none does. Slack has no silent form,
    but calls only for what is newly posted in a channel: a private answer that names somebody, or a
    post that is drawn again, as a batch is when it is decided, calls nobody. So an answer that is
    shared is posted in words first, and drawn again with its people (adapters/slack/responder). The
    reminder that the team is to be checked calls its owners, which is what it is for.
    """

    platform: str
    workspace: str
    user: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a shop: mentioned in its own workspace if its id fits core.policy.channel_names,
    which calls nobody; elsewhere in words. The `name` is foreign text, and may be only the id."""

    place: Place
    name: str = ""
    apart: bool = False


Span = (
    str
    | Amount
    | Number
    | Percent
    | Day
    | Instant
    | Untrusted
    | Strong
    | Code
    | Typed
    | Person
    | Channel
)
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Title:
    """The first line of a card: what, where, when; `state` is its one leading sign."""

    line: Line
    state: Literal["", "done", "needs_you", "nothing"] = ""
    note: Line = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Fields:
    """Label and value pairs, a line each."""

    pairs: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; figures stand to the right."""

    head: str
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under heads; `caption` says what the rows are."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Line, ...], ...]
    caption: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line or set of bars: a value a label, None where there is no data."""

    name: str
    values: tuple[float | None, ...]
    style: Literal["line", "area", "bars", "ghost"] = "line"


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the label axis worth a word: an order-by day, an unusual day."""

    label: str
    text: str
    style: Literal["point", "rule"] = "point"


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of series over days; `unit` is a currency code or a word like units."""

    title: str
    labels: tuple[date, ...]
    series: tuple[Series, ...]
    unit: str
    alt: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A picture by its bytes."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A thin line between two thoughts."""


@dataclass(frozen=True, slots=True)
class Context:
    """Small print: source, as-of time, zone."""

    line: Line


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file handed over with the card."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """One line of text that a button needs before it acts, such as a typed confirmation."""

    label: str
    submit: str


@dataclass(frozen=True, slots=True)
class Button:
    """What happens on a press: an action on an object; the platform sees only a one-time handle."""

    label: str
    action: str
    object: str
    style: Literal["plain", "primary", "danger"] = "plain"
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Actions:
    """The buttons of a card, the likeliest first."""

    buttons: tuple[Button, ...]


Node = Title | Text | Fields | Table | Chart | Image | Divider | Context | Attachment | Actions


@dataclass(frozen=True, slots=True)
class Card:
    """One message: what it says in short, and its nodes in order."""

    summary: str
    nodes: tuple[Node, ...]
    year: int | None = field(default=None)
    """Days of this year are written without it."""

    def people(self) -> Iterator[Person]:
        """Everybody whom it names."""
        for node in self.nodes:
            for line in _lines(node):
                yield from (span for span in line if isinstance(span, Person))

    def buttons(self) -> Iterator[Button]:
        """All buttons, in the order in which they are drawn (handles are given in this order)."""
        for node in self.nodes:
            if isinstance(node, Actions):
                yield from node.buttons


def _lines(node: Node) -> Iterator[Line]:
    match node:
        case Title(line, _, note):
            yield from (line, note)
        case Text(line) | Context(line):
            yield line
        case Fields(pairs):
            yield from (line for _, line in pairs)
        case Table(_, rows):
            yield from (cell for row in rows for cell in row)
