"""The buttons of a card on Discord, in rows of five."""

from collections.abc import Iterator, Sequence

from bot import figures
from bot.adapters.discord import pieces
from bot.adapters.discord.limits import DiscordLimits
from bot.adapters.discord.markdown import measure
from bot.adapters.discord.pieces import Component, paragraph, piece
from bot.adapters.parts import Piece
from bot.adapters.runs import Run
from bot.card import Actions, Button, Card

_STYLES = {"primary": 1, "plain": 2, "danger": 4}
_BUTTON = 2


def button_rows(card: Card, refs: Sequence[str], limits: DiscordLimits) -> list[list[Piece]]:
    """The pieces of each Actions node; a label that is too long is written out above its row.

    Raises ValueError where there are more or fewer references than buttons, or too long ones.
    """
    count = len(list(card.buttons()))
    if len(refs) != count:
        raise ValueError(f"{'fewer' if len(refs) < count else 'more'} references than buttons")
    if any(len(ref) > limits.custom_id for ref in refs):
        raise ValueError("a reference is too long for Discord")
    left, rest, found = limits.buttons, list(refs), []
    for node in card.nodes:
        if isinstance(node, Actions):
            its, rest = rest[: len(node.buttons)], rest[len(node.buttons) :]
            drawn = min(len(node.buttons), max(0, left - -(-left // (limits.row + 1))))
            left -= drawn + -(-drawn // limits.row)
            shown = [
                _button(button, ref, limits)
                for button, ref in zip(node.buttons[:drawn], its, strict=False)
            ]
            rows = [pieces.row(shown[n : n + limits.row]) for n in range(0, drawn, limits.row)]
            actions = [piece(*rows, is_actions=True)] if rows else []
            found.append([*_words(node.buttons, drawn, limits), *actions])
    return found


def _button(button: Button, ref: str, limits: DiscordLimits) -> Component:
    label = figures.clean(button.label) or "–"
    if measure(label) > limits.label:
        label = figures.cut(label, limits.label // 2 - 1)
    return {"type": _BUTTON, "style": _STYLES[button.style], "label": label, "custom_id": ref}


def _words(buttons: Sequence[Button], drawn: int, limits: DiscordLimits) -> Iterator[Piece]:
    whole = [figures.clean(button.label) for button in buttons]
    cut = [label for label in whole[:drawn] if measure(label) > limits.label]
    if cut:
        yield from paragraph((Run("\n".join(cut)),), limits)
    if beyond := whole[drawn:]:
        said = f"and {len(beyond)} more that found no room: {' · '.join(beyond)}"
        yield from paragraph((Run(said),), limits)
