"""Cards whose people have names, for tests that read words."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace

from bot.card import Card, Person


def _by_id(person: Person) -> str:
    return f"@{person.user}"


def with_names(card: Card, name: Callable[[Person], str] = _by_id) -> Card:
    """The card with every person as text, as a client shows a mention: "@" and a name."""
    named = _named(card, name)
    assert isinstance(named, Card)
    return named


def _named(value: object, name: Callable[[Person], str]) -> object:
    if isinstance(value, Person):
        return name(value)
    if isinstance(value, tuple):
        return tuple(_named(one, name) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    held = {field.name: getattr(value, field.name) for field in fields(value)}
    return replace(value, **{key: _named(one, name) for key, one in held.items()})
