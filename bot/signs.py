"""The signs in which a place writes figures: separators, money, percent, the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

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
_NOON = 12


@dataclass(frozen=True, slots=True)
class Signs:
    """How figures are written; a "plain" figure is one as Python writes it, such as 1,234.50.

    `money` and `percent` are what stands before and after a figure: in them "-" is the place of
    plus and minus, "¤" that of the currency's sign. `clock` is a template of `hour`, `half_hour`
    (12-hour clock), `minute` and `half` (am, pm).
    """

    decimal: str
    group: str
    money: tuple[str, str]
    percent_sign: tuple[str, str]
    currencies: Mapping[str, str]
    """The sign of each store's currency, with the space that it needs beside a figure."""
    apart: str = ""
    """What follows the code of any other currency."""
    clock: str = "{hour:02}:{minute:02}"
    has_lakhs: bool = False
    """Above the first three digits they are grouped in twos: 12,34,567."""
    month_first: bool = False

    def figure(self, plain: str) -> str:
        """A number."""
        grouped = _in_lakhs(plain) if self.has_lakhs else plain
        if self.group == "," and self.decimal == ".":
            return grouped
        return grouped.translate({ord(","): self.group, ord("."): self.decimal})

    def currency(self, code: str) -> str:
        """A currency's sign; one that no store has is written by its code."""
        return self.currencies.get(code) or code + self.apart

    def amount(self, plain: str, code: str, mark: str = "") -> str:
        """An amount of a currency; `mark` is its plus or minus."""
        before, after = self.money
        sign = self.currency(code)
        before = before.replace("-", mark).replace("¤", sign)
        return before + self.figure(plain) + (after.replace("¤", sign) if after else after)

    def percent(self, plain: str, mark: str = "") -> str:
        """A percentage; `mark` is its plus or minus."""
        before, after = self.percent_sign
        return before.replace("-", mark) + self.figure(plain) + after

    def time(self, at: datetime) -> str:
        """The time of day."""
        half_hour, half = at.hour % _NOON or _NOON, "am" if at.hour < _NOON else "pm"
        return self.clock.format(hour=at.hour, half_hour=half_hour, minute=at.minute, half=half)

    def day(self, day: date, form: Literal["short", "weekday", "long"], year: int | None) -> str:
        """A day, without its year where that is `year`."""
        month, name = _MONTHS[day.month - 1], _DAYS[day.weekday()]
        if form != "long":
            month, name = month[:3], name[:3]
        written = f"{month} {day.day}" if self.month_first else f"{day.day} {month}"
        if form != "short":
            written = f"{name} {written}"
        if day.year == year:
            return written
        return f"{written}, {day.year}" if self.month_first else f"{written} {day.year}"


def _in_lakhs(plain: str) -> str:
    whole, dot, rest = plain.partition(".")
    digits = whole.rstrip("kMB").replace(",", "")
    letter = whole[len(whole.rstrip("kMB")) :]
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail]) + letter + dot + rest


# One sign a currency of Amazon's stores, no two alike; a code stands apart from its number.
_CURRENCIES = {
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

HOUSE = Signs(".", ",", ("-¤", ""), ("-", " %"), _CURRENCIES, apart=" ")
"""How we write where nobody chose."""
