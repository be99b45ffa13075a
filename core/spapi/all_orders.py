"""The all-orders report: looked over once whole, then read order by order.

Looking over comes first because a damaged report must leave nothing behind, and because the lines
of an order may stand apart in the file while the order is replaced whole.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import FileTooLarge, NotAReport
from core.model import Unreadable
from core.ports.orders import Chunk, Reading
from core.spapi import flat_file
from core.spapi.encoding import EncodingProbe, decode
from core.spapi.order_rows import COLUMNS, Judge, Row, RowReader, assemble

CHUNK_LINES = 10_000
"""So many that a page is written for several rows, so few that others write in between."""


@dataclass(frozen=True, slots=True)
class AllOrders:
    """A report that was looked over: undamaged, its columns, stores and split orders known."""

    path: Path
    name: str
    digest: bytes
    places: dict[str, int]
    encoding: str
    rows: int
    channels: Counter[str]
    last_line: dict[bytes, int]
    """Orders whose lines do not stand together: the number of their last line."""
    mark: str | None = None
    """The encoding that the file's own mark names; its lines are read as UTF-8 then."""

    def chunks(self, reading: Reading) -> Iterator[Chunk]:
        """The report's orders in chunks; those bought before `oldest` are left out and counted."""
        chunk = Chunk()
        reader = RowReader(self.places, self.encoding, Judge(reading.home, reading.zones))
        for number, rows, unreadable in _gathered(self, reader):
            chunk.rows += len(rows) + len(unreadable)
            chunk.unreadable += unreadable
            if rows:
                order = assemble(rows)
                if reading.oldest is not None and order.purchased_at < reading.oldest:
                    chunk.too_old.append(number)
                else:
                    chunk.orders.append(order)
            if chunk.rows >= CHUNK_LINES:
                yield chunk
                chunk = Chunk()
        if chunk.rows:
            yield chunk


def scan(
    path: Path, limits: flat_file.Limits = flat_file.LIMITS, told: str | None = None
) -> AllOrders:
    """Look a whole report over; raises the typed error of whatever is wrong with the file.

    `told` is the encoding that came along with the file.
    """
    stream = flat_file.lines(path, limits)
    header = next(stream, b"")
    if b"\t" not in header:
        reason = "its first line is empty" if not header.strip() else "its columns are not TABs"
        raise NotAReport(name=path.name, reason=reason)
    places = flat_file.columns(path.name, header, COLUMNS)
    survey = _Survey(places["amazon-order-id"], places["sales-channel"], told)
    for number, line in enumerate(stream, start=2):
        survey.look(number, line)
        if survey.rows > limits.rows:
            raise FileTooLarge(name=path.name, reason=f"it has more than {limits.rows:,} rows")
    channels = Counter({decode(name, "utf-8").strip(): n for name, n in survey.channels.items()})
    japanese = any(name.casefold() == "amazon.co.jp" for name in channels)
    encoding = survey.encoding.found(japanese=japanese)
    last = {order: survey.seen[order] for order in survey.scattered}
    digest = flat_file.digest(path)
    mark = flat_file.marked(path)
    return AllOrders(path, path.name, digest, places, encoding, survey.rows, channels, last, mark)


class _Survey:
    """What is remembered of each line while a report is looked over."""

    def __init__(self, order: int, channel: int, told: str | None) -> None:
        self._order, self._channel = order, channel
        self._fields = max(order, channel) + 1
        self._current = b""
        self.seen: dict[bytes, int] = {}
        self.scattered: set[bytes] = set()
        self.channels: Counter[bytes] = Counter()
        self.encoding = EncodingProbe(told)
        self.rows = 0

    def look(self, number: int, line: bytes) -> None:
        if not line.strip():
            return
        self.rows += 1
        self.encoding.feed(line)
        fields = line.split(b"\t", self._fields)
        order = _key(fields, self._order)
        if order != self._current and order in self.seen:
            self.scattered.add(order)
        self._current = order
        self.seen[order] = number
        if len(fields) > self._channel:  # else too short to be read; reading names it
            self.channels[fields[self._channel]] += 1


def _key(fields: list[bytes], order: int) -> bytes:
    """The order that a line belongs to; empty where the line is too short to say."""
    return fields[order].strip() if len(fields) > order else b""


def _gathered(
    report: AllOrders, reader: RowReader
) -> Iterator[tuple[int, list[Row], list[Unreadable]]]:
    """Each order's rows once its last one was read, with the rows that could not be read."""
    order_at = report.places["amazon-order-id"]
    stream = flat_file.lines(report.path)
    next(stream)
    waiting: dict[bytes, list[Row]] = {}
    current, rows, unreadable, last = b"", list[Row](), list[Unreadable](), 1
    for number, raw in enumerate(stream, start=2):
        if not raw.strip():
            continue
        key = _key(raw.split(b"\t", order_at + 1), order_at)
        if key != current and (rows or unreadable):
            yield last, rows, unreadable
            rows, unreadable = [], []
        current, last = key, number
        row = reader.read(number, raw)
        if isinstance(row, Unreadable):
            unreadable.append(row)
        elif key in report.last_line:
            waiting.setdefault(key, []).append(row)
        else:
            rows.append(row)
        if report.last_line.get(key) == number:
            rows = waiting.pop(key, [])
    if rows or unreadable:
        yield last, rows, unreadable
