"""What a reader must find of a card somewhere in its messages, whatever the platform."""

import re
from collections.abc import Iterator

from bot.adapters.runs import mentioned
from bot.card import (
    Actions,
    Attachment,
    Card,
    Chart,
    Context,
    Fields,
    Image,
    Line,
    Table,
    Text,
    Title,
    Untrusted,
)
from bot.figures import Writing, clean, text, write
from tests.people import Named, with_names

_INVISIBLE = re.compile(r"[\s\u2060\u200b]+")


def letters(said: str) -> str:
    """What is left of a text without blanks and the signs that keep signs apart."""
    return _INVISIBLE.sub("", said)


def words(card: Card, writing: Writing) -> Iterator[str]:
    """Every text run of a card but for the cells of tables, as letters."""
    for node in card.nodes:
        match node:
            case Title(line, _, note):
                yield from (text(line, writing), text(note, writing))
            case Text(line) | Context(line):
                yield text(line, writing)
            case Fields(pairs):
                for label, line in pairs:
                    yield from (clean(label), text(line, writing))
            case Table():
                yield clean(node.caption)
            case Chart():
                yield from (clean(node.title), clean(node.alt))
                yield from (clean(mark.text) for mark in node.marks)
            case Image(_, alt):
                yield clean(alt)
            case Attachment(name):
                yield clean(name)
            case Actions(buttons):
                yield from (clean(button.label) for button in buttons)


def unmentioned(card: Card, home: tuple[str, str]) -> Card:
    """The card without the mentions, which a client shows by names that only it knows."""
    writing = Writing(home=home)
    return with_names(card, lambda one: "" if mentioned(one, writing) else write(one))


def mentions_of(card: Card, home: tuple[str, str]) -> set[str]:
    """The ids of all that a card may mention."""
    found: set[str] = set()

    def note(one: Named) -> str:
        found.add(mentioned(one, Writing(home=home)))
        return ""

    with_names(card, note)
    return found


def is_title(cell: Line) -> bool:
    """Whether a cell is all a product's title, of which the first words will do."""
    return len(cell) == 1 and isinstance(cell[0], Untrusted) and cell[0].limit <= 40


def missing(card: Card, writing: Writing, seen: str) -> list[str]:
    """The text runs that are not in what is seen."""
    found = letters(seen)
    return [said for said in words(card, writing) if letters(said) not in found]
