"""How a value is written as text; the same words and signs on every platform."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.card import (
    Amount,
    Channel,
    Code,
    Day,
    Instant,
    Line,
    Number,
    Percent,
    Person,
    Span,
    Strong,
    Typed,
    Untrusted,
)
from bot.locale_signs import signs_of
from bot.signs import Signs
from core.model import exponent
from core.policy import channel_names
from core.policy.locales import DEFAULT
from core.policy.people import said

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Writing:
    """How values are written in one place: `locale` (as "de" or "pt-BR") decides the signs.

    Days of `year` are written without it. `home` is the platform and the workspace where it is
    read: its people have names there. `slash` writes our commands as chat takes them, `/amzigo …`;
    the local page and the terminal take them bare.
    """

    year: int | None = None
    locale: str = DEFAULT
    home: tuple[str, str] | None = None
    slash: bool = True


PLAIN = Writing()
"""Every day with its year, and the signs of the house."""

_KILO = Decimal(1_000)
_ROUNDED_FROM = Decimal(10_000)
_EXACT_BELOW = Decimal(100)
_NAME = 80
"""Letters of a channel's name."""


def write(span: Span, writing: Writing = PLAIN) -> str:
    """A span as plain text, free of control characters."""
    match span:
        case str(text) | Strong(text) | Code(text):
            return clean(text, keep="\n")
        case Typed(text):
            return clean(f"/amzigo {text}" if writing.slash else text)
        case Untrusted(text, limit):
            return cut(clean(text), limit)
        case Person(platform, _, user, apart):
            return said(platform, user, apart=apart)
        case Channel(place, name, apart):
            return channel_names.said(place, cut(clean(name), _NAME), apart=apart)
        case Amount():
            return _amount(span, signs_of(writing.locale))
        case Number():
            return _number(span, signs_of(writing.locale))
        case Percent():
            return _percent(span, signs_of(writing.locale))
        case Day(day, form):
            return signs_of(writing.locale).day(day, form, writing.year)
        case Instant():
            return _instant(span, writing)
        case _:
            assert_never(span)


def text(line: Line, writing: Writing = PLAIN) -> str:
    """A line as plain text."""
    return "".join(write(span, writing) for span in line)


def clean(raw: str, keep: str = "") -> str:
    """Text in NFC without control, format and bidi characters; runs of blanks become one space.

    Characters in `keep` stay. Lone surrogates go too: they cannot be sent.
    """
    joined = raw
    if not (raw.isascii() and raw.isprintable()):
        joined = "".join(
            c if c in keep else " " if c.isspace() else c
            for c in unicodedata.normalize("NFC", raw)
            if c in keep or c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs")
        )
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
    """A plain number in three digits: 950, 31.9k, 842k, 1.20M; from 10,000 on."""
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


def _mark(value: Decimal, plain: str, *, plus: bool) -> str:
    """Plus or minus; a figure that was rounded to nothing has neither."""
    if not any(c in "123456789" for c in plain):
        return ""
    return MINUS if value < 0 else "+" if plus else ""


def _amount(amount: Amount, signs: Signs) -> str:
    currency = amount.money.currency
    places = exponent(currency)
    value = Decimal(amount.money.minor).scaleb(-places)
    if not amount.rounded or 0 < abs(value) < _EXACT_BELOW:
        plain = f"{_half_up(abs(value), places):,}"
    else:
        plain = compact(value)
    return signs.amount(plain, currency, _mark(value, plain, plus=amount.signed))


def _number(number: Number, signs: Signs) -> str:
    value = Decimal(number.value)
    plain = f"{_half_up(abs(value), number.decimals):,}"
    written = _mark(value, plain, plus=number.signed) + signs.figure(plain)
    if number.unit is None:
        return written
    one, many = number.unit
    return f"{written} {one if plain == '1' else many}"


def _percent(percent: Percent, signs: Signs) -> str:
    # Below one percent a whole percent would say "no change" of a change: −0.8 %.
    value = percent.value
    places = 1 if _half_up(abs(value), 1) < 1 else 0
    figure = f"{_half_up(abs(value), places):,}"
    plain = figure if figure.strip("0.") else "0"
    return signs.percent(plain, _mark(value, plain, plus=percent.signed))


def _instant(instant: Instant, writing: Writing) -> str:
    local = instant.at.astimezone(ZoneInfo(instant.zone))
    signs = signs_of(writing.locale)
    clock = signs.time(local)
    if instant.form == "time":
        return clock
    return f"{signs.day(local.date(), 'weekday', writing.year)} {clock}"
