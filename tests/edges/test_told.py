"""Plain text of a card that is written once its place is known."""

from copy import deepcopy
from dataclasses import replace
from datetime import date

from bot.adapters.local.terminal import render
from bot.card import (
    Actions,
    Button,
    Card,
    Chart,
    Column,
    Day,
    Number,
    Series,
    Strong,
    Table,
    Text,
    Untrusted,
)
from bot.told import in_locale, told
from core.policy.locales import DEFAULT

DAY = date(2026, 11, 24)


def card() -> Card:
    """A card whose every plain text holds a figure, and a title that looks like one."""
    figure = told((Number(1284, ("unit", "units")), " on ", Day(DAY)), 2026)
    chart = Chart("Units", (DAY,), (Series("Units", (1284.0,)),), "units", figure)
    rows = ((("sold ", Strong(figure)), (Untrusted("Pack of 1,284"),)),)
    table = Table((Column("Units"), Column("Title")), rows, figure)
    buttons = Actions((Button(figure, "stats", "7d"),))
    return Card(figure, (Text((figure,)), table, chart, buttons), 2026)


def test_what_was_told_reads_in_the_house_s_signs_and_as_plain_text() -> None:
    assert card().summary == "1,284 units on Tue 24 Nov"
    assert in_locale(card(), DEFAULT) == card()
    assert render(card()).count("1,284 units on Tue 24 Nov") == 5


def test_every_plain_text_is_written_in_the_place_s_signs_and_foreign_text_stays() -> None:
    german = in_locale(card(), "de")
    assert german.summary == "1.284 units on Tue 24 Nov"
    assert next(german.buttons()).label == german.summary
    words = render(german, locale="de")
    assert words.count("1.284 units on Tue 24 Nov") == 5
    assert words.count("1,284") == words.count("Pack of 1,284") == 1


def test_a_card_goes_to_each_place_from_the_same_original() -> None:
    original = card()
    assert in_locale(original, "pl").summary == "1\N{NO-BREAK SPACE}284 units on Tue 24 Nov"
    assert in_locale(original, "ja").summary == "1,284 units on Tue Nov 24"
    assert in_locale(replace(original, summary="As it is: 1,284"), "de").summary.endswith("1,284")


def test_a_copy_for_another_process_is_the_text_that_stands_there() -> None:
    alone = deepcopy(card().summary)  # by the same protocol as pickle
    assert (type(alone), alone) == (str, "1,284 units on Tue 24 Nov")
