"""Any card on Discord: within every limit, nothing parsed, nothing lost."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.discord.paper import Paper
from bot.adapters.discord.render import render, wanted
from bot.card import Card
from bot.figures import Writing
from tests.cards import cards, refs_of
from tests.edges.discord.rules import broken


@given(card=cards, drawn=st.booleans())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_card_is_within_every_limit(shared: Path, card: Card, drawn: bool) -> None:
    pictures = dict.fromkeys(wanted(card), b"png") if drawn else {}
    shown = render(card, refs_of(card), Paper(writing=Writing(card.year), pictures=pictures))
    for message in shown.messages:
        assert broken(message.components, [file.name for file in message.files], shared) == []
