"""The FBA inventory report: one row a product, its units at Amazon and on their way there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import FileTooLarge
from core.ports.amazon import StockRow
from core.spapi import flat_file
from core.spapi.encoding import EncodingProbe, decode

SELLABLE = "afn-fulfillable-quantity"
RESERVED = "afn-reserved-quantity"
INBOUND = (
    "afn-inbound-working-quantity",
    "afn-inbound-shipped-quantity",
    "afn-inbound-receiving-quantity",
)
REQUIRED = ("sku", SELLABLE, RESERVED, *INBOUND)


@dataclass(slots=True)
class StockReport:
    """The rows, one a SKU, and how many could not be read."""

    rows: list[StockRow] = field(default_factory=list)
    unreadable: int = 0
    encoding: str = "utf-8"


def read(
    path: Path,
    *,
    japanese: bool,
    told: str | None = None,
    limits: flat_file.Limits = flat_file.LIMITS,
) -> StockReport:
    """Read a report whole; an empty file is a seller without stock.

    `told` is the encoding that came along with the file.

    Raises the typed errors of flat_file where the file or its columns are damaged.
    """
    probe, report = EncodingProbe(told), StockReport()
    for line in flat_file.lines(path, limits):
        probe.feed(line)
    encoding, stream = probe.found(japanese=japanese), flat_file.lines(path, limits)
    header = next(stream, b"")
    if not header.strip():
        return report
    reader = _Reader(flat_file.columns(path.name, header, REQUIRED), encoding)
    found: dict[str, StockRow] = {}
    for number, line in enumerate(stream, start=1):
        if number > limits.rows:
            raise FileTooLarge(name=path.name, reason=f"it has more than {limits.rows:,} rows")
        if not line.strip():
            continue
        fields = reader.fields(line)
        if reader.is_elsewhere(fields):
            continue
        row = reader.row(fields)
        if row is None:
            report.unreadable += 1
        else:
            # A listing shared by several stores comes once for each; its units are the same ones.
            found.setdefault(row.sku, row)
    report.rows = list(found.values())
    report.encoding = flat_file.marked(path) or encoding
    return report


@dataclass(frozen=True, slots=True)
class _Reader:
    places: Mapping[str, int]
    encoding: str

    def fields(self, line: bytes) -> list[str]:
        return decode(line, self.encoding).rstrip("\r").split("\t")

    def text(self, fields: list[str], column: str) -> str:
        place = self.places.get(column, len(fields))
        return fields[place].strip() if place < len(fields) else ""

    def is_elsewhere(self, fields: list[str]) -> bool:
        """Whether the seller keeps and ships this product, so that Amazon has none of it."""
        return self.text(fields, "afn-listing-exists").casefold() == "no"

    def row(self, fields: list[str]) -> StockRow | None:
        """The row, None where it has no SKU or a number that is none."""
        sku = self.text(fields, "sku")
        sellable = _units(self.text(fields, SELLABLE))
        # Only what is there to be sold must be said; nothing said of the rest is nothing there.
        reserved = _units(self.text(fields, RESERVED) or "0")
        inbound = [_units(self.text(fields, column) or "0") for column in INBOUND]
        coming = [units for units in inbound if units is not None]
        if not sku or len(sku) > 64 or sellable is None or reserved is None:
            return None
        if len(coming) < len(inbound) or "\0" in sku:
            return None
        asin, title = self.text(fields, "asin")[:16], self.text(fields, "product-name")[:500]
        return StockRow(sku, asin, title, sellable, sum(coming), reserved)


def _units(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None
