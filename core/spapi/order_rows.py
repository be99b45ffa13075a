"""Rows of an all-orders report: read by column name, judged, and put together as orders.

Only the columns named here are looked at; the buyer's place and every other column are never read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from hashlib import blake2b
from operator import itemgetter
from typing import NamedTuple

from core.marketplaces import Store, by_channel, zone
from core.model import Order, OrderLine, Unreadable
from core.policy.counting import left_out
from core.policy.money import minor_units
from core.spapi.encoding import decode

COLUMNS = (
    "amazon-order-id",
    "purchase-date",
    "last-updated-date",
    "order-status",
    "fulfillment-channel",
    "sales-channel",
    "product-name",
    "sku",
    "asin",
    "item-status",
    "quantity",
    "currency",
    "item-price",
)

FIRST_YEAR, LAST_YEAR = 1995, 2100
"""Times beyond are mistakes, and some would not survive a change of zone."""


@dataclass(slots=True)
class Judge:
    """The seller's side of the rules of day and count: stores with their zones, and the home store.

    `zones` overrides a store's usual zone by marketplace id.
    """

    home: Store
    zones: Mapping[str, str] = field(default_factory=dict)
    _rules: dict[str, "StoreRule"] = field(default_factory=dict)

    def rule(self, channel: str) -> "StoreRule":
        """What holds for the lines of a sales channel; looked up once a channel."""
        found = self._rules.get(channel)
        if found is None:
            store = by_channel(channel)
            at = store or self.home
            days = zone(self.zones.get(at.marketplace_id, at.zone))
            found = StoreRule(at.marketplace_id, at.currency, days, store is not None)
            self._rules[channel] = found
        return found


class StoreRule(NamedTuple):
    """A sales channel's store, the currency of its unpriced lines, its days."""

    marketplace_id: str
    currency: str
    days: tzinfo
    on_amazon: bool


class Row(NamedTuple):
    """A row as read, before its order is put together; its line stands as an order of its own."""

    order_id: str
    purchased_at: datetime
    updated_at: datetime
    status: str
    fulfilled_by: str
    title: str
    line: OrderLine
    content: str


class RowMaker:
    """Makes rows of values in the report's words, in the order of COLUMNS, wherever they are from.

    What the Orders API tells is put in the same words, so that both tell the same rows.
    """

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._prices: dict[tuple[str, str], int] = {}

    def row(self, fields: tuple[str, ...]) -> Row:
        """One row; raises ValueError with the reason where a value is missing or malformed."""
        order_id, bought, updated, status, fulfilled_by, channel = fields[:6]
        order_id = order_id.strip()
        if not order_id:
            raise ValueError("no order id")
        rule = self._judge.rule(channel)
        purchased_at = _instant("purchase-date", bought)
        line = self._line(fields, rule, purchased_at.astimezone(rule.days).date())
        if len(status) > 64 or len(fulfilled_by) > 16:
            raise ValueError("order-status or fulfillment-channel is too long")
        updated_at, title = _instant("last-updated-date", updated), fields[6][:500]
        # All that is kept of the row, spelled one way where the report and the API differ.
        content = (
            f"{order_id}\x1f{bought.replace('Z', '+00:00')}\x1f{updated.replace('Z', '+00:00')}"
            f"\x1f{status}\x1f{fulfilled_by}\x1f{title}\x1f{line.sku}\x1f{line.asin}"
            f"\x1f{line.item_status}\x1f{fields[10]}\x1f{line.currency}\x1f{line.price_minor}"
            f"\x1f{line.marketplace_id}\x1f{line.left_out or ''}"
        )
        return Row(order_id, purchased_at, updated_at, status, fulfilled_by, title, line, content)

    def _line(self, fields: tuple[str, ...], rule: StoreRule, day: date) -> OrderLine:
        sku, asin, item_status, quantity, currency, price = fields[7:]
        if not sku:
            raise ValueError("no sku")
        if not quantity.isascii() or not quantity.isdigit() or len(quantity) > 6:
            raise ValueError("quantity is not a whole number")
        if len(sku) > 64 or len(asin) > 16 or len(item_status) > 32:
            raise ValueError("sku, asin or item-status is too long")
        reason = left_out(fields[3], item_status, rule.on_amazon)
        return OrderLine(
            sku,
            1,
            asin,
            rule.marketplace_id,
            day,
            int(quantity),
            _currency(currency, price) or rule.currency,
            self._price(price, currency) if price else None,
            item_status,
            reason,
            int(reason is None),
        )

    def _price(self, price: str, currency: str) -> int:
        known = self._prices.get((price, currency))
        if known is None:
            try:
                known = minor_units(price, currency)
            except ValueError as why:
                raise ValueError(f"item-price: {why}") from None
            if len(self._prices) < 50_000:  # prices repeat; the table must not grow with the file
                self._prices[price, currency] = known
        return known


class RowReader(RowMaker):
    """Reads the rows of one report; a value it cannot read is named by column."""

    def __init__(self, places: Mapping[str, int], encoding: str, judge: Judge) -> None:
        super().__init__(judge)
        self._pick: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(
            *(places[column] for column in COLUMNS)
        )
        self._encoding = encoding

    def read(self, number: int, raw: bytes) -> Row | Unreadable:
        """One row; Unreadable with the reason where a needed value is missing or malformed."""
        if b"\0" in raw:
            return Unreadable(number, "a NUL character")
        try:
            return self.row(self._pick(decode(raw, self._encoding).rstrip("\r").split("\t")))
        except IndexError:
            return Unreadable(number, "too few columns")
        except ValueError as why:
            return Unreadable(number, str(why)[:120])


def _instant(column: str, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{column} is not a time") from None
    if at.tzinfo is None:
        raise ValueError(f"{column} has no time zone")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ValueError(f"{column} is not a time of Amazon's")
    return at


def _currency(currency: str, price: str) -> str:
    if price and not currency:
        raise ValueError("a price without a currency")
    if currency and not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        raise ValueError("currency is not a three-letter code")
    return currency


def assemble(rows: list[Row]) -> Order:
    """One order of its rows, whatever their order in the file."""
    if len(rows) == 1:
        row = rows[0]
        content = blake2b(row.content.encode(), digest_size=8).digest()
        return Order(*row[:5], (row.line,), (row.title,), content)
    rows = sorted(rows, key=lambda row: row.content)
    lines = _numbered([row.line for row in rows])
    content = blake2b("\x1e".join([row.content for row in rows]).encode(), digest_size=8).digest()
    first = rows[0]
    return Order(
        first.order_id,
        min([row.purchased_at for row in rows]),
        max([row.updated_at for row in rows]),
        first.status,
        first.fulfilled_by,
        lines,
        tuple([row.title for row in rows]),
        content,
    )


def _numbered(lines: list[OrderLine]) -> tuple[OrderLine, ...]:
    """The lines with their number among equal SKUs, and one opening line a store and currency."""
    opening: dict[tuple[str, str], int] = {}
    for index, line in enumerate(lines):
        key = (line.marketplace_id, line.currency)
        if line.left_out is None and (
            key not in opening or line.local_day < lines[opening[key]].local_day
        ):
            opening[key] = index
    times: dict[str, int] = {}
    numbered = []
    for index, line in enumerate(lines):
        times[line.sku] = times.get(line.sku, 0) + 1
        opens = int(opening.get((line.marketplace_id, line.currency)) == index)
        numbered.append(line._replace(nth=times[line.sku], opens=opens))
    return tuple(numbered)
