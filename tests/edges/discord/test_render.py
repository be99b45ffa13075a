"""Any card on Discord: within every limit, nothing parsed, nothing lost."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.paper import Paper
from bot.adapters.discord.render import render, wanted
from bot.card import Card
from bot.figures import Writing
from tests.card_words import mentions_of, missing, unmentioned
from tests.cards import A_FEW, HOMES, cards, locales, refs_of
from tests.edges.discord.rules import broken
from tests.edges.discord.seen import buttons, read
from tests.row_tokens import lost

HOME = HOMES["discord"]


def holds(card: Card, locale: str, shared: Path, *, drawn: bool) -> None:
    """What must hold of every card, its pictures `drawn` or not, by the test's own rules."""
    pictures = dict.fromkeys(wanted(card), b"png") if drawn else {}
    writing = Writing(card.year, locale, HOME)
    rendered = render(card, refs_of(card), Paper(writing=writing, pictures=pictures))
    seen = ""
    for message in rendered.messages:
        assert broken(message.components, [file.name for file in message.files], shared) == []
        reading = read(message.components)
        assert reading.signs == []
        assert reading.mentioned <= mentions_of(card, HOME)
        seen += "".join(reading.letters)
    assert missing(unmentioned(card, HOME), writing, seen) == []
    files = [file for message in rendered.messages for file in message.files]
    assert lost(card, writing, seen, files) == []
    *others, last = rendered.messages
    assert not any(buttons(message.components) for message in others)
    refs = [button["custom_id"] for button in buttons(last.components)]
    assert refs == list(refs_of(card)[: len(refs)])


@given(card=cards, locale=locales, drawn=st.booleans())
@A_FEW
def test_any_card_is_within_every_limit_and_whole(
    shared: Path, card: Card, locale: str, drawn: bool
) -> None:
    holds(card, locale, shared, drawn=drawn)
    assert not any(buttons(m.components) for m in render(card).messages)
