"""Figures in every locale that is offered: the same numbers, in signs that its readers know."""

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import pytest
from babel import Locale
from babel.dates import format_time
from babel.numbers import format_currency, format_percent, parse_decimal
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Amount, Chart, Day, Instant, Number, Percent, Series, Span
from bot.charts import inline, svg
from bot.figures import MINUS, Writing, write
from bot.locale_signs import signs_of
from bot.plot import WIDE, plot
from core.model import Money, exponent
from core.policy.locales import DEFAULT, OFFERED

STORES: Final = (
    *("AED", "AUD", "BRL", "CAD", "CNY", "EGP", "EUR", "GBP", "INR"),
    *("JPY", "MXN", "PLN", "SAR", "SEK", "SGD", "TRY", "USD", "ZAR"),
)
AT = datetime(2026, 11, 24, 22, 5, tzinfo=UTC)
OTHERS = [one for one in OFFERED if one != DEFAULT]
BLANKS = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE} "
FIGURE = re.compile(rf"[0-9](?:[0-9.,{BLANKS}]*[0-9])?")


def told(span: Span, locale: str) -> str:
    """A value as it is written, every kind of blank as an underscore."""
    words = write(span, Writing(2026, locale))
    return re.sub(f"[{BLANKS}]", "_", words)


def money(minor: int, currency: str = "USD", *, rounded: bool = False) -> Amount:
    """An amount with a sign."""
    return Amount(Money(minor, currency), rounded=rounded, signed=True)


def read(words: str, locale: str) -> Decimal:
    """The number that Babel reads in a text, by its own rules."""
    found = FIGURE.search(words)
    assert found, words
    babels = Locale.parse(locale, sep="-")
    value = parse_decimal(found[0], locale=babels, numbering_system="latn")
    return -value if MINUS in words else value


@pytest.mark.parametrize(
    ("locale", "span", "words"),
    [
        ("de", Number(1284, ("order", "orders")), "1.284_orders"),
        ("de", money(3190620), "+31.906,20_$"),
        ("de", money(3190620, rounded=True), "+31,9k_$"),
        ("de", money(-90500, "EUR", rounded=True), "−905_€"),
        ("de", money(123450, "SEK"), "+1.234,50_SEK"),
        ("de", money(123450, "NOK"), "+1.234,50_NOK"),
        ("de", Percent(Decimal("-0.8")), "−0,8_%"),
        ("de", Day(date(2026, 11, 24)), "Tue_24_Nov"),
        ("de", Instant(AT, "UTC"), "22:05"),
        ("en-IN", Number(1234567), "12,34,567"),
        ("en-IN", money(12345678, "INR"), "+₹1,23,456.78"),
        ("en-IN", money(99, "SAR"), "+SAR_0.99"),
        ("en-IN", money(99, "NOK"), "+NOK_0.99"),
        ("en-IN", money(8423105500, rounded=True), "+$84.2M"),
        ("en-IN", Instant(AT, "UTC", "day_time"), "Tue_24_Nov_10:05_pm"),
        ("en-IN", Instant(AT, "Asia/Kolkata"), "3:35_am"),
        ("en-IN", Instant(AT.replace(hour=0), "UTC"), "12:05_am"),
        ("en-IN", Instant(AT.replace(hour=12), "UTC"), "12:05_pm"),
        ("es-MX", money(123450, "MXN"), "+$1,234.50"),
        ("es-MX", money(123450, "USD"), "+USD_1,234.50"),
        ("fr", money(3190620, "EUR"), "+31_906,20_€"),
        ("fr-CA", money(3190620, "CAD"), "+31_906,20_$"),
        ("fr-CA", Instant(AT, "UTC"), "22_h_05"),
        ("it", Percent(Decimal(12)), "+12%"),
        ("ja", money(1204300, "JPY"), "+¥1,204,300"),
        ("ja", money(1204300, "CNY"), "+CN¥12,043.00"),
        ("ja", Day(date(2026, 11, 24)), "Tue_Nov_24"),
        ("ja", Day(date(2025, 11, 4), "short"), "Nov_4,_2025"),
        ("ja", Instant(AT.replace(hour=7), "UTC"), "7:05"),
        ("nl", money(-90500, "EUR"), "€_−905,00"),
        ("pl", money(3190620, "PLN"), "+31_906,20_zł"),
        ("pt-BR", money(123450, "BRL"), "+R$_1.234,50"),
        ("sv", money(123450, "SEK"), "+1_234,50_kr"),
        ("tr", Percent(Decimal(-12)), "−%12"),
        ("tr", money(123450, "TRY"), "+₺1.234,50"),
        ("zh-CN", money(123450, "CNY"), "+¥1,234.50"),
        ("zh-CN", money(1234, "JPY"), "+JP¥1,234"),
        ("xx", money(3190620), "+$31,906.20"),
    ],
)
def test_a_value_reads_as_its_locale_writes_it(locale: str, span: Span, words: str) -> None:
    assert told(span, locale) == words


