"""The signs of each locale, read once from Babel's data.

What follows the locale: the signs and sizes of groups, the decimal sign, the currencies' signs and
their place, the place of the percent sign, whether the month or the day comes first, and the clock.
What does not: the words. Cards are written in English, and a day's or a month's name is a word of
its sentence: “out about Do 3 Dez; order 480” is neither language. A month that is a name leaves
no doubt which figure is the day. So “am” and “pm” stay English as well; the minus stays a true
one, and k, M and B stay short for thousands, millions and billions.

A currency has the sign by which the locale knows it, since a reader in China takes a bare ¥ for
yuan and one in Japan for yen. Signs as wide as two columns (￥, 元) are those of the house instead:
the charts' one font has no others, and tables would not align.
"""

import re
import unicodedata
from functools import cache

from babel import Locale

from bot.signs import HOUSE, Signs
from core.policy.locales import DEFAULT, OFFERED

_NO_BREAK = "\N{NO-BREAK SPACE}"
_CLOCK = {
    "h": "{half_hour}",
    "H": "{hour}",
    "HH": "{hour:02}",
    "mm": "{minute:02}",
    "a": "{half}",
}
_PART = re.compile(r"'([^']*)'|(h+|H+|m+|a+)|([^'hHma]+)")


@cache
def signs_of(locale: str) -> Signs:
    """How a locale writes; one that is not offered is no reason not to answer: as the house."""
    if locale == DEFAULT or locale not in OFFERED:
        return HOUSE
    data = Locale.parse(locale, sep="-")
    symbols = data.number_symbols["latn"]
    money, percent = data.currency_formats["standard"], data.percent_formats[None]
    before = money.prefix[1]
    day_month = data.datetime_skeletons["MMMd"].pattern
    return Signs(
        symbols["decimal"],
        symbols["group"],
        (before, money.suffix[1]),
        (percent.prefix[1], percent.suffix[1]),
        {code: _sign(data, code, before) for code in HOUSE.currencies},
        apart=_space(before, "code"),
        clock=_clock(data.time_formats["short"].pattern),
        has_lakhs=money.grouping == (3, 2),
        month_first=day_month.index("M") < day_month.index("d"),
    )


def _sign(data: Locale, code: str, before: str) -> str:
    sign = str(data.currency_symbols.get(code, code))
    if any(unicodedata.east_asian_width(c) in "WF" for c in sign):
        sign = HOUSE.currencies[code].strip()
    return sign + _space(before, sign)


def _space(before: str, sign: str) -> str:
    """What keeps a sign that ends in a letter apart from the figure right after it."""
    return _NO_BREAK if before.endswith("¤") and sign[-1].isalpha() else ""


def _clock(pattern: str) -> str:
    parts = _PART.findall(pattern)
    return "".join(quoted or _CLOCK.get(field, field) or other for quoted, field, other in parts)
