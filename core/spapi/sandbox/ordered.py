"""What buyers ordered on a store's days: the lines that sales are counted from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.orders import Line, Order
from core.spapi.sandbox.parcels import purchased
from core.spapi.sandbox.shop import Shop


@dataclass(frozen=True, slots=True)
class Ordered:
    """One line of an order, and the store's day of its purchase."""

    order: Order
    line: Line
    day: date

    def counts(self, at: datetime) -> bool:
        """Whether it is a sale on Amazon as of a moment: bought, and neither it nor its order
        cancelled.
        """
        gone = self.order.fate.cancelled
        alive = self.order.fate.purchased <= at and (gone is None or at < gone)
        dropped = self.line.cancelled and self.order.priced_at(at)
        return alive and not dropped and self.order.on_amazon

    @property
    def sales(self) -> int:
        """Its price in minor units, without tax and shipping; Amazon counts pending ones too."""
        return self.line.price


def ordered(shop: Shop, market: Marketplace, first: date, last: date) -> Iterator[Ordered]:
    """Every line purchased on local days."""
    for order in purchased(shop, market, first, last):
        day = market.local_day(order.fate.purchased)
        for line in order.lines:
            yield Ordered(order, line, day)
