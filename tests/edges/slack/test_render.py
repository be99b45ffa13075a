"""Any card on Slack: within every limit, nothing parsed, nothing lost."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.adapters.slack.paper import Paper
from bot.adapters.slack.render import render, wanted
from bot.card import Card
from bot.figures import Writing
from tests.cards import cards, refs_of
from tests.edges.slack.rules import broken


@given(cards, st.booleans())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_card_is_within_every_limit(card: Card, drawn: bool) -> None:
    pictures = {chart: f"F{n}" for n, chart in enumerate(wanted(card))} if drawn else {}
    shown = render(card, refs_of(card), Paper(writing=Writing(card.year), pictures=pictures))
    for message in shown.messages:
        assert broken(message.text, list(message.blocks)) == []
