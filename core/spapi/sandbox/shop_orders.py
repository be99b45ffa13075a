"""The orders of an invented shop, as the APIs see them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush, merge

from core.spapi.sandbox.dice import share
from core.spapi.sandbox.order_rows import TAX
from core.spapi.sandbox.orders import Kind, Line, Order, State
from core.spapi.sandbox.shop import Shop
from core.spapi.sandbox.snapshot import Item, Snapshot, Span, Status

_STATUS = {
    State.PENDING: Status.PENDING,
    State.SHIPPING: Status.UNSHIPPED,
    State.CANCELLED: Status.CANCELLED,
}
_PRIME = 0.7
_REPLACED_AFTER = timedelta(days=9)
_LAST_CHANGE = timedelta(days=45)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ShopOrders:
    """An OrderSource in front of a Shop."""

    shop: Shop

    def created(self, span: Span) -> Iterator[Snapshot]:
        """Orders purchased in the span, oldest first."""
        return self._ordered(span, span.since, lambda order: order.fate.purchased)

    def updated(self, span: Span) -> Iterator[Snapshot]:
        """Orders last updated in the span, oldest update first."""
        since = span.since - _LAST_CHANGE
        return self._ordered(span, since, lambda order: order.updated_at(span.at))

    def find(self, order_id: str, at: datetime) -> Snapshot | None:
        """One order, None before it was purchased."""
        order = self.shop.find(order_id)
        if order is None or order.state_at(at) is None:
            return None
        return self.snapshot(order, at)

    def snapshot(self, order: Order, at: datetime) -> Snapshot:
        """An order as it stands at a moment after its purchase."""
        state, fate = order.state_at(at), order.fate
        elsewhere = order.kind is Kind.NON_AMAZON
        return Snapshot(
            order.id,
            order.marketplace,
            fate.purchased,
            order.updated_at(at),
            _STATUS.get(state, Status.SHIPPED) if state else Status.PENDING,
            order.merchant,
            tuple(_item(order, line, at) for line in order.lines),
            elsewhere=elsewhere,
            business=order.business,
            prime=not elsewhere and not order.merchant and share(order.id, "prime") < _PRIME,
            alias=f"WEB-{order.id[4:11]}" if elsewhere else "",
            replaces=self._replaces(order),
            shipped=_past(fate.shipped, at),
            delivered=_past(fate.delivered, at),
        )

    def _ordered(
        self, span: Span, since: datetime, dated: Callable[[Order], datetime]
    ) -> Iterator[Snapshot]:
        """Orders purchased from `since` on whose date is in the span, by date and id.

        No date is before the purchase, so that everything below the next purchase is complete: a
        page costs some weeks of orders at most, however long the span is.
        """
        waiting: list[tuple[datetime, str, Order]] = []
        for order in self._purchased(span, since):
            while waiting and waiting[0][0] < order.fate.purchased:
                yield self.snapshot(heappop(waiting)[2], span.at)
            date = dated(order)
            if span.since <= date <= span.until:
                heappush(waiting, (date, order.id, order))
        while waiting:
            yield self.snapshot(heappop(waiting)[2], span.at)

    def _purchased(self, span: Span, since: datetime) -> Iterator[Order]:
        until = min(span.until, span.at) + _INSTANT
        stores = [self.shop.purchased(m, since, until) for m in span.marketplaces]
        return merge(*stores, key=lambda order: order.fate.purchased)

    def _replaces(self, order: Order) -> str:
        """A replacement stands for an order of some days before."""
        if order.kind is not Kind.REPLACEMENT:
            return ""
        day = order.marketplace.local_day(order.fate.purchased - _REPLACED_AFTER)
        if day < self.shop.first_day:
            return ""
        before = self.shop.orders_on(order.marketplace.id, day)
        sales = [o.id for o in before if o.kind is Kind.SALE and o.fate.cancelled is None]
        return sales[sum(order.id.encode()) % len(sales)] if sales else ""


def _item(order: Order, line: Line, at: datetime) -> Item:
    """The same quantities and prices as in the reports."""
    priced = order.priced_at(at)
    gone = order.state_at(at) is State.CANCELLED or (line.cancelled and priced)
    shown = priced and order.kind is not Kind.NON_AMAZON and not line.cancelled
    country = order.marketplace.country
    return Item(
        line.product.sku,
        line.product.asin,
        line.product.title_in(country),
        line.quantity if shown or not gone else 0,
        line.price,
        shown,
        round(line.price * TAX.get(country, 0.0)),
        line.discount,
        gone,
    )


def _past(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= at else None
