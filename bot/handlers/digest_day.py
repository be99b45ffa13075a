"""A marketplace's day as the digest tells it: in sentences, in a picture, and what was restated."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.card import Amount, Chart, Day, Instant, Line, Number, Percent, Series, Strong
from bot.handlers.nouns import ORDERS, UNITS
from bot.told import told
from core.day_figures import BAND, DayFigures, Verdict
from core.digests import MarketplaceDigest, Missing, Restated
from core.model import Money, exponent

SHOWN_DAYS = 30
_NOTABLE = Decimal("0.5")
"""Percent; of less, no whole percent can be said."""


@dataclass(frozen=True, slots=True)
class Says:
    """What a marketplace's line has to say, because the title does not; and in whose time."""

    name: bool
    day: bool
    zone: str


def day_line(part: MarketplaceDigest, says: Says) -> Line:
    """A marketplace's day in two sentences."""
    name: Line = (Strong(part.marketplace), "  ") if says.name else ()
    if part.day is None or part.figures is None:
        return (*name, *_missing(part, says.zone))
    line = (*name, *_figures(part.figures))
    if says.day:
        line = (*line, " on ", Day(part.day))
    for other, called in (
        (part.mean_7_days, "the 7-day mean"),
        (part.week_before, f"the {part.day:%A} before"),
    ):
        if other is not None:
            line = (*line, ", ", *_against(part.figures, other), called, *_of(other))
    line = (*line, ".", *_verdict(part))
    if part.is_behind:
        until = Instant(part.as_of, says.zone, "day_time")
        line = (*line, " The day after is not complete: orders are read to ", until, ".")
    return line


def _figures(figures: DayFigures) -> Line:
    money = Amount(figures.revenue, rounded=True)
    counts: Line = (Number(figures.orders, ORDERS), " (", Number(figures.units, UNITS), ")")
    return (money, " from ", *counts)


_MISSING = {
    Missing.NO_DAY_YET: "No complete day yet: orders are read to ",
    Missing.NOT_COMPLETE: "That day is not complete yet: orders are read to ",
    Missing.TOO_EARLY: "No figures reach back to that day; orders are read to ",
    Missing.NO_SALES: "No sale in the nine weeks to that day; orders are read to ",
}


def _missing(part: MarketplaceDigest, zone: str) -> Line:
    return (
        _MISSING[part.missing or Missing.NO_DAY_YET],
        Instant(part.as_of, zone, "day_time"),
        ".",
    )


def _of(figures: DayFigures) -> Line:
    return (" (", Amount(figures.revenue, rounded=True), ")")


def _against(figures: DayFigures, other: DayFigures) -> Line:
    """How a revenue stands against another; a percentage only where there is one."""
    now, before = figures.revenue.minor, other.revenue.minor
    if now == before:
        return ("as much as ",)
    if before == 0:
        return ("more than ",)
    share = abs(Decimal(now - before)) * 100 / before
    if share < _NOTABLE:
        return ("about as much as ",)
    return (Percent(share, signed=False), " above " if now > before else " below ")


def _verdict(part: MarketplaceDigest) -> Line:
    if part.verdict is None or part.day is None:
        return ()
    weekday = f"{part.day:%A}"
    if part.verdict is Verdict.BEST:
        return (f" The best of the last {BAND + 1} {weekday}s.",)
    if part.verdict is Verdict.LOWEST:
        return (f" Unusually low for a {weekday}: the lowest of the last {BAND + 1}.",)
    if part.usual is None or part.usual[0] == part.usual[1]:
        return (f" As on the {BAND} {weekday}s before.",)
    low, high = (Amount(one, rounded=True) for one in part.usual)
    return (f" Within the range of the last {BAND} {weekday}s (", low, " to ", high, ").")


def day_chart(part: MarketplaceDigest, year: int) -> Chart:
    """Thirty days of revenue, each with its day of the week before behind it."""
    days = [day for day, _ in part.history[-SHOWN_DAYS:]]
    values = [None if money is None else _major(money) for _, money in part.history]
    now, before = tuple(values[-SHOWN_DAYS:]), tuple(values[-SHOWN_DAYS - 7 : -7])
    known = [(day, money) for day, money in part.history[-SHOWN_DAYS:] if money is not None]
    best = max(known, key=lambda one: one[1].minor)
    span: Line = (Day(days[0], "short"), " to ", Day(days[-1], "short"))
    alt = told((f"Revenue by day on {part.marketplace}, ", *span, *_heights(best, known[-1])), year)
    series = [Series("Revenue", now, "area")]
    if any(value is not None for value in before):
        series.append(Series("a week before", before, "ghost"))
    title = f"Revenue a day, {part.marketplace}"
    return Chart(title, tuple(days), tuple(series), part.currency, alt)


def _heights(best: tuple[date, Money], last: tuple[date, Money]) -> Line:
    """The highest day of a picture, and its last."""
    high: Line = (": highest ", Amount(best[1], rounded=True), " on ", Day(best[0]))
    if best[0] == last[0]:
        return (*high, ", the last day.")
    return (*high, ", last ", Amount(last[1], rounded=True), " on ", Day(last[0]), ".")


def _major(money: Money) -> float:
    return float(Decimal(money.minor).scaleb(-exponent(money.currency)))


def restated_line(one: Restated, zone: str, *, brief: bool) -> Line:
    """What a day is now, and what it was when it was first told; in brief, its revenue alone."""
    line: Line = (Day(one.day), " ")
    before, now = one.told.revenue.minor, one.now.revenue.minor
    if now != before and before:
        line = (*line, Percent(Decimal(now - before) * 100 / before), " ")
    pairs: list[Line] = []
    if now != before:
        pairs.append((Amount(one.now.revenue), ", was ", Amount(one.told.revenue)))
    if one.now.orders != one.told.orders:
        pairs.append((Number(one.now.orders, ORDERS), ", was ", Number(one.told.orders)))
    if one.now.units != one.told.units:
        pairs.append((Number(one.now.units, UNITS), ", was ", Number(one.told.units)))
    if not pairs:
        unpriced = Number(one.now.unpriced_units, UNITS)
        pairs.append((unpriced, " not priced, was ", Number(one.told.unpriced_units)))
    if brief:
        return (*line, "(", *pairs[0], ")")
    inside = pairs[0]
    for pair in pairs[1:]:
        inside = (*inside, "; ", *pair)
    return (*line, "(", *inside, ", told ", Instant(one.told_at, zone, "day_time"), ")")
