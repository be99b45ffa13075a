"""The orders of an all-orders report, as the APIs see them: each in its last state."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from core.spapi.sandbox.marketplaces import MARKETPLACES, Marketplace, exponent
from core.spapi.sandbox.order_file import FileRow, OrderFile, delivered
from core.spapi.sandbox.order_rows import COLUMNS
from core.spapi.sandbox.snapshot import Item, Snapshot, Span, Status

_STATUSES = (
    ("cancel", Status.CANCELLED),
    ("pending", Status.PENDING),
    ("unshipped", Status.UNSHIPPED),
    ("shipping", Status.UNSHIPPED),
    ("partial", Status.PARTIALLY_SHIPPED),
)


class FileOrders:
    """An OrderSource over the rows of a file; every account sees its own stores' orders only."""

    def __init__(self, orders: OrderFile) -> None:
        self._home = orders.home
        self._rows: dict[str, list[FileRow]] = {}
        for row in orders.rows:
            self._rows.setdefault(row.order_id, []).append(row)
        firsts = [rows[0] for rows in self._rows.values()]
        self._by_created = sorted((row.purchased, row.order_id) for row in firsts)
        self._by_updated = sorted((row.updated, row.order_id) for row in firsts)

    def created(self, span: Span) -> Iterator[Snapshot]:
        """Orders purchased in the span, oldest first."""
        return self._between(self._by_created, span)

    def updated(self, span: Span) -> Iterator[Snapshot]:
        """Orders last updated in the span, oldest update first."""
        return self._between(self._by_updated, span)

    def find(self, order_id: str, at: datetime) -> Snapshot | None:
        """One order, None before its last update: the file knows no other state of it."""
        rows = self._rows.get(order_id)
        return self._snapshot(rows) if rows and rows[0].updated <= at else None

    def _between(self, index: list[tuple[datetime, str]], span: Span) -> Iterator[Snapshot]:
        stores = {m.id for m in span.marketplaces}
        for moment, order_id in index[bisect_left(index, (span.since, "")) :]:
            if moment > span.until:
                return
            first = self._rows[order_id][0]
            if first.updated <= span.at and (first.store or self._home) in stores:
                yield self._snapshot(self._rows[order_id])

    def _snapshot(self, rows: list[FileRow]) -> Snapshot:
        first, named = rows[0], _named(rows[0])
        market = MARKETPLACES[first.store or self._home]
        arrived = delivered(first)
        return Snapshot(
            first.order_id,
            market,
            first.purchased,
            first.updated,
            _status(first.status),
            named["fulfillment-channel"].lower().startswith("merchant"),
            tuple(_item(row, market) for row in rows),
            elsewhere=first.store is None,
            business=named["is-business-order"].lower() == "true",
            alias=named["merchant-order-id"],
            shipped=first.updated if arrived else None,
            delivered=arrived,
        )


def _named(row: FileRow) -> dict[str, str]:
    return dict(zip(COLUMNS, row.text.split("\t"), strict=True))


def _status(text: str) -> Status:
    folded = text.lower()
    return next((status for start, status in _STATUSES if folded.startswith(start)), Status.SHIPPED)


def _item(row: FileRow, market: Marketplace) -> Item:
    named = _named(row)
    currency = named["currency"] or market.currency
    price, quantity = named["item-price"], named["quantity"]
    return Item(
        named["sku"],
        named["asin"],
        named["product-name"],
        int(quantity) if quantity.isdecimal() else 0,
        _minor(price or row.pending_price, currency),
        price != "" and row.store is not None,
        _minor(named["item-tax"], currency),
        _minor(named["item-promotion-discount"], currency),
        named["item-status"].lower().startswith("cancel") or _status(row.status) == "CANCELLED",
    )


def _minor(text: str, currency: str) -> int:
    """Minor units of an amount; what is not one counts as nothing."""
    try:
        return int(Decimal(text) * 10 ** exponent(currency))
    except (InvalidOperation, ValueError, OverflowError):
        return 0
