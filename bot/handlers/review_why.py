"""`why <order>`: how an order stands with its review request, rule by rule."""

from datetime import datetime

from bot.card import Card, Day, Instant, Line, Node, Text, Title
from bot.handlers.asked import Asked
from bot.handlers.review_words import LEFT_OUT, moment, small_print
from bot.handlers.reviews import USUAL
from bot.told import told
from core.marketplaces import zone
from core.policy.review_rules import Skip
from core.ports.reviews import Stage
from core.review_why import OrderReview, order_review
from core.reviews import Terms

HERE = "  ← waits here"
_STOOD = {
    None: "not asked",
    Stage.WAITING: "waiting for approval",
    Stage.DUE: "approved, not sent yet",
    Stage.SENDING: "being sent",
    Stage.SENT: "asked",
    Stage.SENT_ASSUMED: "asked (assumed)",
    Stage.REFUSED: "not asked",
    Stage.UNKNOWN: "unknown",
    Stage.REJECTED: "not asked",
    Stage.EXPIRED: "not asked",
}
_ENDED = {
    Stage.WAITING: "is in batch {batch}, which waits for an approver",
    Stage.DUE: "is in batch {batch}, which was approved; it is sent at the time below",
    Stage.SENDING: "is being sent, or its answer never came; Amazon is asked before any repeat",
    Stage.SENT: "was sent with batch {batch}; an order can be asked about once",
    Stage.SENT_ASSUMED: "was sent with batch {batch}, most likely: Amazon no longer offers it",
    Stage.REFUSED: "was approved with batch {batch}, but not sent: {reason}",
    Stage.UNKNOWN: "was tried with batch {batch}; whether it was sent could not be found out",
    Stage.REJECTED: "was rejected with batch {batch}",
    Stage.EXPIRED: "was in batch {batch}, which expired or was stopped; it can go in the next",
}
_REASONS = {
    **LEFT_OUT,
    "not_offered": "Amazon no longer offers it",
    "not_accepted": "Amazon did not accept it",
}


async def review_of(asked: Asked, order_id: str, terms: Terms = USUAL) -> OrderReview:
    """Why an order was asked about or not; raises UnknownOrder."""
    now = asked.clock()
    return await order_review(asked.storage, asked.member.tenant, order_id, terms.ask_day, now)


def why_card(found: OrderReview) -> Card:
    """The numbered lines of an order's review request."""
    year = found.at.astimezone(zone(found.zone)).year
    title: Line = (f"Order …{found.tail} ({found.marketplace}): {stood(found)}",)
    said = (_delivered(found), _window(found), _rule(found), _nature(found), *_request(found))
    lines = [(f"{n}  ", *line) for n, line in enumerate(said, start=1)]
    nodes: list[Node] = [Title(title), *(Text(line) for line in lines)]
    return Card(told(title, year), (*nodes, small_print(_next(found), found.zone)), year)


def stood(found: OrderReview) -> str:
    """How an order stands with its review request, in a few words."""
    return _STOOD[_stage(found)]


def _delivered(found: OrderReview) -> Line:
    by = "Amazon" if found.fulfilled_by.casefold() == "amazon" else "the seller"
    return (
        "Delivered about ",
        _day(found, found.delivered_at),
        " (estimate: bought ",
        _day(found, found.purchased_at),
        f", {found.travel_days} days with what {by} ships).",
    )


def _day(found: OrderReview, at: datetime) -> Day:
    return Day(at.astimezone(zone(found.zone)).date())


def _window(found: OrderReview) -> Line:
    if found.at < found.opens:
        state = "Not open yet."
    else:
        state = "Open." if found.at < found.closes else "Closed."
    opens, closes = _day(found, found.opens), _day(found, found.closes)
    return ("Amazon's window by that estimate: ", opens, " to ", closes, f". {state}")


def _rule(found: OrderReview) -> Line:
    line: Line = (f"Asked from day {found.ask_day} on: not before ",)
    line = (*line, Instant(found.not_before, found.zone, "day_time"))
    if found.until < found.closes:
        line = (*line, ", nor after ", _day(found, found.until), ", when its order id is destroyed")
    line = (*line, ".")
    waits = found.skip is Skip.NOT_YET and _stage(found) in (None, Stage.EXPIRED)
    return (*line, HERE) if waits else line


def _nature(found: OrderReview) -> Line:
    told = found.skip
    if told is None or told in (Skip.NOT_YET, Skip.OUTSIDE_WINDOW):
        return ("Not returned, not cancelled, not a replacement.",)
    return (f"Left out: {_REASONS[told]}.",)


def _request(found: OrderReview) -> tuple[Line, ...]:
    asked = found.request
    if asked is None:
        return ()
    reason = _REASONS.get(asked.reason or "", "no reason is known")
    said = _ENDED[asked.stage].format(batch=asked.batch_id, reason=reason)
    mark = HERE if asked.stage is Stage.WAITING else ""
    return ((f"The request {said}.{mark}",),)


def _stage(found: OrderReview) -> Stage | None:
    return None if found.request is None else found.request.stage


def _next(found: OrderReview) -> Line:
    asked = found.request
    if asked is not None and asked.stage is Stage.DUE and asked.moment is not None:
        return ("Next look: ", moment(asked.moment, found.at, found.zone))
    if found.skip is Skip.NOT_YET and asked is None:
        return ("Next look: ", Instant(found.not_before, found.zone, "day_time"))
    return ()
