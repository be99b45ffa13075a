"""The rig takes what the renderer draws: two readings of Discord's rules, made apart, agree."""

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings

from bot.adapters.discord.paper import Paper
from bot.adapters.discord.press_id import asking
from bot.adapters.discord.render import render, wanted
from bot.card import Card
from bot.figures import Writing
from tests.cards import cards, refs_of
from tests.rig.discord_rest import CHANNEL
from tests.rig.discord_rules import V2, new_message_faults, pings
from tests.rig.discord_schema import specification


@given(card=cards)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_card_is_taken_as_a_message(shared: Path, card: Card) -> None:
    paper = Paper(writing=Writing(card.year), pictures=dict.fromkeys(wanted(card), b"png"))
    refs = refs_of(card)
    for message in render(card, refs, paper).messages:
        files = {file.name: file.content for file in message.files}
        payload: dict[str, Any] = {
            "flags": V2,
            "components": asking(message.components, tuple(card.buttons()), refs),
            "attachments": [{"id": n, "filename": name} for n, name in enumerate(files)],
            "allowed_mentions": {"parse": []},
        }
        assert list(new_message_faults(payload, files)) == []
        assert list(specification(shared).faults("POST", CHANNEL, payload)) == []
        assert pings(payload) == []
