"""How values read: signs, rounding, units, days, and text that other people wrote."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.card import Amount, Code, Day, Instant, Number, Percent, Span, Strong, Untrusted
from bot.figures import Writing, clean, cut, text, write
from core.model import Money

AT = datetime(2026, 11, 24, 22, 5, tzinfo=UTC)


def usd(minor: int, *, rounded: bool = False, signed: bool = False) -> Amount:
    """An amount in US dollars."""
    return Amount(Money(minor, "USD"), rounded=rounded, signed=signed)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (usd(3190620), "$31,906.20"),
        (usd(3190620, rounded=True), "$31.9k"),
        (usd(421049, rounded=True), "$4,210"),
        (usd(2269, rounded=True), "$22.69"),
        (usd(0, rounded=True), "$0"),
        (usd(999949, rounded=True), "$9,999"),
        (usd(999950, rounded=True), "$10.0k"),
        (usd(84231055, rounded=True), "$842k"),
        (usd(99_999_500, rounded=True), "$1.00M"),
        (usd(-90500, rounded=True, signed=True), "−$905"),
        (usd(138000, rounded=True, signed=True), "+$1,380"),
        (usd(-5), "−$0.05"),
        (usd(0, signed=True), "$0.00"),
        (Amount(Money(1204300, "JPY")), "¥1,204,300"),
        (Amount(Money(123450, "INR")), "₹1,234.50"),
        (Amount(Money(123450, "CAD")), "C$1,234.50"),
        (Amount(Money(123450, "SEK")), "SEK 1,234.50"),
        (Amount(Money(123450, "NOK")), "NOK 1,234.50"),
        (Number(1284, ("order", "orders")), "1,284 orders"),
        (Number(1, ("order", "orders")), "1 order"),
        (Number(0, ("order", "orders")), "0 orders"),
        (Number(Decimal("6.44"), ("day", "days"), 1), "6.4 days"),
        (Number(Decimal("0.5")), "1"),
        (Number(-3, signed=True), "−3"),
        (Number(3, signed=True), "+3"),
        (Percent(Decimal("12.4")), "+12 %"),
        (Percent(Decimal("-38")), "−38 %"),
        (Percent(Decimal("-0.8")), "−0.8 %"),
        (Percent(Decimal("-0.04")), "0 %"),
        (Percent(Decimal("4"), signed=False), "4 %"),
        (Day(date(2026, 11, 24)), "Tue 24 Nov"),
        (Day(date(2026, 11, 4), "short"), "4 Nov"),
        (Day(date(2026, 11, 24), "long"), "Tuesday 24 November"),
        (Day(date(2025, 11, 24)), "Mon 24 Nov 2025"),
        (Instant(AT, "America/Los_Angeles"), "14:05"),
        (Instant(AT, "Asia/Tokyo", "day_time"), "Wed 25 Nov 07:05"),
        (Strong("480"), "480"),
        (Code("stats 30d"), "stats 30d"),
        ("plain", "plain"),
    ],
)
def test_a_value_reads_as_the_conventions_say(span: Span, words: str) -> None:
    assert write(span, Writing(2026)) == words


def test_a_day_is_written_with_its_year_where_the_card_names_none() -> None:
    assert write(Day(date(2026, 11, 24))) == "Tue 24 Nov 2026"


def test_a_line_is_its_spans_in_order() -> None:
    assert text((usd(3190620, rounded=True), " from ", Number(2, ("order", "orders")))) == (
        "$31.9k from 2 orders"
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("Garlic press, steel", "Garlic press, steel"),
        (
            "Garlic press, steel, with a very long soft grip",
            "Garlic press, steel, with a very long…",
        ),
        ("x" * 41, "x" * 40 + "…"),
        ("x" * 40, "x" * 40),
        ("safe\u202egnp.exe\u2066", "safegnp.exe"),
        ("bell\u0007 null\u0000 esc\u001b[31m", "bell null esc[31m"),
        ("two\nlines\tand  blanks\u2028here ", "two lines and blanks here"),
        ("cafe\u0301", "café"),
        ("half\ud800", "half"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("", ""),
    ],
)
def test_foreign_text_is_cleaned_and_cut_at_a_word(raw: str, words: str) -> None:
    assert write(Untrusted(raw)) == words


def test_a_cut_never_leaves_a_letter_without_its_mark() -> None:
    letters = "q\u0323" * 30
    assert cut(letters, 41) == "q\u0323" * 20 + "…"


def test_our_own_text_keeps_its_lines_and_loses_its_controls() -> None:
    assert write("one\ntwo\u001b[0m\u202e") == "one\ntwo[0m"
    assert clean(" a  b ") == "a b"
