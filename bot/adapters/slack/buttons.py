"""The buttons of a card on Slack, a row for each of its actions."""

from collections import Counter
from collections.abc import Iterator, Sequence

from bot import figures
from bot.adapters.parts import Piece
from bot.adapters.runs import Run
from bot.adapters.slack import blocks
from bot.adapters.slack.limits import SlackLimits
from bot.adapters.slack.mrkdwn import measure
from bot.adapters.slack.pieces import paragraph, piece
from bot.card import Actions, Button, Card


def button_rows(card: Card, refs: Sequence[str], limits: SlackLimits) -> list[list[Piece]]:
    """The pieces of each Actions node; a label that is too long is written out above its row.

    Raises ValueError where there are more or fewer references than buttons.
    """
    buttons = list(card.buttons())
    if len(refs) != len(buttons):
        more = "fewer" if len(refs) < len(buttons) else "more"
        raise ValueError(f"{more} references than buttons")
    said = _aloud([_label(button, limits) for button in buttons], limits)
    rows, start = [], 0
    for node in card.nodes:
        if isinstance(node, Actions):
            end = start + len(node.buttons)
            drawn = range(start, min(end, limits.buttons))
            row = [
                blocks.button(buttons[n], _label(buttons[n], limits), refs[n], said[n])
                for n in drawn
            ]
            words = list(_words(buttons[start:end], len(row), limits))
            rows.append([*words, *([piece(blocks.actions(row), is_actions=True)] if row else [])])
            start = end
    return rows


def _label(button: Button, limits: SlackLimits) -> str:
    label = figures.clean(button.label) or "–"
    return label if measure(label) <= limits.label else figures.cut(label, limits.label // 5)


def _aloud(labels: Sequence[str], limits: SlackLimits) -> list[str]:
    """What is read aloud where labels repeat: which of them it is."""
    total, so_far, said = Counter(labels), Counter[str](), []
    for label in labels:
        so_far[label] += 1
        which = f"{label} ({so_far[label]} of {total[label]})"
        said.append(which if total[label] > 1 and measure(which) <= limits.label else "")
    return said


def _words(buttons: Sequence[Button], drawn: int, limits: SlackLimits) -> Iterator[Piece]:
    whole = [figures.clean(button.label) for button in buttons]
    cut = [w for w in whole[:drawn] if measure(w) > limits.label]
    if cut:
        yield from paragraph((Run("\n".join(cut)),), limits)
    if beyond := whole[drawn:]:
        said = f"and {len(beyond)} more that found no room: {' · '.join(beyond)}"
        yield from paragraph((Run(said),), limits)
