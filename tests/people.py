"""Cards whose people and channels have names, for tests that read words."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace

from bot.card import Card, Channel, Person
from bot.figures import write

Named = Person | Channel


def _by_id(named: Named) -> str:
    return f"@{named.user}" if isinstance(named, Person) else write(named)


def with_names(card: Card, name: Callable[[Named], str] = _by_id) -> Card:
    """The card with people and channels as text, as a client shows a mention."""
    named = _named(card, name)
    assert isinstance(named, Card)
    return named


def _named(value: object, name: Callable[[Named], str]) -> object:
    if isinstance(value, Named):
        return name(value)
    if isinstance(value, tuple):
        return tuple(_named(one, name) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    held = {field.name: getattr(value, field.name) for field in fields(value)}
    return replace(value, **{key: _named(one, name) for key, one in held.items()})
