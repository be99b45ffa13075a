"""Questions about review requests: what waits, what comes next, what was, and how much."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.digests import ReviewCounts
from core.errors import StaleHandle
from core.marketplaces import by_id, zone
from core.model import Feature, TenantId
from core.policy.review_rules import Skip
from core.ports.reviews import Batch, BatchState, Solicitation, Stage, Tally
from core.ports.storage import Storage, TenantScope
from core.review_facts import BatchFacts, ReasonOrders, batch_facts, reasons
from core.reviews import Actor, Terms, prepare, survey

HISTORY = 10
_SENT = (Stage.SENT, Stage.SENT_ASSUMED)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Why nothing waits, and when there is more to ask about."""

    schema: str
    is_on: bool
    is_connected: bool
    askable: int
    left_out: tuple[ReasonOrders, ...]
    next_at: datetime | None
    zone: str


@dataclass(frozen=True, slots=True)
class History:
    """The newest batches, the newest first."""

    schema: str
    batches: tuple[BatchFacts, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """What the newest batch left out, and what Amazon or the last check refused since a day."""

    schema: str
    since: datetime
    left_out: tuple[ReasonOrders, ...]
    refused: tuple[ReasonOrders, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many requests wait, are on their way, and ended within a span of days."""

    days: int
    waiting: int
    to_send: int
    sent: int
    assumed: int
    refused: int
    unknown: int
    rejected: int


@dataclass(frozen=True, slots=True)
class NumbersFacts:
    """The numbers of the last 7 and 30 days."""

    schema: str
    spans: tuple[Numbers, ...]


async def show(storage: Storage, actor: Actor, batch_id: str) -> BatchFacts:
    """A batch as it stands; raises StaleHandle where there is none of that id."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(actor.tenant)
        batch = await scope.reviews.batch(batch_id)
        if batch is None:
            raise StaleHandle(state="Ask again with `/amzigo reviews`.")
        return await _facts(scope, batch, actor.at)


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """One order of a batch, named by what was bought and never by its id."""

    nth: int
    marketplace: str
    sku: str
    title: str
    delivered: date
    closes: date
    stage: Stage


@dataclass(frozen=True, slots=True)
class Listing:
    """The frozen list of a batch."""

    schema: str
    batch_id: str
    orders: tuple[ListedOrder, ...]


async def listing(storage: Storage, actor: Actor, batch_id: str) -> Listing:
    """The orders of a batch in their frozen order."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(actor.tenant)
        rows = await scope.reviews.rows(batch_id)
        titles = await scope.products.titles({row.sku for row in rows})
    orders = (_listed(row, titles.get(row.sku, "")) for row in rows)
    return Listing("reviews.list/1", batch_id, tuple(orders))


def _listed(row: Solicitation, title: str) -> ListedOrder:
    store = by_id(row.marketplace_id)
    delivered, closes = (
        at.astimezone(zone(store.zone)).date() for at in (row.delivered_at, row.closes_at)
    )
    return ListedOrder(row.nth, store.name, row.sku, title, delivered, closes, row.stage)


async def waiting_or_next(
    storage: Storage, actor: Actor, terms: Terms, *, may_prepare: bool
) -> BatchFacts | Outlook:
    """The batch that waits, prepared here where there is none; else one on its way, or what's next.

    Who may not prepare one sees how many orders could be asked about.
    """
    if may_prepare:
        await prepare(storage, actor, terms)
    async with storage.read() as uow:
        scope = await uow.for_tenant(actor.tenant)
        for batch in await scope.reviews.batches(1):
            found = await _facts(scope, batch, actor.at)
            if _is_of_now(found, actor.at):
                return found
        ahead = await survey(scope, terms, actor.at)
    told = reasons(ahead.left_out)
    askable = len(ahead.fit)
    return Outlook(
        "reviews.next/1", ahead.is_on, ahead.is_connected, askable, told, ahead.next_at, ahead.zone
    )


def _is_of_now(found: BatchFacts, now: datetime) -> bool:
    if found.state is BatchState.WAITING:
        return found.expires_at > now
    over = found.progress.is_over and not found.progress.unclear
    return found.state is BatchState.APPROVED and not over


async def _facts(scope: TenantScope, batch: Batch, now: datetime) -> BatchFacts:
    found = batch_facts(batch, await scope.reviews.rows(batch.batch_id), now)
    if batch.decided_by is None:
        return found
    team = await scope.team.members()
    known = [row[:3] for row in team if row.user == batch.decided_by]
    return replace(found, decider=known[0] if len(known) == 1 else None)


async def history(storage: Storage, actor: Actor) -> History:
    """The newest batches with what became of them."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(actor.tenant)
        batches = await scope.reviews.batches(HISTORY)
        found = [await _facts(scope, batch, actor.at) for batch in batches]
    return History("reviews.history/1", tuple(found))


async def stopped(storage: Storage, tenant: TenantId) -> list[str]:
    """The newest batches that a switch stopped."""
    async with storage.read() as uow:
        batches = await (await uow.for_tenant(tenant)).reviews.batches(HISTORY)
    return [batch.batch_id for batch in batches if batch.state is BatchState.STOPPED]


async def skipped(storage: Storage, actor: Actor) -> Skipped:
    """What was left out, and why."""
    since = actor.at - timedelta(days=30)
    async with storage.read() as uow:
        scope = await uow.for_tenant(actor.tenant)
        newest = await scope.reviews.batches(1)
        told = await scope.reviews.tally(since, actor.at + timedelta(seconds=1))
    left_out = reasons(newest[0].left_out) if newest else ()
    return Skipped("reviews.skipped/1", since, left_out, _refused(told))


async def numbers(storage: Storage, actor: Actor) -> NumbersFacts:
    """How many requests there were."""
    async with storage.read() as uow:
        scope = await uow.for_tenant(actor.tenant)
        spans = []
        for days in (7, 30):
            since = actor.at - timedelta(days=days)
            told = await scope.reviews.tally(since, actor.at + timedelta(seconds=1))
            spans.append(_numbers(days, told))
    return NumbersFacts("reviews.numbers/1", tuple(spans))


def _numbers(days: int, told: list[Tally]) -> Numbers:
    stages = _stages(told)
    return Numbers(
        days,
        stages[Stage.WAITING],
        stages[Stage.DUE] + stages[Stage.SENDING],
        stages[Stage.SENT] + stages[Stage.SENT_ASSUMED],
        stages[Stage.SENT_ASSUMED],
        stages[Stage.REFUSED],
        stages[Stage.UNKNOWN],
        stages[Stage.REJECTED],
    )


async def count_reviews(scope: TenantScope, day: date) -> ReviewCounts | None:
    """What the digest says of a local day (core.digests.CountReviews); None where they are off.

    Skipped is what that day's batches left out at first sight, and what was refused that day.
    """
    if Feature.REVIEWS not in await scope.team.features():
        return None
    homes = [row.home_marketplace for row in await scope.accounts.all() if row.home_marketplace]
    local = zone(by_id(homes[0] if homes else "").zone)
    since, until = (_midnight(day + timedelta(days=n), local) for n in (0, 1))
    stages = _stages(told := await scope.reviews.tally(since, until))
    batches = [b for b in await scope.reviews.batches(HISTORY) if since <= b.prepared_at < until]
    left = Counter(batches[0].left_out if batches else {})
    left.pop(Skip.ALREADY_ASKED, None)
    left.update({row.reason: row.orders for row in _refused(told)})
    sent = sum(stages[stage] for stage in _SENT)
    return ReviewCounts(stages[Stage.WAITING], sent, left.total(), stages[Stage.EXPIRED])


def _midnight(day: date, local: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=local).astimezone(UTC)


def _stages(told: list[Tally]) -> Counter[Stage]:
    stages: Counter[Stage] = Counter()
    for row in told:
        stages[row.stage] += row.orders
    return stages


def _refused(told: list[Tally]) -> tuple[ReasonOrders, ...]:
    return reasons({row.reason or "": row.orders for row in told if row.stage is Stage.REFUSED})
