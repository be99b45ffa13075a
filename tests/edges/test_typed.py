"""A command is shown as it is typed where it is read: with the slash in chat and in mails."""

import pytest

from bot.adapters.discord import render as discord
from bot.adapters.local import html, terminal
from bot.adapters.slack import render as slack
from bot.card import Card, Code, Text, Typed
from bot.handlers.me_card import code_card
from bot.mail_post import mail_of
from bot.marked import bare, marked, sentence
from bot.refusal import refusal
from core.errors import NotBound, OutsidersRead, UnknownVerb

CARD = sentence("Try `/amzigo help`, or `7d`.")


def test_chat_takes_a_command_with_the_slash() -> None:
    (message,) = slack.render(CARD, (), slack.Paper()).messages
    element = {"type": "text", "text": "/amzigo help", "style": {"code": True}}
    assert element in message.blocks[0]["elements"][0]["elements"]
    assert message.text == "Try /amzigo help, or 7d."
    (other,) = discord.render(CARD, (), discord.Paper()).messages
    assert "`/amzigo help`, or `7d`" in str(other.components)


def test_the_page_and_the_terminal_take_it_bare() -> None:
    drawn = html.body(CARD)
    assert "<code>help</code>, or <code>7d</code>" in drawn.html
    assert drawn.summary == "Try help, or 7d."
    assert terminal.render(CARD) == "Try help, or 7d.\n"
    assert bare("Try `/amzigo help`.") == "Try `help`."


def test_a_mailed_code_is_typed_as_a_command_and_never_as_a_message() -> None:
    mail = mail_of("owner@example.com", code_card("01234567"))
    assert "\n/amzigo settings me code:01234567\n" in mail.text


def test_only_our_commands_have_the_slash() -> None:
    assert marked("`/amzigo team check`, `amzigo doctor`") == (
        Typed("team check"),
        ", ",
        Code("amzigo doctor"),
    )


@pytest.mark.parametrize(
    ("card", "typed"),
    [
        (refusal(UnknownVerb(verb="stat", nearest="stats")), {"stats", "help"}),
        (refusal(NotBound()), {"settings channel SHOP"}),
        (refusal(OutsidersRead()), {"settings sharing on"}),
    ],
)
def test_a_refusal_shows_its_commands_so(card: Card, typed: set[str]) -> None:
    (text,) = card.nodes
    assert isinstance(text, Text)
    assert {span.text for span in text.line if isinstance(span, Typed)} == typed