@given(
    st.sampled_from(OFFERED),
    st.integers(-(10**12), 10**12),
    st.sampled_from(STORES),
    st.integers(0, 3),
)
def test_what_is_written_reads_back(locale: str, minor: int, currency: str, places: int) -> None:
    exact = Decimal(minor).scaleb(-exponent(currency))
    assert read(write(money(minor, currency), Writing(locale=locale)), locale) == exact
    value = Decimal(minor).scaleb(-places)
    assert read(write(Number(value, decimals=places), Writing(locale=locale)), locale) == value
    percent = write(Percent(Decimal(minor)), Writing(locale=locale))
    assert read(percent, locale) == minor


@given(st.sampled_from(OFFERED), st.integers(-(10**12), 10**12), st.sampled_from(STORES))
def test_a_rounded_amount_is_near_the_exact_one(locale: str, minor: int, currency: str) -> None:
    words = write(money(minor, currency, rounded=True), Writing(locale=locale))
    exact = Decimal(minor).scaleb(-exponent(currency))
    found = FIGURE.search(words)
    assert found
    letter = words[found.end() : found.end() + 1]
    shown = read(words, locale) * {"k": 1000, "M": 10**6, "B": 10**9}.get(letter, 1)
    assert abs(shown - exact) <= max(abs(exact) / 200, Decimal("0.5"))


@given(
    st.sampled_from(OFFERED),
    st.integers(-(10**12), 10**12),
    st.sampled_from((*STORES, "NOK")),
    st.booleans(),
)
def test_no_sign_is_beyond_any_font_or_turns_the_line_around(
    locale: str, minor: int, currency: str, rounded: bool
) -> None:
    writing = Writing(locale=locale)
    spans = (money(minor, currency, rounded=rounded), Percent(Decimal(minor)), Number(minor))
    for character in "".join(write(span, writing) for span in spans):
        assert unicodedata.bidirectional(character) not in ("R", "AL", "AN")
        assert unicodedata.east_asian_width(character) not in "WF"
        assert (
            character.isalnum()
            or character in f"{BLANKS}.,%+{MINUS}"
            or (unicodedata.category(character) == "Sc")
        )


@pytest.mark.parametrize("locale", OTHERS)
def test_places_and_signs_are_babels_own(locale: str) -> None:
    babels = Locale.parse(locale, sep="-")
    for minor in (123456789, -90500, 0):
        for currency in STORES:
            exact = Decimal(minor).scaleb(-exponent(currency))
            ours = write(Amount(Money(minor, currency)), Writing(locale=locale))
            theirs = format_currency(exact, currency, locale=babels)
            assert bare(ours).replace("CN¥", "元" if locale == "ja" else "CN¥") == bare(theirs)
    ours = write(Percent(Decimal(-12)), Writing(locale=locale))
    assert bare(ours) == bare(format_percent(Decimal("-0.12"), locale=babels))


def bare(words: str) -> str:
    """A figure without blanks, which we add beside letters, and with one minus and one yen."""
    return re.sub(r"\s", "", words).replace(MINUS, "-").replace("￥", "¥")


@pytest.mark.parametrize("locale", OTHERS)
@pytest.mark.parametrize("hour", [0, 7, 12, 23])
def test_the_clock_is_babels_own(locale: str, hour: int) -> None:
    at = AT.replace(hour=hour)
    theirs = format_time(at, "short", locale=Locale.parse(locale, sep="-"))
    ours = write(Instant(at, "UTC"), Writing(locale=locale))
    half = re.compile(r"\s?[ap]\.?\s?m\.?$", re.IGNORECASE)
    assert half.sub("", ours) == half.sub("", theirs)


@pytest.mark.parametrize("locale", OFFERED)
def test_no_two_store_currencies_look_alike(locale: str) -> None:
    signs = signs_of(locale)
    assert len({signs.currency(code).strip() for code in STORES}) == len(STORES)


def test_a_charts_axes_are_written_as_the_card_is() -> None:
    days = (date(2026, 11, 23), date(2026, 11, 24))
    chart = Chart("Revenue", days, (Series("Revenue", (12500.0, 2.5)),), "USD", "Two days.")
    german, japanese = plot(chart, WIDE, "de"), plot(chart, WIDE, "ja")
    assert "5.000\N{NO-BREAK SPACE}$" in [tick.text for tick in german.rows]
    assert "$5,000" in [tick.text for tick in japanese.rows]
    assert "Nov 24" in [tick.text for tick in japanese.columns]
    for drawing in (svg(chart, "de"), inline(chart, "de")):
        assert "5.000\N{NO-BREAK SPACE}$" in drawing
    assert "$5,000" in svg(chart)
