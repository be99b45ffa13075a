"""The restock report: what to send to Amazon, for every country of the account at once."""

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil

from core.spapi.sandbox.flat_table import named
from core.spapi.sandbox.marketplaces import Marketplace, amount
from core.spapi.sandbox.ordered import ordered
from core.spapi.sandbox.report_spec import Asked
from core.spapi.sandbox.shop import Shop
from core.spapi.sandbox.stock_now import StockNow, stock_now

COLUMNS = (
    "Country",
    "Product Name",
    "FNSKU",
    "Merchant SKU",
    "ASIN",
    "Condition",
    "Supplier",
    "Supplier part no.",
    "Currency code",
    "Price",
    "Sales last 30 days",
    "Units Sold Last 30 Days",
    "Total Units",
    "Inbound",
    "Available",
    "FC transfer",
    "FC Processing",
    "Customer Order",
    "Unfulfillable",
    "Working",
    "Shipped",
    "Receiving",
    "Fulfilled by",
    "Total Days of Supply (including units from open shipments)",
    "Days of Supply at Amazon Fulfillment Network",
    "Alert",
    "Recommended replenishment qty",
    "Recommended ship date",
    "Recommended action",
    "Unit storage size",
)
_SPAN = 30
_COVER_DAYS = 60
_LEAD_DAYS = 30
_URGENT_DAYS = 14
_MONTH_FIRST = {"US", "CA"}


def restock_report(asked: Asked) -> str:
    """The report's text: rows of all the account's stores, whichever was asked for."""
    shop = asked.shop
    return named(COLUMNS, _rows(asked, shop)) if shop else ""


def written(day: date, country: str) -> str:
    """A day as the report writes it there: nothing in the file says which way round."""
    return day.strftime("%m/%d/%Y" if country in _MONTH_FIRST else "%d/%m/%Y")


def _rows(asked: Asked, shop: Shop) -> Iterator[dict[str, str]]:
    for market in asked.account.marketplaces:
        today = market.local_day(asked.at)
        sold: dict[str, tuple[int, int]] = {}
        for one in ordered(shop, market, today - timedelta(days=_SPAN), today - timedelta(days=1)):
            if not one.order.merchant and one.counts(asked.at):
                units, sales = sold.get(one.line.product.sku, (0, 0))
                sold[one.line.product.sku] = (
                    units + one.line.quantity,
                    sales + one.sales,
                )
        for stock in stock_now(shop, market, asked.at):
            yield _row(stock, sold.get(stock.product.sku, (0, 0)), market, today)


def _row(
    stock: StockNow, sold: tuple[int, int], market: Marketplace, today: date
) -> dict[str, str]:
    product, currency = stock.product, market.currency
    told = {
        "Country": market.country,
        "Product Name": product.title_in(market.country),
        "FNSKU": product.fnsku,
        "Merchant SKU": product.sku,
        "ASIN": product.asin,
        "Condition": "New",
        "Supplier": "unassigned",
        "Currency code": currency,
        "Price": amount(product.price_in(currency), currency),
        "Sales last 30 days": amount(sold[1], currency),
        "Units Sold Last 30 Days": str(sold[0]),
        "Fulfilled by": "Amazon",
        "Unit storage size": "0.25 ft3",
    }
    return told | _units(stock) | _advice(stock, sold[0] / _SPAN, market, today)


def _units(stock: StockNow) -> dict[str, str]:
    inbound = stock.working + stock.shipped + stock.receiving
    return {
        "Total Units": str(stock.total),
        "Inbound": str(inbound),
        "Available": str(stock.sellable),
        "FC transfer": "0",
        "FC Processing": "0",
        "Customer Order": str(stock.held),
        "Unfulfillable": str(stock.spoilt),
        "Working": str(stock.working),
        "Shipped": str(stock.shipped),
        "Receiving": str(stock.receiving),
    }


def _advice(stock: StockNow, rate: float, market: Marketplace, today: date) -> dict[str, str]:
    """How long it lasts at `rate` units a day, and what to send."""
    coming = stock.working + stock.shipped + stock.receiving
    here, total = _days(stock.sellable, rate), _days(stock.sellable + coming, rate)
    wanted = max(0, ceil(rate * _COVER_DAYS) - stock.sellable - coming)
    ship = today + timedelta(days=max(0, (total or 0) - _LEAD_DAYS))
    return {
        "Total Days of Supply (including units from open shipments)": _told(total),
        "Days of Supply at Amazon Fulfillment Network": _told(here),
        "Alert": _alert(here, total),
        "Recommended replenishment qty": str(wanted),
        "Recommended ship date": written(ship, market.country) if wanted else "",
        "Recommended action": "Create shipping plan" if wanted else "No action required",
    }


def _days(units: int, rate: float) -> int | None:
    return round(units / rate) if rate else None


def _told(days: int | None) -> str:
    return "" if days is None else str(days)


def _alert(here: int | None, total: int | None) -> str:
    if here is None or total is None:
        return ""
    if here == 0:
        return "out_of_stock"
    if here < _URGENT_DAYS and total < _LEAD_DAYS:
        return "reorder_now"
    return "low_stock" if here < _LEAD_DAYS else ""
