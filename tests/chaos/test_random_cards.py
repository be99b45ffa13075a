"""Ten thousand random cards on both platforms: within every limit, nothing parsed, nothing lost."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.discord.render import render as discord_render
from bot.adapters.slack.render import render as slack_render
from bot.card import Card
from tests.cards import A_FEW, cards, locales
from tests.edges.discord.seen import buttons as discord_buttons
from tests.edges.discord.test_render import holds as discord_holds
from tests.edges.slack.seen import buttons as slack_buttons
from tests.edges.slack.test_render import holds as slack_holds

MANY = settings(A_FEW, max_examples=10_000)


@given(card=cards, locale=locales, drawn=st.booleans())
@MANY
def test_slack_takes_any_card_whole(card: Card, locale: str, drawn: bool) -> None:
    slack_holds(card, locale, drawn=drawn)
    assert not any(slack_buttons(m.blocks) for m in slack_render(card).messages)


@given(card=cards, locale=locales, drawn=st.booleans())
@MANY
def test_discord_takes_any_card_whole(shared: Path, card: Card, locale: str, drawn: bool) -> None:
    discord_holds(card, locale, shared, drawn=drawn)
    assert not any(discord_buttons(m.components) for m in discord_render(card).messages)
