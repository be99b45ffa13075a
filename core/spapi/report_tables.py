"""The layouts of the reports that are tables: which columns each needs, and a row of its cells.

Columns with a buyer's name, address, e-mail or phone number are never read.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from core.marketplaces import by_id
from core.ports import report_rows as rows
from core.ports.report_rows import BuyerText
from core.spapi import flat_file
from core.spapi.encoding import EncodingProbe, decode
from core.spapi.report_dates import day_of, moment_of
from core.spapi.stock_ages import apart, bands
from core.spapi.table import Cells, Layout

COMMENT = 2000
_ORDER_ID = re.compile(r"[A-Z0-9]{3}-\d{7}-\d{7}", re.ASCII)
_FEEDBACK = ("date", "rating", "comments", "your-response", "order-id", "rater-email")
_RESTOCK = (
    "country",
    "product-name",
    "fnsku",
    "merchant-sku",
    "asin",
    "condition",
    "supplier",
    "supplier-part-no.",
    "currency-code",
    "price",
    "sales-last-30-days",
    "units-sold-last-30-days",
    "total-units",
    "inbound",
    "available",
    "fc-transfer",
    "fc-processing",
    "customer-order",
    "unfulfillable",
    "working",
    "shipped",
    "receiving",
    "fulfilled-by",
    "total-days-of-supply-(including-units-from-open-shipments)",
    "days-of-supply-at-amazon-fulfillment-network",
    "alert",
    "recommended-replenishment-qty",
    "recommended-ship-date",
    "recommended-action",
    "unit-storage-size",
)
_AGES = "inv-age-"


def feedback(cells: Cells) -> rows.FeedbackRow:
    """A buyer's rating; the address of who rated stays unread."""
    rating, order_id = cells.text("rating"), cells.key("order-id")
    if rating not in ("1", "2", "3", "4", "5") or not _ORDER_ID.fullmatch(order_id):
        raise ValueError("rating or order-id")
    return rows.FeedbackRow(
        day_of(cells.text("date"), cells.marketplace_id),
        int(rating),
        written(cells.text("comments", COMMENT)),
        plain(cells.text("your-response", COMMENT) or cells.text("response", COMMENT)),
        order_id,
    )


def planning(cells: Cells) -> rows.PlanningRow:
    """A product's stock by age."""
    known = bands(column for column in cells.places if column.startswith(_AGES))
    told = {band: cells.maybe(column) for column, band in known.items()}
    if not cells.text("available"):
        raise ValueError("available")
    return rows.PlanningRow(
        cells.key("sku"),
        cells.text("asin", 16),
        cells.text("product-name"),
        cells.units("available"),
        cells.units("inbound-quantity"),
        cells.units("reserved-quantity"),
        cells.units("unfulfillable-quantity"),
        apart({band: units for band, units in told.items() if units is not None}),
        _days(cells.text("days-of-supply")),
        cells.text("alert", 64),
        cells.text("recommended-action", 64),
    )


def restock(cells: Cells) -> rows.RestockRow:
    """What to send of a product."""
    ship_by = cells.text("recommended-ship-date", 32)
    return rows.RestockRow(
        cells.key("merchant-sku"),
        cells.text("asin", 16),
        cells.text("product-name"),
        cells.units("units-sold-last-30-days"),
        cells.units("available"),
        cells.units("inbound"),
        _days(cells.text("days-of-supply-at-amazon-fulfillment-network")),
        cells.text("alert", 64),
        cells.maybe("recommended-replenishment-qty"),
        _maybe_day(ship_by, cells.marketplace_id),
        cells.text("recommended-action", 64),
    )


def fba_return(cells: Cells) -> rows.ReturnRow:
    """Units that came back to Amazon."""
    return rows.ReturnRow(
        day_of(cells.text("return-date", 40), cells.marketplace_id),
        cells.key("order-id"),
        cells.key("sku"),
        cells.text("asin", 16),
        cells.units("quantity"),
        cells.text("reason", 64),
        cells.text("detailed-disposition", 64),
        written(cells.text("customer-comments", COMMENT)),
    )


def seller_return(cells: Cells) -> rows.ReturnRow:
    """Units that a buyer asks to send back to the seller."""
    return rows.ReturnRow(
        day_of(cells.text("return-request-date", 40), cells.marketplace_id),
        cells.key("order-id"),
        cells.key("merchant-sku"),
        cells.text("asin", 16),
        cells.units("return-quantity"),
        cells.text("return-reason", 64),
        cells.text("return-request-status", 64),
        BuyerText(""),
    )


def shipment(cells: Cells) -> rows.ShipmentRow:
    """Units that Amazon shipped."""
    bought, arrives = cells.text("purchase-date", 40), cells.text("estimated-arrival-date", 40)
    return rows.ShipmentRow(
        cells.key("amazon-order-id"),
        cells.text("shipment-item-id", 40),
        cells.key("sku"),
        cells.units("quantity-shipped"),
        moment_of(bought) if bought else None,
        moment_of(cells.text("shipment-date", 40)),
        moment_of(arrives) if arrives else None,
        cells.text("sales-channel", 40),
    )


def written(text: str) -> BuyerText:
    """What a buyer wrote, without characters that nobody sees; it stays untrusted."""
    return BuyerText(plain(text))


def plain(text: str) -> str:
    """A text without control and direction characters; what breaks a line becomes a space."""
    kept = (c if unicodedata.category(c)[0] != "C" else " " if c.isspace() else "" for c in text)
    return "".join(kept).strip()


def opening(path: Path, longest: int) -> str:
    """The first characters of a document that explains itself, on one line."""
    first = next(flat_file.blocks(path), b"")[: 16 * longest]
    probe = EncodingProbe()
    probe.feed(first)
    text = plain(decode(first, probe.found(japanese=False)))
    return " ".join(text.split())[:longest]


def _days(text: str) -> int | None:
    """Days of supply; None where Amazon says nothing or that it has no end."""
    whole = text.partition(".")[0]
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) <= 9 else None


def _maybe_day(text: str, marketplace_id: str) -> date | None:
    """A day that the row can do without."""
    try:
        return day_of(text, marketplace_id)
    except ValueError:
        return None


def is_abroad(cells: Cells) -> bool:
    """Whether a row names another country than the store's; where it names none, it does not."""
    last = by_id(cells.marketplace_id).name.rpartition(".")[2].upper()
    own = {"COM": {"US"}, "UK": {"UK", "GB"}}.get(last, {last})
    return cells.text("country", 8).upper() not in {"", *own}


LAYOUTS: Mapping[str, Layout[Any]] = {
    rows.FEEDBACK.report_type: Layout(
        ("date", "rating", "comments", "order-id"), feedback, _FEEDBACK
    ),
    rows.PLANNING.report_type: Layout(("sku", "available"), planning),
    rows.RESTOCK.report_type: Layout(
        ("country", "merchant-sku", "available", "recommended-replenishment-qty"),
        restock,
        _RESTOCK,
        is_abroad,
    ),
    rows.FBA_RETURNS.report_type: Layout(("return-date", "order-id", "sku"), fba_return),
    rows.SELLER_RETURNS.report_type: Layout(
        ("order-id", "return-request-date", "merchant-sku"), seller_return
    ),
    rows.SHIPMENTS.report_type: Layout(("amazon-order-id", "shipment-date", "sku"), shipment),
}
"""How each report is read, by its type."""
