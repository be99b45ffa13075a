"""Batches of review requests: prepared, approved or rejected; nothing is sent here."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.canonical import canonical_json, framed
from core.errors import StaleHandle
from core.marketplaces import by_id
from core.model import AccountId, Feature, OrderRef, TenantId
from core.policy.review_rules import RULES_VERSION, Candidate, Skip, skip
from core.policy.review_window import LOOK_BACK, USUAL_ASK
from core.policy.sending_hours import SendingHours
from core.ports.audit import Act
from core.ports.engine import Task
from core.ports.reviews import Batch, BatchState, Solicitation, Stage
from core.ports.storage import Storage, TenantScope, UnitOfWork
from core.tenants import FILE_REGION

LIFE = timedelta(hours=24)
"""How long a batch waits for an approver; its orders can be asked about after that too."""
SEND = "reviews.send"
SYSTEM = "amzigo"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a tenant asks: when, from which day after delivery, and how many at most in a batch."""

    hours: SendingHours = field(default_factory=SendingHours)
    ask_day: int = USUAL_ASK
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which tenant, and when."""

    tenant: TenantId
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Survey:
    """What could be asked about now, what is left out and why, and when there is more."""

    is_on: bool
    is_connected: bool
    zone: str
    fit: tuple[tuple[AccountId, Candidate], ...]
    left_out: dict[str, int]
    next_at: datetime | None


async def survey(scope: TenantScope, terms: Terms, now: datetime) -> Survey:
    """Judge every order whose time it is, in the order in which a batch takes them."""
    accounts = [row for row in await scope.accounts.all() if row.region != FILE_REGION]
    left: Counter[str] = Counter()
    fit: list[tuple[AccountId, Candidate]] = []
    opens: list[datetime] = []
    for account in accounts:
        for order in await scope.askable.candidates(account.account_id, now - LOOK_BACK):
            until = _until(order, terms, now)
            told = skip(order, terms.ask_day, now, until)
            if told is None:
                fit.append((account.account_id, order))
            elif told is Skip.NOT_YET:
                opens.append(order.window(terms.ask_day).opens)
            elif order.is_of_now(terms.ask_day, now, until):
                left[told] += 1
    fit.sort(key=lambda one: _urgency(one, terms, now))
    homes = [row.home_marketplace for row in accounts if row.home_marketplace]
    zone = by_id(fit[0][1].marketplace_id if fit else homes[0] if homes else "").zone
    is_on = Feature.REVIEWS in await scope.team.features()
    return Survey(is_on, bool(accounts), zone, tuple(fit), dict(left), min(opens, default=None))


def _urgency(one: tuple[AccountId, Candidate], terms: Terms, now: datetime) -> tuple[object, ...]:
    """The soonest to close first, but behind those that outlive the batch's wait for approval."""
    account, order = one
    closes = order.window(terms.ask_day).closes
    return (closes <= now + LIFE, closes, account, order.order_ref)


def _until(order: Candidate, terms: Terms, now: datetime) -> datetime:
    """The end of the sending hours that run or come next: what opens before is asked in them."""
    if terms.hours.whole_day:
        return now
    zone = by_id(order.marketplace_id).zone
    return terms.hours.end(terms.hours.not_before(now, zone), zone)


async def prepare(storage: Storage, actor: Actor, terms: Terms) -> Batch | None:
    """Freeze a batch of what can be asked about now, or give the one that waits already.

    None where there is nothing to ask about, no shop is connected or requests are switched off.
    """
    async with storage.write() as uow:
        scope = await uow.for_tenant(actor.tenant)
        await scope.reviews.hold()
        waiting = await waiting_batch(scope, actor.at)
        if waiting is not None:
            return waiting
        found = await survey(scope, terms, actor.at)
        if not (found.is_on and found.fit):
            return None
        chosen = found.fit[: terms.most]
        batch = _batch(actor, terms, found, chosen)
        await scope.reviews.freeze(batch, list(_frozen(batch, chosen)))
        details: dict[str, str | int] = {"orders": batch.size, "digest": batch.digest.hex()}
        await scope.audit.record(_act(actor, "reviews.prepare", batch, details))
    return batch


async def waiting_batch(scope: TenantScope, now: datetime) -> Batch | None:
    """The batch that waits for approval; one that waited too long expires here."""
    batch = await scope.reviews.waiting()
    if batch is None or batch.expires_at > now:
        return batch
    gone = batch._replace(state=BatchState.EXPIRED, decided_at=now)
    if await scope.reviews.decide(gone):
        await scope.reviews.move_all(gone.batch_id, Stage.EXPIRED, now)
    return None


def _batch(
    actor: Actor, terms: Terms, found: Survey, chosen: Sequence[tuple[AccountId, Candidate]]
) -> Batch:
    digest = digest_of(chosen)
    moment = framed(digest, actor.tenant.encode(), actor.at.isoformat().encode())
    return Batch(
        hashlib.sha256(moment).hexdigest()[:8],
        digest,
        RULES_VERSION,
        BatchState.WAITING,
        len(chosen),
        terms.ask_day,
        terms.hours.first,
        terms.hours.last,
        found.left_out,
        len(found.fit) - len(chosen),
        actor.user,
        actor.at,
        actor.at + LIFE,
    )


