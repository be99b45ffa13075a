"""How reasons, hours and moments of review requests are said."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.card import Context, Instant, Line, Number, Person, Span
from bot.handlers.footnote import city
from core.marketplaces import zone
from core.policy.sending_hours import DAY_MINUTES
from core.policy.wall_clock import written
from core.review_facts import ReasonOrders

LEFT_OUT = {
    "already_asked": "asked about or rejected before",
    "cancelled": "cancelled",
    "not_amazon": "not sold on Amazon",
    "returned": "returned (buyer no longer has the item)",
    "not_delivered": "not shipped or not delivered",
    "replacement": "without a price (replacements)",
    "outside_window": "outside Amazon's 5 to 30 days",
    "id_expired": "past the 30 days for which their order ids are kept",
}
REFUSED = {
    "not_offered": "no longer offered by Amazon",
    "not_accepted": "not accepted by Amazon",
}


def counted(reasons: Sequence[ReasonOrders], words: Mapping[str, str] = LEFT_OUT) -> Line:
    """Reasons with their counts: "32 returned …, 9 outside Amazon's 5 to 30 days"."""
    line: Line = ()
    for one in reasons:
        comma = (", ",) if line else ()
        said = words.get(one.reason, one.reason.replace("_", " "))
        line = (*line, *comma, Number(one.orders), f" {said}")
    return line


def hours(first: int, last: int) -> str:
    """When requests go out, as people say it."""
    if (first, last) == (0, DAY_MINUTES):
        return "sent as soon as they are approved"
    return f"sent between {written(first)} and {written(last)} in each store's own time zone"


def moment(at: datetime, now: datetime, zone_name: str) -> Instant:
    """A time, with its day where that is not today."""
    local = zone(zone_name)
    today = at.astimezone(local).date() == now.astimezone(local).date()
    return Instant(at, zone_name, "time" if today else "day_time")


def who(decider: tuple[str, str, str] | None) -> Span:
    """Who decided; whoever is in the team no longer has no name here."""
    return "somebody who left the team" if decider is None else Person(*decider)


def small_print(line: Line, zone_name: str) -> Context:
    """The last line of a card, with whose times it holds."""
    dot = (" · ",) if line else ()
    return Context((*line, *dot, f"all times {city(zone_name)}"))
