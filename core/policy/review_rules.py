"""Which orders are asked about: neutral rules on objective facts.

No rule sees a rating, a comment or anything else of how content a buyer is: asking only the happy
ones is against Amazon's policy, and there is nothing here to do it with.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from core.model import OrderRef
from core.policy.counting import is_cancelled
from core.policy.review_window import Window, estimated_delivery, window

RULES_VERSION = 1
_LATELY = timedelta(days=1)


class Skip(StrEnum):
    """Why an order is not asked about, in the order of the test."""

    ALREADY_ASKED = "already_asked"
    CANCELLED = "cancelled"
    NOT_AMAZON = "not_amazon"
    RETURNED = "returned"
    NOT_DELIVERED = "not_delivered"
    REPLACEMENT = "replacement"
    OUTSIDE_WINDOW = "outside_window"
    ID_EXPIRED = "id_expired"
    NOT_YET = "not_yet"


class Candidate(NamedTuple):
    """What the rules may know of an order.

    `lines` counts all its lines, `on_amazon` those sold on an Amazon store, `counted` those that
    count, `priced` those of them with a price; `id_until` is until when its clear id is kept.
    """

    order_ref: OrderRef
    purchased_at: datetime
    status: str
    fulfilled_by: str
    id_until: datetime | None
    marketplace_id: str
    sku: str
    lines: int
    on_amazon: int
    counted: int
    priced: int
    is_asked: bool

    def window(self, ask_day: int) -> Window:
        """When it may be asked about, by the estimated delivery and while its id is kept."""
        its = window(estimated_delivery(self.purchased_at, self.fulfilled_by), ask_day)
        if self.id_until is None or self.id_until >= its.closes:
            return its
        return Window(its.delivered, its.opens, self.id_until)

    def is_of_now(self, ask_day: int, now: datetime, until: datetime) -> bool:
        """Whether its window is open until then, or closed within the last day.

        Only such orders are worth a word when they are left out.
        """
        its = window(estimated_delivery(self.purchased_at, self.fulfilled_by), ask_day)
        return its.opens <= until and now < its.closes + _LATELY


def skip(order: Candidate, ask_day: int, now: datetime, until: datetime) -> Skip | None:
    """Why an order is not asked about between now and then; None where it may be."""
    told = _by_nature(order)
    if told is not None:
        return told
    its = order.window(ask_day)
    full = window(its.delivered, ask_day)
    if now >= full.closes:
        return Skip.OUTSIDE_WINDOW
    if order.id_until is None or order.id_until <= now or its.opens >= its.closes:
        return Skip.ID_EXPIRED
    return Skip.NOT_YET if its.opens > until else None


def _by_nature(order: Candidate) -> Skip | None:
    status = order.status.casefold()
    tests = (
        (order.is_asked, Skip.ALREADY_ASKED),
        (is_cancelled(order.status), Skip.CANCELLED),
        (order.on_amazon == 0, Skip.NOT_AMAZON),
        (order.counted == 0, Skip.CANCELLED),
        ("return" in status or "reject" in status, Skip.RETURNED),
        (not _may_be_delivered(status), Skip.NOT_DELIVERED),
        (order.priced == 0, Skip.REPLACEMENT),
    )
    return next((reason for holds, reason in tests if holds), None)


def _may_be_delivered(status: str) -> bool:
    if "unshipped" in status or "shipped" not in status:
        return False
    return "lost" not in status and "out for delivery" not in status