def digest_of(chosen: Sequence[tuple[AccountId, Candidate]]) -> bytes:
    """The hash of a frozen list: what is approved is this, and nothing else."""
    orders = [[acc, order.marketplace_id, order.order_ref.hex()] for acc, order in chosen]
    told = {"schema": "batch/1", "rules": RULES_VERSION, "orders": orders}
    return hashlib.sha256(canonical_json(told)).digest()


def _frozen(batch: Batch, chosen: Sequence[tuple[AccountId, Candidate]]) -> Iterator[Solicitation]:
    for nth, (account, order) in enumerate(chosen, start=1):
        its = order.window(batch.ask_day)
        yield Solicitation(
            account,
            order.order_ref,
            batch.batch_id,
            nth,
            order.marketplace_id,
            order.sku,
            its.delivered,
            its.opens,
            its.closes,
            Stage.WAITING,
        )


async def approve(storage: Storage, actor: Actor, batch_id: str, seen: bytes) -> Batch:
    """Let a batch be sent; `seen` is the digest of what the approver was shown.

    Raises StaleHandle where it was decided before, has expired, or is not what was shown.
    """
    async with storage.write() as uow:
        scope = await uow.for_tenant(actor.tenant)
        batch = await _decidable(scope, actor, batch_id, seen)
        approved = await _decided(scope, actor, batch, BatchState.APPROVED)
        await scope.audit.record(
            _act(actor, "reviews.approve", batch, {"digest": batch.digest.hex()})
        )
        await _schedule(uow, scope, actor, approved)
    return approved


async def reject(storage: Storage, actor: Actor, batch_id: str, seen: bytes) -> Batch:
    """Let a batch never be sent: its orders are not asked about again. Raises StaleHandle."""
    async with storage.write() as uow:
        scope = await uow.for_tenant(actor.tenant)
        batch = await _decidable(scope, actor, batch_id, seen)
        rejected = await _decided(scope, actor, batch, BatchState.REJECTED)
        await scope.reviews.move_all(batch_id, Stage.REJECTED, actor.at)
        await scope.audit.record(_act(actor, "reviews.reject", batch, {"orders": batch.size}))
    return rejected


async def _decidable(scope: TenantScope, actor: Actor, batch_id: str, seen: bytes) -> Batch:
    await scope.reviews.hold()
    batch = await scope.reviews.batch(batch_id)
    if batch is None:
        raise StaleHandle(state="Ask again with `/amzigo reviews`.")
    if batch.state is not BatchState.WAITING or batch.expires_at <= actor.at:
        raise StaleHandle(state=_state_of(batch))
    if batch.digest != seen:
        raise StaleHandle(state="It shows another list of orders. Ask with `/amzigo reviews`.")
    return batch


async def _decided(scope: TenantScope, actor: Actor, batch: Batch, state: BatchState) -> Batch:
    decided = batch._replace(state=state, decided_by=actor.user, decided_at=actor.at)
    if not await scope.reviews.decide(decided):
        raise StaleHandle(state="Somebody else was faster. Ask again with `/amzigo reviews`.")
    return decided


def _state_of(batch: Batch) -> str:
    if batch.state is BatchState.STOPPED:
        return "It ended when review requests were switched off. Ask again with `/amzigo reviews`."
    if batch.decided_by is None or batch.decided_at is None:
        return "The batch has expired; its orders can still be asked. Ask with `/amzigo reviews`."
    at = f"{batch.decided_at:%H:%M} UTC on {batch.decided_at:%Y-%m-%d}"
    return f"The batch was {batch.state} at {at}."


async def _schedule(uow: UnitOfWork, scope: TenantScope, actor: Actor, batch: Batch) -> None:
    """Give each order its moment in the sending hours, and begin with those that are due."""
    rows = await scope.reviews.rows(batch.batch_id)
    hours = SendingHours(batch.first_minute, batch.last_minute)
    stores = Counter(row.marketplace_id for row in rows)
    slots = {mp: hours.slots(actor.at, by_id(mp).zone, count) for mp, count in stores.items()}
    moments = [max(next(slots[row.marketplace_id]), row.opens_at) for row in rows]
    due = [row._replace(not_before=at) for row, at in zip(rows, moments, strict=True)]
    await scope.reviews.schedule(due)
    for row, at in zip(due, moments, strict=True):
        if at <= actor.at:
            uow.defer(send_task(actor.tenant, row.account_id, row.order_ref))


def send_task(tenant: TenantId, account: AccountId, order: OrderRef) -> Task:
    """The task that sends one request; an account's requests go out one at a time."""
    ref = order.hex()
    args = {"tenant": tenant, "account": account, "order": ref}
    key = f"solicit:{tenant}:{account}:{ref}"
    return Task(SEND, key, f"{account}:solicit", args, priority=5)


def _act(actor: Actor, verb: str, batch: Batch, details: dict[str, str | int]) -> Act:
    return Act(actor.user, verb, f"batch:{batch.batch_id}", actor.at, details)
