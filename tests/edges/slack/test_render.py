"""Any card on Slack: within every limit, nothing parsed, nothing lost."""

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.slack.paper import Paper
from bot.adapters.slack.render import render, wanted
from bot.card import Card
from bot.figures import Writing, clean
from tests.card_words import letters, mentions_of, missing, unmentioned
from tests.cards import A_FEW, HOMES, cards, locales, refs_of
from tests.edges.slack.rules import broken
from tests.edges.slack.seen import buttons, mentioned, plain_texts, visible
from tests.row_tokens import lost

PARSED = re.compile(r"[<>]|&(?!(amp|lt|gt);)|[*_~`@](?!\u2060)|://|:[\w+'-]+:")

HOME = HOMES["slack"]


def holds(card: Card, locale: str, *, drawn: bool) -> None:
    """What must hold of every card, its pictures `drawn` or not, by the test's own rules."""
    pictures = {chart: f"F{n}" for n, chart in enumerate(wanted(card))} if drawn else {}
    writing = Writing(card.year, locale, HOME)
    rendered = render(card, refs_of(card), Paper(writing=writing, pictures=pictures))
    for message in rendered.messages:
        blocks = list(message.blocks)
        assert broken(message.text, blocks) == []
        assert set(mentioned(blocks)) <= mentions_of(card, HOME)
        assert PARSED.findall(message.text) == []
        assert not any("://" in element["text"] for element in plain_texts(blocks))
    seen = "".join(visible(message.blocks) for message in rendered.messages)
    assert missing(unmentioned(card, HOME), writing, seen) == []
    assert lost(card, writing, seen, rendered.files) == []
    first = letters(rendered.messages[0].text.replace("&lt;", "<").replace("&gt;", ">"))
    first = first.replace("&amp;", "&")
    said = letters(clean(card.summary))
    assert first == (said or "–") or (first.endswith("…") and said.startswith(first[:-1]))
    *others, last = rendered.messages
    assert not any(buttons(message.blocks) for message in others)
    refs = [button["action_id"] for button in buttons(last.blocks)]
    assert refs == list(refs_of(card)[: len(refs)])
    assert max(Counter(file.name for file in rendered.files).values(), default=1) == 1
    assert all(file.alt or file.media_type == "text/csv" for file in rendered.files)


@given(card=cards, locale=locales, drawn=st.booleans())
@A_FEW
def test_any_card_is_within_every_limit_and_whole(card: Card, locale: str, drawn: bool) -> None:
    holds(card, locale, drawn=drawn)
    assert not any(buttons(m.blocks) for m in render(card).messages)
