"""Any card on Discord: within every limit, nothing parsed, nothing lost."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.paper import Paper
from bot.adapters.discord.render import Rendered, render, wanted
from bot.card import Card
from bot.figures import Writing
from tests.card_words import missing
from tests.cards import A_FEW, cards, refs_of
from tests.edges.discord.rules import broken
from tests.edges.discord.seen import buttons, read


def shown(card: Card, *, drawn: bool) -> Rendered:
    """A card as the adapter would have it, its pictures drawn or not."""
    pictures = dict.fromkeys(wanted(card), b"png") if drawn else {}
    return render(card, refs_of(card), Paper(writing=Writing(card.year), pictures=pictures))


def holds(card: Card, shared: Path, *, drawn: bool) -> None:
    """What must hold of every card; each claim by the test's own rules."""
    rendered = shown(card, drawn=drawn)
    seen = ""
    for message in rendered.messages:
        assert broken(message.components, [file.name for file in message.files], shared) == []
        reading = read(message.components)
        assert reading.signs == []
        seen += "".join(reading.letters)
    assert missing(card, Writing(card.year), seen) == []
    *others, last = rendered.messages
    assert not any(buttons(message.components) for message in others)
    refs = [button["custom_id"] for button in buttons(last.components)]
    assert refs == list(refs_of(card)[: len(refs)])


@given(card=cards, drawn=st.booleans())
@A_FEW
def test_any_card_is_within_every_limit_and_whole(shared: Path, card: Card, drawn: bool) -> None:
    holds(card, shared, drawn=drawn)
    assert not any(buttons(m.components) for m in render(card).messages)
