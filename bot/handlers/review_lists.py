"""The cards beside the batch: what comes next, the list, history, what was skipped, numbers."""

from datetime import datetime

from bot.card import (
    Card,
    Code,
    Column,
    Context,
    Day,
    Instant,
    Line,
    Node,
    Number,
    Table,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.handlers.nouns import ORDERS
from bot.handlers.review_card import outcome, sending
from bot.handlers.review_words import LEFT_OUT, REFUSED, counted, moment, small_print, who
from bot.told import told
from core.marketplaces import zone
from core.ports.reviews import BatchState, Stage
from core.review_desk import History, ListedOrder, Listing, NumbersFacts, Outlook, Skipped
from core.review_facts import BatchFacts

SHOWN = 25
_STAGES = {
    Stage.WAITING: "waits",
    Stage.DUE: "to be sent",
    Stage.SENDING: "being sent",
    Stage.SENT: "sent",
    Stage.SENT_ASSUMED: "sent (assumed)",
    Stage.REFUSED: "not sent",
    Stage.UNKNOWN: "unknown",
    Stage.REJECTED: "rejected",
    Stage.EXPIRED: "expired",
}


def outlook_card(found: Outlook, now: datetime) -> Card:
    """Nothing waits: why, and when there is more."""
    year = now.astimezone(zone(found.zone)).year
    title: Line = ("No review requests are waiting",)
    nodes: list[Node] = [Title(title, "nothing"), Text(_next(found))]
    if found.left_out:
        nodes.append(Text(("Left out: ", *counted(found.left_out), ".")))
    return Card(
        told((*title, ". ", *_next(found)), year),
        (*nodes, small_print((), found.zone)),
        year,
    )


def _next(found: Outlook) -> Line:
    if not found.is_connected:
        return ("Requests go out through Amazon, and no shop of yours is connected to it here.",)
    if not found.is_on:
        return ("Review requests are switched off for this shop.",)
    if found.askable:
        one = (Number(found.askable, ORDERS), " can be asked about. An approver prepares the batch")
        return (*one, " with ", Typed("reviews"), ".")
    if found.next_at is None:
        return (
            "No order that is known here becomes askable; new orders do a week after delivery.",
        )
    return ("Next orders become askable on ", Instant(found.next_at, found.zone, "day_time"), ".")


def list_card(found: Listing, year: int) -> Card:
    """The frozen list, its orders named by what was bought."""
    columns = (
        Column("No.", right=True),
        Column("Product"),
        Column("SKU"),
        Column("Marketplace"),
        Column("Delivered about"),
        Column("Window closes"),
        Column("State"),
    )
    rows = tuple(_listed(order) for order in found.orders[:SHOWN])
    title: Line = (Number(len(found.orders), ORDERS), " of this batch")
    nodes: list[Node] = [
        Title(title, note=("batch ", Code(found.batch_id))),
        Table(columns, rows, "In the order in which they are sent"),
    ]
    rest = len(found.orders) - SHOWN
    if rest > 0:
        nodes.append(Context((Number(rest, ("more order", "more orders")), " in the batch")))
    return Card(told(title), tuple(nodes), year)


def _listed(order: ListedOrder) -> tuple[Line, ...]:
    return (
        (Number(order.nth),),
        (Untrusted(order.title),),
        (Code(order.sku),),
        (order.marketplace,),
        (Day(order.delivered, "short"),),
        (Day(order.closes, "short"),),
        (_STAGES[order.stage],),
    )


def history_card(found: History, now: datetime) -> Card:
    """The newest batches, a row each."""
    if not found.batches:
        line = "There was no batch of review requests yet."
        return Card(line, (Text((line,)),))
    zone_name = found.batches[0].zone
    columns = (Column("Batch"), Column("Orders", right=True), Column("What became of it"))
    rows = tuple(_batch_row(one, now) for one in found.batches)
    title: Line = ("The latest batches of review requests",)
    nodes = (
        Title(title),
        Table(columns, rows, "The newest first"),
        small_print((), zone_name),
    )
    return Card(told(title), nodes, now.astimezone(zone(zone_name)).year)


def _batch_row(one: BatchFacts, now: datetime) -> tuple[Line, ...]:
    return ((Code(one.batch_id),), (Number(one.size),), _became(one, now))


def _became(one: BatchFacts, now: datetime) -> Line:
    if one.state is BatchState.WAITING and one.expires_at > now:
        return ("waits for approval",)
    if one.decided_by is None or one.decided_at is None:
        return ("expired; nothing was sent",)
    decided: Line = (who(one.decider), ", ", moment(one.decided_at, now, one.zone))
    if one.state is BatchState.REJECTED:
        return ("rejected by ", *decided)
    if one.state is BatchState.STOPPED:
        return (*sending(one, now), "; approved by ", *decided, ", stopped by the switch")
    became = outcome(one.progress, now, one.zone)
    if not one.progress.is_over:
        became = sending(one, now)
    return (*became, "; approved by ", *decided)


def skipped_card(found: Skipped) -> Card:
    """What was left out, and why."""
    title: Line = ("Orders that were not asked about",)
    nodes: list[Node] = [Title(title)]
    left = counted(found.left_out) or ("nothing",)
    nodes.append(Text(("Left out of the newest batch: ", *left, ".")))
    gone = counted(found.refused, {**LEFT_OUT, **REFUSED}) or ("nothing",)
    nodes.append(Text(("Approved but not sent in the last 30 days: ", *gone, ".")))
    nodes.append(Context(("The rules never look at ratings, comments or how content a buyer is.",)))
    return Card(told(title), tuple(nodes))


def numbers_card(found: NumbersFacts) -> Card:
    """How many requests waited, went out and ended otherwise."""
    heads = ("Sent", "Not sent", "Unknown", "Rejected")
    columns = (Column("Period"), *(Column(head, right=True) for head in heads))
    rows: tuple[tuple[Line, ...], ...] = tuple(
        (
            (f"last {one.days} days",),
            (Number(one.sent),),
            (Number(one.refused),),
            (Number(one.unknown),),
            (Number(one.rejected),),
        )
        for one in found.spans
    )
    now = found.spans[0]
    title: Line = (
        Number(now.waiting, ("review request waits", "review requests wait")),
        " for approval, ",
        Number(now.to_send),
        " on the way",
    )
    return Card(told(title), (Title(title), Table(columns, rows, "Review requests")))
