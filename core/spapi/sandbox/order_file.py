"""A shop made of a real all-orders report: its rows, served again as Amazon would."""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.spapi.sandbox.marketplaces import BY_NAME
from core.spapi.sandbox.order_rows import COLUMNS, OrderQuery

_TRAVEL = timedelta(days=3)
PENDING_PRICE = "pending-item-price"
"""A column that no report has."""
_NEEDED = ("amazon-order-id", "purchase-date", "last-updated-date", "sales-channel")


class BadOrderFile(ValueError):
    """The file cannot be served; the text says why."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One line of the file; `store` is None for orders sold elsewhere, which the home store has.

    `pending_price` is what a line without a price will cost: only getOrderMetrics knows it yet.
    """

    order_id: str
    purchased: datetime
    updated: datetime
    status: str
    store: str | None
    text: str
    pending_price: str = ""


@dataclass(slots=True)
class OrderFile:
    """All rows, oldest purchase first; `home` is the store with the most of them."""

    rows: list[FileRow]
    home: str
    _by_order: dict[str, FileRow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_order = {row.order_id: row for row in self.rows}

    def matching(self, query: OrderQuery) -> Iterator[str]:
        """The rows that answer a query."""
        wanted = {m.id for m in query.marketplaces}
        for row in self.rows:
            moment = row.updated if query.by_update else row.purchased
            visible = row.updated <= query.at and query.since <= moment < query.until
            if visible and (row.store or self.home) in wanted:
                yield row.text

    def stores(self) -> set[str]:
        """Ids of the marketplaces in which the file has orders."""
        return {row.store for row in self.rows if row.store}

    def find(self, order_id: str) -> FileRow | None:
        """A row of that order."""
        return self._by_order.get(order_id)


def delivered(row: FileRow) -> datetime | None:
    """When a shipped order probably arrived: the report does not say."""
    return row.purchased + _TRAVEL if row.status.lower().startswith("shipped") else None


def read_order_file(path: Path) -> OrderFile:
    """Read a report, plain or gzip, UTF-8 or cp1252."""
    try:
        raw = path.read_bytes()
    except OSError as reason:
        raise BadOrderFile(f"it cannot be read ({reason.strerror})") from reason
    text = _decode(_unpack(raw))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = [_fold(name) for name in next(reader, [])]
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        raise BadOrderFile(f"the columns {', '.join(missing)} are missing")
    places = [header.index(name) if name in header else None for name in COLUMNS]
    hidden = header.index(PENDING_PRICE) if PENDING_PRICE in header else None
    rows = [
        replace(_row(row, places, reader.line_num), pending_price=_at(row, hidden))
        for row in reader
        if any(row)
    ]
    stores = Counter(row.store for row in rows if row.store)
    if not stores:
        raise BadOrderFile("there is no order of an Amazon store in it")
    return OrderFile(sorted(rows, key=lambda row: row.purchased), stores.most_common(1)[0][0])


def _unpack(raw: bytes) -> bytes:
    if raw[:2] != b"\x1f\x8b":
        return raw
    try:
        return gzip.decompress(raw)
    except (EOFError, OSError, zlib.error) as reason:
        raise BadOrderFile(f"the gzip file is damaged ({reason})") from reason


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _fold(name: str) -> str:
    return name.strip().lower().replace("_", "-").replace(" ", "-")


def _row(row: list[str], places: list[int | None], number: int) -> FileRow:
    values = [_at(row, place) for place in places]
    named = dict(zip(COLUMNS, values, strict=True))
    market = BY_NAME.get(named["sales-channel"].lower())
    return FileRow(
        named["amazon-order-id"],
        _moment(named["purchase-date"], number),
        _moment(named["last-updated-date"], number),
        named["order-status"],
        market.id if market else None,
        "\t".join(values),
    )


def _at(row: list[str], place: int | None) -> str:
    return row[place] if place is not None and place < len(row) else ""


def _moment(text: str, number: int) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as reason:
        raise BadOrderFile(f"line {number} has no readable date: {text!r}") from reason
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
