"""A card as Discord messages: pure; what does not fit is divided, or completed by a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.adapters.discord.drawing import Drawing
from bot.adapters.discord.paper import Paper as Paper
from bot.adapters.parts import divided
from bot.adapters.rendered import File
from bot.card import Card, Chart
from bot.figures import Writing

IS_COMPONENTS_V2 = 1 << 15
"""The flag of every message; with it a message has no content and no embeds."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message: its Components V2, and the files that they refer to by name."""

    components: tuple[dict[str, Any], ...]
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The messages in order, the buttons on the last."""

    messages: tuple[Message, ...]


def wanted(card: Card) -> tuple[Chart, ...]:
    """The charts of a card: Discord has none of its own, so each wants a picture."""
    return tuple(dict.fromkeys(node for node in card.nodes if isinstance(node, Chart)))


def render(card: Card, refs: Sequence[str] = (), paper: Paper | None = None) -> Rendered:
    """A card as messages; `refs` are its buttons' references in order, or none at all.

    Raises ValueError where there are more or fewer references than buttons.
    """
    paper = paper or Paper(writing=Writing(card.year))
    limits = paper.limits
    parts = divided(
        Drawing(card, refs, paper).pieces(), (limits.components, limits.text, limits.files)
    )
    return Rendered(
        tuple(
            Message(
                tuple(body for piece in part for body in piece.bodies),
                tuple(file for piece in part for file in piece.files),
            )
            for part in parts
        )
    )
