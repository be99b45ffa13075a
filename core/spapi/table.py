"""Any report that is a table: by header name, whatever else it brings; each row read or counted."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from core.errors import FileTooLarge, NotAReport
from core.ports.report_rows import TablePage
from core.spapi import flat_file
from core.spapi.encoding import EncodingProbe, decode

Row = TypeVar("Row")
OUT_OF_USE = "deprecated-column"


@dataclass(frozen=True, slots=True)
class Source:
    """A downloaded report: where it lies, for which store, and the encoding it came with."""

    path: Path
    marketplace_id: str
    told: str | None = None

    @property
    def is_japanese(self) -> bool:
        """Whether it is of the Japanese store."""
        return self.marketplace_id == "A1VC38T7YXB528"


@dataclass(frozen=True, slots=True)
class Cells:
    """One row's values by column name, for a store."""

    places: Mapping[str, int]
    values: list[str]
    marketplace_id: str

    def text(self, column: str, longest: int = 500) -> str:
        """A value without the space around it; empty where the row or the report lacks it."""
        place = self.places.get(column, len(self.values))
        return self.values[place].strip()[:longest] if place < len(self.values) else ""

    def key(self, column: str, longest: int = 64) -> str:
        """A value that the row is known by; raises ValueError where it is none."""
        found = self.text(column, longest + 1)
        if not found or len(found) > longest or "\0" in found:
            raise ValueError(column)
        return found

    def units(self, column: str) -> int:
        """A number of units, nothing where nothing is said; raises ValueError."""
        found = self.maybe(column)
        return 0 if found is None else found

    def maybe(self, column: str) -> int | None:
        """A number of units, None where nothing is said; raises ValueError."""
        found = self.text(column).removesuffix(".0")
        if not found:
            return None
        if not (found.isascii() and found.isdigit() and len(found) <= 9):
            raise ValueError(column)
        return int(found)


def _never(_: Cells) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Layout(Generic[Row]):
    """How a report is read: the columns it needs, and a row of its cells.

    `in_order` is how the columns stand in every store, for headers in a language we do not know.
    """

    required: tuple[str, ...]
    row: Callable[[Cells], Row]
    in_order: tuple[str, ...] = ()
    is_elsewhere: Callable[[Cells], bool] = _never
    """Whether a row is of another country, and so not read but counted."""


def read(
    source: Source, layout: Layout[Row], limits: flat_file.Limits = flat_file.LIMITS
) -> TablePage[Row]:
    """Read a report whole; no bytes or a header alone are no rows.

    Raises the typed errors of flat_file where the file or its columns are damaged.
    """
    probe = EncodingProbe(source.told)
    for line in flat_file.lines(source.path, limits):
        probe.feed(line)
    encoding = probe.found(japanese=source.is_japanese)
    stream = flat_file.lines(source.path, limits)
    header = next(stream, b"").rstrip(b"\r")
    if not header.strip():
        return TablePage(())
    split = _by_tabs if b"\t" in header else _by_commas
    heads = split(decode(header, encoding))
    places = _places(source.path.name, heads, layout)
    counts = _Counts()
    rows = tuple(counts.kept(layout, _cells(source, places, stream, (encoding, split)), limits))
    if counts.unreadable and not rows and _is_foreign(heads, layout):
        raise NotAReport(name=source.path.name, reason="none of its rows could be read")
    recorded = flat_file.marked(source.path) or encoding
    return TablePage(rows, counts.unreadable, counts.elsewhere, recorded)


@dataclass(slots=True)
class _Counts:
    unreadable: int = 0
    elsewhere: int = 0

    def kept(
        self, layout: Layout[Row], cells: Iterator[Cells], limits: flat_file.Limits
    ) -> Iterator[Row]:
        for number, one in enumerate(cells, start=1):
            if number > limits.rows:
                raise FileTooLarge(name="report", reason=f"it has more than {limits.rows:,} rows")
            if layout.is_elsewhere(one):
                self.elsewhere += 1
                continue
            try:
                yield layout.row(one)
            except ValueError:
                self.unreadable += 1


def _cells(
    source: Source,
    places: Mapping[str, int],
    stream: Iterator[bytes],
    how: tuple[str, Callable[[str], list[str]]],
) -> Iterator[Cells]:
    encoding, split = how
    for line in stream:
        if line.strip():
            values = split(decode(line, encoding).rstrip("\r"))
            yield Cells(places, values, source.marketplace_id)


def _is_foreign(heads: list[str], layout: Layout[Row]) -> bool:
    """Whether a header is in another language, but of as many columns as the report has."""
    known = {flat_file.fold(head) for head in heads}
    return len(_in_use(heads)) == len(layout.in_order) and not known.issuperset(layout.required)


def _in_use(heads: list[str]) -> list[int]:
    """Where the columns stand; those out of use are called so in every store."""
    return [place for place, head in enumerate(heads) if flat_file.fold(head) != OUT_OF_USE]


def _places(name: str, heads: list[str], layout: Layout[Row]) -> dict[str, int]:
    if _is_foreign(heads, layout):
        return dict(zip(layout.in_order, _in_use(heads), strict=True))
    places = flat_file.placed(name, heads)
    flat_file.require(name, places, layout.required, "this report's")
    return places


def _by_tabs(line: str) -> list[str]:
    return line.split("\t")


def _by_commas(line: str) -> list[str]:
    return next(csv.reader(io.StringIO(line)), [])
