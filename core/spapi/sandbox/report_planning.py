"""The inventory-planning report: yesterday's stock, its age, and how fast it leaves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.spapi.sandbox.dice import share
from core.spapi.sandbox.flat_table import named
from core.spapi.sandbox.marketplaces import Marketplace, amount
from core.spapi.sandbox.parcels import shipped, spoilt
from core.spapi.sandbox.products import Product
from core.spapi.sandbox.report_spec import Asked
from core.spapi.sandbox.shop import Shop
from core.spapi.sandbox.stock_rows import PastStock, past_stock

_BUCKETS = (
    (0, 90),
    (91, 180),
    (181, 270),
    (271, 365),
    (0, 30),
    (31, 60),
    (61, 90),
    (181, 330),
    (331, 365),
    (366, 455),
)
"""From and to how many days; they overlap, so that their sum is nothing."""

_SPANS = (7, 30, 60, 90)
_HEALTHY_DAYS = 60
_EXCESS_DAYS = 120
_SURCHARGED = (181, 211, 241, 271, 301, 331)

COLUMNS = (
    *("snapshot-date", "sku", "fnsku", "asin", "product-name", "condition", "available"),
    *("pending-removal-quantity", "inv-age-0-to-90-days", "inv-age-91-to-180-days"),
    *("inv-age-181-to-270-days", "inv-age-271-to-365-days", "inv-age-365-plus-days", "currency"),
    *(f"units-shipped-t{days}" for days in _SPANS),
    *("alert", "your-price", "sales-price", "lowest-price-new-plus-shipping"),
    *("lowest-price-used", "recommended-action", "healthy-inventory-level"),
    *("recommended-sales-price", "recommended-sale-duration-days"),
    *("recommended-removal-quantity", "estimated-cost-savings-of-recommended-actions"),
    *("sell-through", "item-volume", "volume-unit-measurement", "storage-type", "storage-volume"),
    *("marketplace", "product-group", "sales-rank", "days-of-supply"),
    *("estimated-excess-quantity", "weeks-of-cover-t30", "weeks-of-cover-t90"),
    "featuredoffer-price",
    *(f"sales-shipped-last-{days}-days" for days in _SPANS),
    *("inv-age-0-to-30-days", "inv-age-31-to-60-days", "inv-age-61-to-90-days"),
    *("inv-age-181-to-330-days", "inv-age-331-to-365-days", "inv-age-366-to-455-days"),
    *("inv-age-456-plus-days", "estimated-storage-cost-next-month", "inbound-quantity"),
    *("inbound-working", "inbound-shipped", "inbound-received", "no-sale-last-6-months"),
    *("reserved-quantity", "unfulfillable-quantity"),
    *(f"quantity-to-be-charged-ais-{first}-{first + 29}-days" for first in _SURCHARGED),
    *(f"estimated-ais-{first}-{first + 29}-days" for first in _SURCHARGED),
)


@dataclass(frozen=True, slots=True)
class _Sold:
    """What left in each of the spans: units, and minor units of money."""

    units: tuple[int, ...]
    sales: tuple[int, ...]


_NOTHING = _Sold((0,) * len(_SPANS), (0,) * len(_SPANS))


def planning_report(asked: Asked) -> str:
    """The report's text."""
    shop = asked.shop
    return named(COLUMNS, _rows(asked, shop)) if shop else ""


def _rows(asked: Asked, shop: Shop) -> Iterator[dict[str, str]]:
    market = asked.market
    day = market.local_day(asked.at) - timedelta(days=1)
    midnight = datetime.combine(day + timedelta(days=1), time(), market.zone)
    sold, unsellable = _sold(shop, market, day), spoilt(shop, market, _before(midnight))
    ages = {product.sku: (product, ages) for product, ages in shop.ages_on(market.id, day)}
    for stock in past_stock(shop, market, day, day):
        product, old = ages[stock.sku]
        row = _told(product, stock, market) | _ages(old)
        row["unfulfillable-quantity"] = str(unsellable.get(stock.sku, 0))
        yield row | _speed(stock, sold.get(stock.sku, _NOTHING), market)


