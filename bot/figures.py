"""How a value is written as text; the same words and signs on every platform."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.card import Amount, Code, Day, Instant, Line, Number, Percent, Span, Strong, Untrusted
from core.model import Money, exponent

MINUS = "\N{MINUS SIGN}"

# One sign a currency of Amazon's stores, no two alike; a code stands apart from its number.
_SIGNS = {
    "AED": "AED ",
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "C$",
    "CNY": "CN¥",
    "EGP": "E£",
    "EUR": "€",
    "GBP": "£",
    "INR": "₹",
    "JPY": "¥",
    "MXN": "MX$",
    "PLN": "zł",
    "SAR": "SAR ",
    "SEK": "SEK ",
    "SGD": "S$",
    "TRY": "₺",
    "USD": "$",
    "ZAR": "R",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Writing:
    """How values are written in one place: `locale` (as "de" or "pt-BR") decides the signs.

    Days of `year` are written without it.
    """

    year: int | None = None
    locale: str = "en"


PLAIN = Writing()
"""Every day with its year, and the signs of the house."""

_KILO = Decimal(1_000)
_ROUNDED_FROM = Decimal(10_000)
_EXACT_BELOW = Decimal(100)


def sign(currency: str) -> str:
    """What stands before an amount of this currency; an unknown one is written by its code."""
    return _SIGNS.get(currency, f"{currency} ")


def write(span: Span, writing: Writing = PLAIN) -> str:
    """A span as plain text, free of control characters."""
    match span:
        case str(text) | Strong(text) | Code(text):
            return clean(text, keep="\n")
        case Untrusted(text, limit):
            return cut(clean(text), limit)
        case Amount(value, rounded, signed):
            return _amount(value, rounded=rounded, signed=signed)
        case Number():
            return _number(span)
        case Percent(percent, signed):
            return _percent(percent, signed=signed)
        case Day(day, form):
            return _day(day, form, writing.year)
        case Instant():
            return _instant(span, writing.year)
        case _:
            assert_never(span)


def text(line: Line, writing: Writing = PLAIN) -> str:
    """A line as plain text."""
    return "".join(write(span, writing) for span in line)


def clean(raw: str, keep: str = "") -> str:
    """Text in NFC without control, format and bidi characters; runs of blanks become one space.

    Characters in `keep` stay. Lone surrogates go too: they cannot be sent.
    """
    letters = (
        c if c in keep else " " if c.isspace() else c
        for c in unicodedata.normalize("NFC", raw)
        if c in keep or c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
    )
    joined = "".join(letters)
    return joined if keep else re.sub(" +", " ", joined).strip()


def cut(raw: str, limit: int) -> str:
    """Text of at most `limit` characters, cut at a word, and an ellipsis where it was cut."""
    if len(raw) <= limit:
        return raw
    end = raw.rfind(" ", 0, limit + 1)
    if end <= 0:
        end = limit
        while end > 1 and unicodedata.combining(raw[end]):
            end -= 1
    return raw[:end].rstrip(" ,;:-–(&/") + "…"


def compact(value: Decimal) -> str:
    """A number in three digits: 950, 31.9k, 842k, 1.20M; from 10,000 on."""
    size = _half_up(abs(value), 0)
    if size < _ROUNDED_FROM:
        return f"{size:,}"
    units: Iterable[tuple[Decimal, str]] = ((_KILO, "k"), (_KILO**2, "M"), (_KILO**3, "B"))
    for unit, letter in units:
        scaled = abs(value) / unit
        places = 0 if scaled >= Decimal("99.95") else 1 if scaled >= Decimal("9.995") else 2
        scaled = _half_up(scaled, places)
        if scaled < _KILO or letter == "B":
            return f"{scaled:,}{letter}"
    raise AssertionError("the largest unit takes everything")


def _half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _signed(value: Decimal, figure: str, *, plus: bool) -> str:
    if not any(c in "123456789" for c in figure):
        return figure
    return (MINUS if value < 0 else "+" if plus else "") + figure


def _amount(money: Money, *, rounded: bool, signed: bool) -> str:
    places = exponent(money.currency)
    value = Decimal(money.minor).scaleb(-places)
    if not rounded or 0 < abs(value) < _EXACT_BELOW:
        figure = f"{_half_up(abs(value), places):,}"
    else:
        figure = compact(value)
    return _signed(value, sign(money.currency) + figure, plus=signed)


def _number(number: Number) -> str:
    value = Decimal(number.value)
    figure = f"{_half_up(abs(value), number.decimals):,}"
    written = _signed(value, figure, plus=number.signed)
    if number.unit is None:
        return written
    one, many = number.unit
    return f"{written} {one if figure == '1' else many}"


def _percent(value: Decimal, *, signed: bool) -> str:
    # Below one percent a whole percent would say "no change" of a change: −0.8 %.
    places = 1 if _half_up(abs(value), 1) < 1 else 0
    figure = f"{_half_up(abs(value), places):,}"
    return f"{_signed(value, '0' if not figure.strip('0.') else figure, plus=signed)} %"


def _day(day: date, form: str, year: int | None) -> str:
    month = _MONTHS[day.month - 1]
    written = f"{day.day} {month if form == 'long' else month[:3]}"
    if form == "weekday":
        written = f"{_DAYS[day.weekday()][:3]} {written}"
    elif form == "long":
        written = f"{_DAYS[day.weekday()]} {written}"
    return written if day.year == year else f"{written} {day.year}"


def _instant(instant: Instant, year: int | None) -> str:
    local = instant.at.astimezone(ZoneInfo(instant.zone))
    clock = f"{local:%H:%M}"
    if instant.form == "time":
        return clock
    return f"{_day(local.date(), 'weekday', year)} {clock}"
