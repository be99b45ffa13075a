"""The FBA inventory report: one row a product, its units at Amazon and on their way there."""

from core.ports.amazon import StockPage, StockRow
from core.spapi import flat_file, table
from core.spapi.table import Cells, Layout, Source

SELLABLE = "afn-fulfillable-quantity"
RESERVED = "afn-reserved-quantity"
INBOUND = (
    "afn-inbound-working-quantity",
    "afn-inbound-shipped-quantity",
    "afn-inbound-receiving-quantity",
)
REQUIRED = ("sku", SELLABLE, RESERVED, *INBOUND)


def read(source: Source, limits: flat_file.Limits = flat_file.LIMITS) -> StockPage:
    """Read a report whole; an empty file is a seller without stock.

    Raises the typed errors of flat_file where the file or its columns are damaged.
    """
    page = table.read(source, LAYOUT, limits)
    found: dict[str, StockRow] = {}
    for row in page.rows:
        # A listing shared by several stores comes once for each; its units are the same ones.
        found.setdefault(row.sku, row)
    return StockPage(tuple(found.values()), page.unreadable, page.encoding)


def stock(cells: Cells) -> StockRow:
    """A product's stock; raises ValueError where it has no SKU or a number that is none."""
    sellable = cells.maybe(SELLABLE)
    if sellable is None:
        # Only what is there to be sold must be said; nothing said of the rest is nothing there.
        raise ValueError(SELLABLE)
    return StockRow(
        cells.key("sku"),
        cells.text("asin", 16),
        cells.text("product-name"),
        sellable,
        sum(cells.units(column) for column in INBOUND),
        cells.units(RESERVED),
    )


def is_the_sellers(cells: Cells) -> bool:
    """Whether the seller keeps and ships this product, so that Amazon has none of it."""
    return cells.text("afn-listing-exists").casefold() == "no"


LAYOUT = Layout(REQUIRED, stock, is_elsewhere=is_the_sellers)
