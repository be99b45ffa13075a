"""What is not posted where people of another company may read it, and who hears of that."""

from dataclasses import replace

from bot.card import Card, Channel, Context, Node, Text, Title, Typed
from bot.handlers.asked import Answer
from bot.told import told
from core.model import Place
from core.policy.platforms import NAMES
from core.policy.wall_clock import written

ONLY_YOU = "so only you see this answer"


def withheld(answer: Answer) -> Answer:
    """An answer that was to be shared, for the asker alone, and why, first."""
    card = answer.card
    why = f"People of another company may read this channel, {ONLY_YOU}. An owner can let them: "
    line = Text((why, Typed("settings sharing on"), "."))
    return replace(answer, card=replace(card, nodes=(line, *card.nodes)))


def withheld_card(place: Place, name: str, minute: int) -> Card:
    """To the owners: the digest of a channel does not come, and what they can do."""
    digest = Typed(f"settings digest {written(minute)}")
    nodes: tuple[Node, ...] = (
        Title(("I post no digest in ", Channel(place, name, apart=True)), "needs_you"),
        Text(("People of another company may read it, and no owner lets them read figures.",)),
        Text(
            (
                *("To let them, type ", Typed("settings sharing on"), " there; for a digest "),
                *("elsewhere, type ", digest, " in another channel."),
            )
        ),
        Context((f"{NAMES.get(place.platform, place.platform)} · commands still answer there",)),
    )
    # Whoever types `home` may read the summary there, so no channel's name is in it.
    why = ": people of another company may read it."
    return Card(told(("I post no digest in ", Channel(place, apart=True), why)), nodes)
