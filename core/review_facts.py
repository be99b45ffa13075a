"""What there is to say about a batch of review requests: a pure reading of its rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.marketplaces import by_id, zone
from core.policy.review_rules import Skip
from core.ports.reviews import Batch, BatchState, Solicitation, Stage
from core.ports.tenants import MemberKey
from core.review_sending import NOT_OFFERED, UNCLEAR_AFTER
from core.review_waits import NO_ANSWER

_ONE_CALL = timedelta(seconds=1)
_SURELY_OVER = timedelta(minutes=1)
"""A call takes seconds: a claim older than that has lost its caller."""


@dataclass(frozen=True, slots=True)
class MarketplaceOrders:
    """How many orders of a batch are of one marketplace."""

    marketplace: str
    orders: int


@dataclass(frozen=True, slots=True)
class ReasonOrders:
    """How many orders share a reason."""

    reason: str
    orders: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is; `sent` holds the assumed ones.

    `again` are those that Amazon does not offer yet by our estimate, `unclear` those whose answer
    never came and which Amazon is still to be asked about.
    """

    to_send: int
    sent: int
    assumed: int
    again: int
    unclear: int
    unknown: int
    refused: tuple[ReasonOrders, ...]
    finishes_at: datetime | None
    again_at: datetime | None
    check_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether the batch has gone out, but for what Amazon is asked about again."""
        return self.to_send == 0


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """A batch as it stands; times of the day are minutes local to each marketplace.

    `decided_by` is who decided as the platform calls them, and `decider` where that is somebody of
    the team still: platform, workspace and user.
    """

    schema: str
    batch_id: str
    state: BatchState
    digest: str
    zone: str
    size: int
    marketplaces: tuple[MarketplaceOrders, ...]
    delivered_first: date | None
    delivered_last: date | None
    ask_day: int
    first_minute: int
    last_minute: int
    left_out: tuple[ReasonOrders, ...]
    later: int
    expires_at: datetime
    askable_after: int
    first_closes: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    progress: Progress
    decider: MemberKey | None = None


def batch_facts(batch: Batch, rows: Sequence[Solicitation], now: datetime) -> BatchFacts:
    """The facts of a batch and its solicitations."""
    stores = Counter(by_id(row.marketplace_id).name for row in rows)
    days = [row.delivered_at.astimezone(zone(_zone(row))).date() for row in rows]
    closes = [row.closes_at for row in rows]
    return BatchFacts(
        "reviews/1",
        batch.batch_id,
        batch.state,
        batch.digest.hex(),
        _zone_of(rows),
        batch.size,
        tuple(MarketplaceOrders(*one) for one in stores.most_common()),
        min(days, default=None),
        max(days, default=None),
        batch.ask_day,
        batch.first_minute,
        batch.last_minute,
        reasons(batch.left_out),
        batch.later,
        batch.expires_at,
        sum(at > batch.expires_at for at in closes),
        min((at for at in closes if at > batch.expires_at), default=None),
        batch.decided_by,
        batch.decided_at,
        progress(rows, now),
    )


def reasons(counts: dict[str, int]) -> tuple[ReasonOrders, ...]:
    """Counts by reason, the largest first."""
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(ReasonOrders(reason, orders) for reason, orders in ordered if orders)


def progress(rows: Sequence[Solicitation], now: datetime) -> Progress:
    """How far the rows of a batch are."""
    stages = Counter(row.stage for row in rows)
    again = [row for row in rows if _is_put_off(row)]
    unclear = [row for row in rows if _is_unclear(row, now)]
    moments = [row.not_before for row in rows if row.stage is Stage.DUE and not _is_put_off(row)]
    to_send = stages[Stage.DUE] + stages[Stage.SENDING] - len(again) - len(unclear)
    last = max((at for at in moments if at is not None), default=now)
    refused = Counter(row.reason or "" for row in rows if row.stage is Stage.REFUSED)
    return Progress(
        to_send=to_send,
        sent=stages[Stage.SENT] + stages[Stage.SENT_ASSUMED],
        assumed=stages[Stage.SENT_ASSUMED],
        again=len(again),
        unclear=len(unclear),
        unknown=stages[Stage.UNKNOWN],
        refused=reasons(refused),
        finishes_at=max(last, now + to_send * _ONE_CALL) if to_send else None,
        again_at=min((row.not_before for row in again if row.not_before), default=None),
        check_at=min((_since(row, now) + UNCLEAR_AFTER for row in unclear), default=None),
    )


def _is_put_off(row: Solicitation) -> bool:
    return row.stage is Stage.DUE and row.reason in (NOT_OFFERED, Skip.OUTSIDE_WINDOW)


def _is_unclear(row: Solicitation, now: datetime) -> bool:
    if row.stage is not Stage.SENDING:
        return False
    return row.reason == NO_ANSWER or _since(row, now) + _SURELY_OVER <= now


def _since(row: Solicitation, now: datetime) -> datetime:
    return row.looked_at or row.claimed_at or now


def _zone(row: Solicitation) -> str:
    return by_id(row.marketplace_id).zone


def _zone_of(rows: Sequence[Solicitation]) -> str:
    zones = Counter(_zone(row) for row in rows).most_common(1)
    return zones[0][0] if zones else "UTC"
