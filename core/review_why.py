"""Why an order was asked about or not: what is known of it, rule by rule."""

import re
from dataclasses import dataclass
from datetime import datetime

from core.errors import UnknownOrder
from core.marketplaces import by_id
from core.model import AccountId, TenantId
from core.policy.review_rules import Candidate, Skip, skip
from core.policy.review_window import travel, window
from core.ports.reviews import Solicitation, Stage
from core.ports.storage import Storage, TenantScope

_ORDER_ID = re.compile(r"\d{3}-\d{7}-\d{7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """The order's one request; `moment` is when it ended, else when it is due."""

    stage: Stage
    reason: str | None
    batch_id: str
    moment: datetime | None


@dataclass(frozen=True, slots=True)
class OrderReview:
    """What is known of one order's review request; `tail` is the end of what was typed.

    `opens` to `closes` is Amazon's window by the estimate, with our margins; `not_before` to
    `until` is when our own rule lets it be asked about, while its order id is kept.
    """

    schema: str
    tail: str
    marketplace: str
    zone: str
    purchased_at: datetime
    fulfilled_by: str
    travel_days: int
    delivered_at: datetime
    opens: datetime
    closes: datetime
    not_before: datetime
    until: datetime
    ask_day: int
    skip: Skip | None
    request: Request | None
    at: datetime


async def order_review(
    storage: Storage, tenant: TenantId, order_id: str, ask_day: int, now: datetime
) -> OrderReview:
    """The facts of an order by its clear id; raises UnknownOrder."""
    typed = order_id.strip()
    if not _ORDER_ID.fullmatch(typed):
        raise UnknownOrder(order=typed[:24])
    async with storage.read() as uow:
        scope = await uow.for_tenant(tenant)
        found = await scope.askable.find(typed)
        if not found:
            raise UnknownOrder(order=f"…{typed[-4:]}")
        return await _facts(scope, found[0], (typed[-4:], ask_day), now)


async def _facts(
    scope: TenantScope,
    found: tuple[AccountId, Candidate],
    asked_for: tuple[str, int],
    now: datetime,
) -> OrderReview:
    account, order = found
    tail, ask_day = asked_for
    row = await scope.reviews.one(account, order.order_ref)
    asked = order.window(ask_day)
    amazons = window(asked.delivered)
    store = by_id(order.marketplace_id)
    return OrderReview(
        "why.order/1",
        tail,
        store.name,
        store.zone,
        order.purchased_at,
        order.fulfilled_by,
        travel(order.fulfilled_by).from_purchase,
        asked.delivered,
        amazons.opens,
        amazons.closes,
        asked.opens,
        asked.closes,
        ask_day,
        skip(order._replace(is_asked=False), ask_day, now, now),
        None if row is None else _request(row),
        now,
    )


def _request(row: Solicitation) -> Request:
    return Request(row.stage, row.reason, row.batch_id, row.done_at or row.not_before)
