"""What buyers think of the seller: one to five stars, some days after the delivery."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.spapi.sandbox.buyers_words import feedback_comment
from core.spapi.sandbox.dice import share
from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.orders import Kind, Order
from core.spapi.sandbox.shop import Shop

NEGATIVE = 2
"""As many stars, or fewer, are negative feedback."""

_RATED = 0.03
_STARS = ((0.68, 5), (0.80, 4), (0.89, 3), (0.94, 2), (1.0, 1))
_LATEST = timedelta(days=30)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Feedback:
    """One buyer's rating of the seller."""

    order: Order
    given: datetime
    rating: int
    comment: str


def feedback(shop: Shop, market: Marketplace, first: date, last: date) -> Iterator[Feedback]:
    """Ratings given on local days, in the order of the purchases."""
    day = max(first - _LATEST, shop.first_day)
    while day <= last:
        for order in shop.orders_on(market.id, day):
            given = _given(order)
            if given is not None and first <= market.local_day(given) <= last:
                comment = feedback_comment(order.id, market.country)
                yield Feedback(order, given, _rating(order), comment)
        day += _DAY


def _given(order: Order) -> datetime | None:
    arrived = order.fate.delivered
    if arrived is None or order.kind is not Kind.SALE or share(order.id, "rates") >= _RATED:
        return None
    return (arrived + timedelta(days=0.5 + 12 * share(order.id, "rated"))).replace(microsecond=0)


def _rating(order: Order) -> int:
    throw = share(order.id, "stars")
    return next(stars for most, stars in _STARS if throw < most)
