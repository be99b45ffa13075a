"""A card as Slack messages: pure; what does not fit is divided, or cut and completed by a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot import figures
from bot.adapters.parts import divided
from bot.adapters.rendered import File
from bot.adapters.slack.drawing import Drawing
from bot.adapters.slack.limits import LIMITS, SlackLimits
from bot.adapters.slack.mrkdwn import escaped, measure
from bot.adapters.slack.paper import Paper as Paper
from bot.adapters.slack.pictures import native_charts
from bot.card import Card, Chart
from bot.figures import Writing
from core.policy.locales import DEFAULT

_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Message:
    """A message: `text` is what a notification shows, in mrkdwn and escaped already."""

    text: str
    blocks: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """The messages in order, the buttons on the last, and the files that go with them."""

    messages: tuple[Message, ...]
    files: tuple[File, ...]


def wanted(card: Card, limits: SlackLimits = LIMITS, locale: str = DEFAULT) -> tuple[Chart, ...]:
    """The charts that Slack cannot draw itself, written by a locale: each wants a picture."""
    native = native_charts(card, limits, Writing(card.year, locale))
    rest = (node for node in card.nodes if isinstance(node, Chart) and node not in native)
    return tuple(dict.fromkeys(rest))


def render(card: Card, refs: Sequence[str] = (), paper: Paper | None = None) -> Rendered:
    """A card as messages; `refs` are its buttons' references in order, or none at all.

    Raises ValueError where there are more or fewer references than buttons.
    """
    paper = paper or Paper(writing=Writing(card.year))
    drawing = Drawing(card, refs, paper)
    pieces = drawing.pieces()
    parts = divided(pieces, (paper.limits.blocks, paper.limits.characters))
    messages = []
    for number, part in enumerate(parts, 1):
        bodies = tuple(body for piece in part for body in piece.bodies)
        messages.append(Message(_summary(card, (number, len(parts)), paper), bodies))
    return Rendered(tuple(messages), tuple(file for piece in pieces for file in piece.files))


def _summary(card: Card, part: tuple[int, int], paper: Paper) -> str:
    number, of = part
    said = figures.clean(card.summary) or _NOTHING
    room = paper.limits.summary
    while measure(escaped(said)) > paper.limits.summary:
        room = room * 3 // 4
        said = figures.cut(said, room)
    return escaped(said) + (f" ({number} of {of})" if number > 1 else "")
