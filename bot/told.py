"""Plain text of a card that still knows its values, so that each place reads its own signs.

A summary, an alternative text, a label and a caption are plain text on every platform. A handler
does not know where its card will be shown, and one card may be shown in several places: so it
tells a line, which reads in the house's signs, and the card is put in a locale once the place is
known.
"""

from dataclasses import fields, is_dataclass, replace
from typing import Self

from bot.card import Card, Line
from bot.figures import Writing, text
from core.policy.locales import DEFAULT


class Told(str):
    """A line as text in the house's signs; pickled, it is that text alone."""

    __slots__ = ("line", "year")
    line: Line
    year: int | None

    def __new__(cls, line: Line, year: int | None) -> Self:
        """Write the line; days of `year` without it."""
        one = super().__new__(cls, text(line, Writing(year)))
        one.line, one.year = line, year
        return one

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        """Another process draws what is written, and writes nothing itself."""
        return str, (str(self),)


def told(line: Line, year: int | None = None) -> str:
    """A line as plain text of a card; days of `year` are written without it."""
    return Told(line, year)


def unslashed(plain: str) -> str:
    """Plain text of a card, for where our commands are typed bare."""
    if not isinstance(plain, Told):
        return plain
    return text(plain.line, Writing(plain.year, slash=False))


def in_locale(card: Card, locale: str) -> Card:
    """The card with all that was told written in a locale's signs; values stay values."""
    if locale == DEFAULT:
        return card
    placed = _placed(card, locale)
    return placed if isinstance(placed, Card) else card


def _placed(value: object, locale: str) -> object:
    if isinstance(value, Told):
        return text(value.line, Writing(value.year, locale))
    if type(value) is tuple:  # a place is none of ours to walk through
        return tuple(_placed(one, locale) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    held = {field.name: getattr(value, field.name) for field in fields(value)}
    return replace(value, **{name: _placed(one, locale) for name, one in held.items()})
