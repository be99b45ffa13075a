"""The ledger summary: what came to Amazon's warehouses and what left them, by period."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.parcels import SPOILT_DAYS, returned, shipped
from core.spapi.sandbox.report_returns import disposition
from core.spapi.sandbox.report_spec import Asked
from core.spapi.sandbox.shop import Shop

COLUMNS = (
    "Date",
    "FNSKU",
    "ASIN",
    "MSKU",
    "Title",
    "Disposition",
    "Starting Warehouse Balance",
    "In Transit Between Warehouses",
    "Receipts",
    "Customer Shipments",
    "Customer Returns",
    "Vendor Returns",
    "Warehouse Transfer In/Out",
    "Found",
    "Lost",
    "Damaged",
    "Disposed",
    "Other Events",
    "Ending Warehouse Balance",
    "Unknown Events",
    "Location",
)
OPTIONS = {"aggregatedByTimePeriod": ("MONTHLY", "WEEKLY", "DAILY")}
"""What may be asked for; the first is the default."""

_DAY = timedelta(days=1)
_SELLABLE = "SELLABLE"
Key = tuple[str, str]
"""A SKU and a disposition."""


@dataclass(slots=True)
class _Moves:
    receipts: int = 0
    shipments: int = 0
    returns: int = 0
    disposed: int = 0

    @property
    def change(self) -> int:
        return self.receipts - self.shipments + self.returns - self.disposed


@dataclass(slots=True)
class _Account:
    """A SKU in one disposition: its balance before the first day, and every day's moves."""

    opening: int = 0
    days: dict[date, _Moves] = field(default_factory=dict)

    def on(self, day: date) -> _Moves:
        """The moves of a day."""
        return self.days.setdefault(day, _Moves())


def balances_report(asked: Asked) -> str:
    """The report's text, every cell in quotes; none where nothing ever was in a warehouse."""
    shop = asked.shop
    rows = list(_rows(asked, shop)) if shop else []
    lines = ("\t".join(f'"{cell}"' for cell in row) for row in ([*COLUMNS], *rows))
    return "".join(f"{line}\r\n" for line in lines) if rows else ""


def _rows(asked: Asked, shop: Shop) -> Iterator[list[str]]:
    market, spec = asked.market, asked.spec
    over = market.local_day(asked.at) - _DAY
    first = max(market.local_day(spec.since), shop.first_day)
    last = min(market.local_day(spec.until), over)
    if first > last:
        return
    accounts = _accounts(shop, market, first, last)
    period = spec.options.get("aggregatedByTimePeriod", OPTIONS["aggregatedByTimePeriod"][0])
    products = {p.sku: p for p in shop.store(market.id).products if not p.merchant}
    for start, end in _periods(first, last, period):
        for (sku, kind), account in accounts.items():
            row = _row(account, start, end)
            if any(row):
                product = products[sku]
                named = [_written(end, period), product.fnsku, product.asin, sku]
                about = [*named, product.title_in(market.country), kind]
                yield [*about, *map(str, row), market.country]


def _accounts(shop: Shop, market: Marketplace, first: date, last: date) -> dict[Key, _Account]:
    """All that was there before the first day, and all that moved from then on."""
    accounts = _sellable(shop, market, first, last)
    for parcel in shipped(shop, market, first, last):
        if not parcel.order.merchant:
            sku = parcel.line.product.sku
            accounts[sku, _SELLABLE].on(parcel.day).shipments += parcel.line.quantity
    for parcel in returned(shop, market, first - SPOILT_DAYS * _DAY, last):
        if parcel.order.merchant:
            continue
        key = (parcel.line.product.sku, disposition(parcel))
        account, units = accounts.setdefault(key, _Account()), parcel.line.quantity
        if parcel.day < first:
            account.opening += units
        else:
            account.on(parcel.day).returns += units
        account.on(parcel.day + SPOILT_DAYS * _DAY).disposed += units
    return dict(sorted(accounts.items()))


def _sellable(shop: Shop, market: Marketplace, first: date, last: date) -> dict[Key, _Account]:
    accounts: dict[Key, _Account] = {}
    if first > shop.first_day:
        for product, stock in shop.stock_on(market.id, first - _DAY):
            # What was sold on a day leaves on the next one.
            accounts[product.sku, _SELLABLE] = _Account(stock.sellable + stock.sold)
    for day in _days(first, last):
        for product, stock in shop.stock_on(market.id, day):
            account = accounts.setdefault((product.sku, _SELLABLE), _Account())
            account.on(day).receipts += stock.received
    merchant = {p.sku for p in shop.store(market.id).products if p.merchant}
    return {key: account for key, account in accounts.items() if key[0] not in merchant}


def _row(account: _Account, start: date, end: date) -> list[int]:
    """From the starting balance to the unknown events; what leaves is negative."""
    opening = account.opening + sum(m.change for day, m in account.days.items() if day < start)
    within = [moves for day, moves in account.days.items() if start <= day <= end]
    receipts, returns = sum(m.receipts for m in within), sum(m.returns for m in within)
    shipments, disposed = sum(m.shipments for m in within), sum(m.disposed for m in within)
    closing = opening + sum(m.change for m in within)
    return [
        *(opening, 0, receipts, -shipments, returns),
        *(0, 0, 0, 0, 0, -disposed, 0),
        *(closing, 0),
    ]


def _periods(first: date, last: date, period: str) -> Iterator[tuple[date, date]]:
    start = first
    while start <= last:
        end = start
        if period == "WEEKLY":
            end = start + timedelta(days=6 - (start.weekday() + 1) % 7)
        elif period == "MONTHLY":
            end = (start.replace(day=1) + 31 * _DAY).replace(day=1) - _DAY
        yield start, min(end, last)
        start = end + _DAY


def _days(first: date, last: date) -> Iterator[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


def _written(day: date, period: str) -> str:
    return day.strftime("%m/%Y" if period == "MONTHLY" else "%m/%d/%Y")