def _before(midnight: datetime) -> datetime:
    """The last moment of the day."""
    return midnight - timedelta(seconds=1)


def _sold(shop: Shop, market: Marketplace, day: date) -> dict[str, _Sold]:
    counts: dict[str, tuple[list[int], list[int]]] = {}
    for parcel in shipped(shop, market, day - timedelta(days=max(_SPANS) - 1), day):
        if parcel.order.merchant:
            continue
        line, age = parcel.line, (day - parcel.day).days
        zeros = ([0] * len(_SPANS), [0] * len(_SPANS))
        units, sales = counts.setdefault(line.product.sku, zeros)
        price = line.price if parcel.order.on_amazon else 0
        for place, span in enumerate(_SPANS):
            if age < span:
                units[place] += line.quantity
                sales[place] += price
    return {sku: _Sold(tuple(units), tuple(sales)) for sku, (units, sales) in counts.items()}


def _told(product: Product, stock: PastStock, market: Marketplace) -> dict[str, str]:
    price = amount(product.price_in(market.currency), market.currency)
    inbound = stock.inbound_working + stock.inbound_shipped + stock.inbound_receiving
    return {
        "snapshot-date": stock.day.isoformat(),
        "sku": stock.sku,
        "fnsku": product.fnsku,
        "asin": stock.asin,
        "product-name": product.title_in(market.country),
        "condition": "New",
        "available": str(stock.sellable),
        "pending-removal-quantity": "0",
        "currency": market.currency,
        "your-price": price,
        "sales-price": price,
        "featuredoffer-price": price,
        "item-volume": f"{0.02 + share(product.sku, 'volume') / 4:.2f}",
        "volume-unit-measurement": "cubic feet",
        "storage-type": "Standard",
        "marketplace": market.country,
        "product-group": "gl_home",
        "sales-rank": str(900 + int(share(product.sku, "rank") * 90_000)),
        "inbound-quantity": str(inbound),
        "inbound-working": str(stock.inbound_working),
        "inbound-shipped": str(stock.inbound_shipped),
        "inbound-received": str(stock.inbound_receiving),
        "reserved-quantity": str(stock.reserved),
    }


def _ages(ages: Sequence[tuple[int, int]]) -> dict[str, str]:
    def between(first: int, last: int) -> str:
        return str(sum(units for days, units in ages if first <= days <= last))

    told = {f"inv-age-{first}-to-{last}-days": between(first, last) for first, last in _BUCKETS}
    told["inv-age-365-plus-days"] = between(366, 10**6)
    told["inv-age-456-plus-days"] = between(456, 10**6)
    for first in _SURCHARGED:
        last = first + 29
        told[f"quantity-to-be-charged-ais-{first}-{last}-days"] = between(first, last)
    return told


def _speed(stock: PastStock, sold: _Sold, market: Marketplace) -> dict[str, str]:
    told = {f"units-shipped-t{n}": str(u) for n, u in zip(_SPANS, sold.units, strict=True)}
    for days, sales in zip(_SPANS, sold.sales, strict=True):
        told[f"sales-shipped-last-{days}-days"] = amount(sales, market.currency)
    t30, t90 = sold.units[1], sold.units[3]
    told["no-sale-last-6-months"] = "0"
    told["healthy-inventory-level"] = str(round(t30 / 30 * _HEALTHY_DAYS))
    told["sell-through"] = f"{t90 / stock.sellable:.2f}" if stock.sellable else ""
    told["days-of-supply"] = str(round(stock.sellable / t30 * 30)) if t30 else ""
    told["weeks-of-cover-t30"] = f"{stock.sellable / t30 * 30 / 7:.1f}" if t30 else ""
    told["weeks-of-cover-t90"] = f"{stock.sellable / t90 * 90 / 7:.1f}" if t90 else ""
    excess = max(0, stock.sellable - round(t30 / 30 * _EXCESS_DAYS))
    told["estimated-excess-quantity"] = str(excess)
    told["recommended-action"] = "Create sale" if excess else "No action required"
    told["alert"] = "Low traffic" if excess else ""
    return told
