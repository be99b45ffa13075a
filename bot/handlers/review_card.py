"""The card of a batch of review requests, in each of its states."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.card import (
    Actions,
    Button,
    Card,
    Code,
    Context,
    Day,
    Instant,
    Line,
    Node,
    Number,
    Text,
    Title,
    Typed,
)
from bot.handlers.nouns import ORDERS, REQUESTS
from bot.handlers.review_words import (
    LEFT_OUT,
    REFUSED,
    counted,
    hours,
    moment,
    small_print,
    who,
)
from bot.told import told
from core.marketplaces import zone
from core.ports.reviews import BatchState
from core.review_facts import BatchFacts, Progress

_SOON = timedelta(minutes=2)
_RULE = "The message is Amazon's own and cannot be edited. Amazon allows one request per order."

_ANEW: Line = (Typed("reviews"), " prepares a new batch.")


def batch_card(found: BatchFacts, now: datetime, lead: Line = ()) -> Card:
    """A batch as it stands; `lead` is a sentence that comes first."""
    year = now.astimezone(zone(found.zone)).year
    title = _title(found, now)
    nodes: list[Node] = [Text(lead)] if lead else []
    nodes += [title, *_body(found, now)]
    return Card(told(lead or title.line, year), tuple(nodes), year)


def object_of(batch_id: str) -> str:
    """What a batch is called where posts and buttons name what they show."""
    return f"batch:{batch_id}"


def state_sentence(found: BatchFacts, now: datetime) -> Line:
    """Why a button of a batch no longer does anything."""
    if found.decided_by is None or found.decided_at is None:
        return ("This button is no longer valid. The batch has expired; nothing was sent.",)
    if found.state is BatchState.STOPPED:
        off = "Review requests have been switched off since then."
        return (f"This button is no longer valid. {off}",)
    by, at = who(found.decider), moment(found.decided_at, now, found.zone)
    said = f"This button is no longer valid. The batch was {found.state} by "
    return (said, by, " at ", at, ".")


def _title(found: BatchFacts, now: datetime) -> Title:
    note: Line = ("batch ", Code(found.batch_id))
    if found.state is BatchState.EXPIRED or (_is_waiting(found) and found.expires_at <= now):
        return Title(("This batch has expired; nothing was sent",), "nothing", note)
    if _is_waiting(found):
        plural = " is" if found.size == 1 else "s are"
        line: Line = (Number(found.size), f" review request{plural} ready for approval")
        return Title(line, "", note)
    if found.state is BatchState.REJECTED:
        return Title(("Rejected", *_decided(found, now)), "nothing", note)
    if found.state is BatchState.STOPPED:
        return Title(("Stopped: review requests were switched off",), "nothing", note)
    if found.progress.is_over:
        return Title(outcome(found.progress, now, found.zone), "done", note)
    return Title(("Approved", *_decided(found, now), *_until(found, now)), "done", note)


def _is_waiting(found: BatchFacts) -> bool:
    return found.state is BatchState.WAITING


def _decided(found: BatchFacts, now: datetime) -> Line:
    if found.decided_at is None:
        return ()
    return (" by ", who(found.decider), " at ", moment(found.decided_at, now, found.zone))


def _until(found: BatchFacts, now: datetime) -> Line:
    ends = found.progress.finishes_at
    if ends is None or ends - now < _SOON:
        return (", sending now",)
    return (", sending until about ", moment(ends, now, found.zone))


def outcome(done: Progress, now: datetime, zone_name: str) -> Line:
    """What became of the requests so far: "209 sent, 2 no longer offered by Amazon"."""
    line: Line = (Number(done.sent), " sent")
    if done.assumed:
        line = (*line, " (", Number(done.assumed), " of them assumed: Amazon no longer offers it)")
    if done.refused:
        line = (*line, ", ", *counted(done.refused, {**LEFT_OUT, **REFUSED}))
    if done.again and done.again_at is not None:
        line = (*line, ", ", Number(done.again), " not offered yet (asking again ")
        line = (*line, moment(done.again_at, now, zone_name), ")")
    if done.unclear and done.check_at is not None:
        line = (*line, ", ", Number(done.unclear), " unclear (checking again at ")
        line = (*line, moment(max(done.check_at, now), now, zone_name), ")")
    if done.unknown:
        line = (*line, ", ", Number(done.unknown), " unknown (Amazon never answered)")
    return line


def _body(found: BatchFacts, now: datetime) -> list[Node]:
    if found.state is BatchState.REJECTED:
        rest = " will not be asked about."
        return [Text((Number(found.size, ORDERS), rest)), small_print((), found.zone)]
    if found.state is BatchState.EXPIRED or (_is_waiting(found) and found.expires_at <= now):
        rest = " can be asked about while Amazon's window is open; "
        return [Text((Number(found.size, ORDERS), rest, *_ANEW)), small_print((), found.zone)]
    if found.state is BatchState.STOPPED:
        approved = Text(("Approved", *_decided(found, now), ". ", *sending(found, now), "."))
        return [approved, *_unsent(found), small_print((), found.zone)]
    nodes: list[Node] = [] if _is_waiting(found) else [_progress(found, now)]
    nodes += [Text(_composition(found))]
    if found.left_out:
        nodes.append(Text(("Left out: ", *counted(found.left_out), ".")))
    if not _is_waiting(found):
        return [*nodes, small_print((), found.zone)]
    return [*nodes, Text((_RULE,)), _buttons(found), _expiry(found)]


def _unsent(found: BatchFacts) -> Iterator[Text]:
    """What a switch kept from being sent, and how it still can be."""
    done = found.progress
    kept = found.size - done.sent - done.unclear - done.unknown
    kept -= sum(one.orders for one in done.refused)
    if kept > 0:
        needs = "request needs" if kept == 1 else "requests need"
        when = "while review requests are on and Amazon's window is open, "
        yield Text(("The remaining ", Number(kept), f" {needs} a new approval: {when}", *_ANEW))


def _progress(found: BatchFacts, now: datetime) -> Text:
    done = found.progress
    if done.is_over:
        return Text(("Approved", *_decided(found, now), "."))
    return Text((*sending(found, now), "."))


def sending(found: BatchFacts, now: datetime) -> Line:
    """How far a batch is that is still being sent: "10 of 12 sent, 1 unclear"."""
    rest = outcome(found.progress, now, found.zone)[2:]
    return (Number(found.progress.sent), " of ", Number(found.size), " sent", *rest)


def _composition(found: BatchFacts) -> Line:
    line: Line = ()
    for part in found.marketplaces:
        dot = (" · ",) if line else ()
        line = (*line, *dot, f"{part.marketplace} ", Number(part.orders))
    if found.delivered_first is not None and found.delivered_last is not None:
        first, last = Day(found.delivered_first, "short"), Day(found.delivered_last, "short")
        span: Line = (first,) if found.delivered_first == found.delivered_last else (
            first, " to ", last,
        )  # fmt: skip
        line = (*line, ". Orders delivered about ", *span, " (estimate)")
    when = hours(found.first_minute, found.last_minute)
    return (*line, f", asked from day {found.ask_day} on, {when}.")


def _buttons(found: BatchFacts) -> Actions:
    label = told(("Send ", Number(found.size, REQUESTS)))
    key = object_of(found.batch_id)
    return Actions(
        (
            Button(label, "reviews.approve", key, "primary"),
            Button("Show the list", "reviews.list", key),
            Button("Reject", "reviews.reject", key, "danger"),
        )
    )


def _expiry(found: BatchFacts) -> Context:
    line: Line = ("Expires ", Instant(found.expires_at, found.zone, "day_time"))
    if found.askable_after == found.size:
        line = (*line, "; after that all ", Number(found.size), " can still be asked")
    elif found.askable_after:
        line = (*line, "; after that ", Number(found.askable_after), " of the ")
        line = (*line, Number(found.size), " can still be asked")
    if found.first_closes is not None:
        closes = Instant(found.first_closes, found.zone, "day_time")
        line = (*line, "; the first window closes ", closes)
    if found.later:
        line = (*line, " · ", Number(found.later, ORDERS), " left for the next batch")
    return small_print(line, found.zone)
