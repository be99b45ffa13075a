"""What Amazon itself counts beside our figures, where `status` shows it."""

from bot.card import Amount, Context, Day, Instant, Line, Node, Number, Text
from bot.handlers.nouns import ORDERS, UNITS
from core.cross_check import Compared, Difference

SHOWN = 3
"""Differences told one by one; the newest."""


def comparison(compared: Compared, asker: str) -> list[Node]:
    """A line that says how many days agree, then the days that do not."""
    at = Instant(compared.at, asker, "day_time")
    differing = len(compared.differences)
    whole = "1 day" if compared.days == 1 else f"{compared.days} days of its stores"
    agree = f"{compared.days - differing} of {whole} agree"
    if not differing:
        agree = f"all {whole} agree" if compared.days > 1 else "the 1 day agrees"
    newest = sorted(compared.differences, key=lambda one: one.day, reverse=True)
    nodes: list[Node] = [Context(("Figures compared with Amazon's own count, ", at, f": {agree}"))]
    nodes += [Text(_line(one)) for one in newest[:SHOWN]]
    if differing > SHOWN:
        more = differing - SHOWN
        nodes.append(Context(("And 1 more day." if more == 1 else f"And {more} more days.",)))
    return nodes


def _line(one: Difference) -> Line:
    """Both figures of a day, and the reason where it is known."""
    told = _figures(one.amazons_orders, one.amazons_units)
    ours = _figures(one.own_orders, one.own_units)
    line: Line = (
        f"{one.marketplace}, ",
        Day(one.day),
        ": Amazon counts ",
        *told,
        Amount(one.amazons_sales),
        "; here ",
        *ours,
        Amount(one.own_sales),
    )
    if one.unpriced_units:
        units = UNITS[0] if one.unpriced_units == 1 else UNITS[1]
        has = "has" if one.unpriced_units == 1 else "have"
        reason = f" {units} {has} no price in Amazon's reports yet"
        line = (*line, " · ", Number(one.unpriced_units), reason)
    return line


def _figures(orders: int, units: int) -> Line:
    return (
        Number(orders),
        f" {ORDERS[0] if orders == 1 else ORDERS[1]}, ",
        Number(units),
        f" {UNITS[0] if units == 1 else UNITS[1]}, ",
    )
