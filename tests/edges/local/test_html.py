"""The page's renderer: structure a screen reader needs, and nothing that foreign text can do."""

from html.parser import HTMLParser

import pytest

from bot.adapters.local import html
from bot.card import Actions, Ask, Attachment, Button, Card, Image, Text, Title, Untrusted
from tests.edges.local import decision_samples, restock_sample, samples
from tests.edges.local.desk import reply

VOID = {"input", "img", "hr", "path", "rect", "circle"}


class Tree(HTMLParser):
    """Which elements a fragment has, and whether each is closed."""

    def __init__(self, fragment: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Match it."""
        if tag not in VOID:
            assert self.open.pop() == tag


def drawn(card: Card) -> str:
    """A card with references for all its buttons."""
    return str(html.render(card, reply(card).refs))


CARDS = (
    samples.digest(),
    samples.stats(),
    samples.hostile(),
    decision_samples.batch(),
    decision_samples.revoke(),
    decision_samples.home(),
    restock_sample.restock(),
)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.summary[:20])
def test_every_card_is_well_formed_and_brings_no_code(card: Card) -> None:
    tree = Tree(drawn(card))
    assert tree.open == []
    assert not {"script", "style", "iframe", "object", "link", "base"} & set(tree.tags)
    names = {name for name, _ in tree.attributes}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_foreign_text_is_escaped_once_and_has_no_controls() -> None:
    fragment = drawn(samples.hostile())
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;!channel&gt; gnp.exe &amp;" in fragment
    assert "&amp;lt;" not in fragment
    assert not {"\u202e", "\u0007"} & set(fragment)
    assert "<bdi>" in fragment


def test_a_quote_in_foreign_text_does_not_leave_its_attribute() -> None:
    name = 'x" onfocus="alert(1)'
    card = Card("", (Attachment(name, "text/plain", b"x"), Actions((Button("b", "a", "o"),))))
    tree = Tree(str(html.render(card, ('"><b>',))))
    assert "onfocus" not in {key for key, _ in tree.attributes}
    assert "b" not in tree.tags
    assert ("value", '"><b>') in tree.attributes


def test_figures_and_state_read_as_the_card_says() -> None:
    fragment = drawn(samples.digest())
    assert '<span class="figure">1,284 orders</span>' in fragment
    assert '<time class="figure" datetime="2026-11-23">Mon 23 Nov</time>' in fragment
    assert 'role="img" aria-label="needs you">!</span>' in fragment
    assert "<bdi>Garlic press, steel</bdi>" in fragment


def test_a_field_without_a_label_belongs_to_the_one_before() -> None:
    fragment = drawn(samples.digest())
    assert fragment.count("<dt>") == 3
    assert "<dt>Stock</dt><dd>2 products run out before their next delivery</dd><dd>" in fragment


def test_a_table_says_its_roles_and_names_each_folded_figure() -> None:
    fragment = drawn(restock_sample.restock())
    assert '<table role="table" class="wide"><caption>By order-by day</caption>' in fragment
    assert '<td role="cell" class="right" data-head="Sellable">' in fragment
    assert fragment.count('role="columnheader" scope="col"') == 7


def test_buttons_carry_their_references_in_order() -> None:
    fragment = drawn(decision_samples.batch())
    places = [fragment.index(f'name="ref" value="r{n}"') for n in range(4)]
    assert places == sorted(places)
    assert '<button class="button primary" name="ref" value="r0">Send 212 requests' in fragment


def test_a_button_that_asks_opens_a_form_with_a_label() -> None:
    fragment = drawn(decision_samples.revoke())
    assert '<summary class="button danger">Delete everything…</summary>' in fragment
    assert '<label><span>Type Demo shop to confirm</span><input name="text" required' in fragment
    assert ">Delete everything</button>" in fragment


def test_without_references_there_are_no_buttons_and_a_mismatch_fails() -> None:
    card = decision_samples.batch()
    assert "<button" not in html.render(card)
    with pytest.raises(ValueError, match="fewer"):
        html.render(card, ("r0",))
    with pytest.raises(ValueError, match="more"):
        html.render(card, tuple("abcde"))


def test_a_picture_and_a_file_are_addressed_by_their_content() -> None:
    png = b"\x89PNG\r\n\x1a\n"
    card = Card(
        "Two files.", (Image(png, "a picture"), Attachment("a.csv", "text/csv", b"x" * 12_345))
    )
    body = html.body(card)
    picture, file = body.files
    assert picture.inline
    assert not file.inline
    assert f'<img class="picture" src="files/{picture.key}" alt="a picture">' in body.html
    assert f'<a href="files/{file.key}" download="a.csv">a.csv</a> <span>12 kB</span>' in body.html
    assert body.summary == "Two files."


def test_an_ask_without_style_and_a_long_word_stay_whole() -> None:
    word = "x" * 30
    button = Button("Go", "a", "o", ask=Ask("Why?", "Go"))
    card = Card("", (Title((Untrusted(word),)), Text((word,)), Actions((button,))))
    fragment = drawn(card)
    assert fragment.count(word) == 2
    assert fragment.count('class="button plain"') == 2
