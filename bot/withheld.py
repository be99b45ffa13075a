"""An answer that was to be shared where people of another company may read it."""

from dataclasses import replace

from bot.card import Code, Text
from bot.handlers.asked import Answer

ONLY_YOU = "so only you see this answer"


def withheld(answer: Answer) -> Answer:
    """The same for the asker alone, and why, first."""
    card = answer.card
    why = f"People of another company may read this channel, {ONLY_YOU}. An owner can let them: "
    line = Text((why, Code("settings sharing on"), "."))
    return replace(answer, card=replace(card, nodes=(line, *card.nodes)))
