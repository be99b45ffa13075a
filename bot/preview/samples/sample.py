"""A card of the catalogue: its name, when it is shown, and what shows it."""

from dataclasses import dataclass

from bot.card import Card


@dataclass(frozen=True, slots=True)
class Sample:
    """A card made of invented facts; `shows` names the verbs and actions that answer with it."""

    name: str
    about: str
    card: Card
    shows: tuple[str, ...] = ()
