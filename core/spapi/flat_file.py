"""Reading a flat-file report: guarded, undamaged, line by line, by header name."""

import gzip
import hashlib
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import DamagedFile, FileTooLarge, MissingColumns, NotAReport
from core.spapi.encoding import decode, mark, unmarked

MAGIC = b"\x1f\x8b"
BLOCK = 1 << 20
NOT_ROWS = 1000
"""Lines that may be no rows: the header, and blank ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a report may be at most; beyond it is a bomb, not a report."""

    wire: int = 256 << 20
    expanded: int = 1 << 30
    ratio: int = 200
    line: int = 1 << 20
    columns: int = 500
    rows: int = 5_000_000


LIMITS = Limits()


def digest(path: Path) -> bytes:
    """SHA-256 of a file as it lies."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def blocks(path: Path, limits: Limits = LIMITS) -> Iterator[bytes]:
    """The file's content, gunzipped where it is gzip, in blocks; checksum and length are checked.

    Raises DamagedFile where it is cut off or altered, FileTooLarge beyond the limits, NotAReport
    where the disk does not give it.
    """
    try:
        yield from _guarded(path, limits)
    except OSError as why:
        reason = f"it cannot be read ({why.strerror or why})"
        raise NotAReport(name=path.name, reason=reason) from why


def _guarded(path: Path, limits: Limits) -> Iterator[bytes]:
    wire = path.stat().st_size
    if wire > limits.wire:
        raise FileTooLarge(name=path.name, reason=f"it has more than {limits.wire >> 20} MiB")
    expanded = 0
    with path.open("rb") as raw:
        for block in _read(path.name, raw):
            expanded += len(block)
            if expanded > limits.expanded:
                reason = f"it holds more than {limits.expanded >> 20} MiB"
                raise FileTooLarge(name=path.name, reason=reason)
            if expanded > BLOCK and expanded > limits.ratio * wire:
                raise FileTooLarge(name=path.name, reason="it expands more than any real report")
            yield block


def _read(name: str, raw: BinaryIO) -> Iterator[bytes]:
    gzipped = raw.read(2) == MAGIC
    raw.seek(0)
    stream: BinaryIO = gzip.GzipFile(fileobj=raw) if gzipped else raw  # type: ignore[assignment]
    try:
        while block := stream.read(BLOCK):
            yield block
    except EOFError:
        raise DamagedFile(name=name, reason="it ends too early") from None
    except (gzip.BadGzipFile, zlib.error):
        raise DamagedFile(name=name, reason="its checksum is wrong") from None


def lines(path: Path, limits: Limits = LIMITS) -> Iterator[bytes]:
    """The file's lines without their ends and its mark; UTF-16 becomes UTF-8.

    Only a line feed ends a line, as in Amazon's files. Raises FileTooLarge where there are more
    lines than a report may have rows, blank ones included.
    """
    rest, seen = b"", 0
    for block in unmarked(blocks(path, limits)):
        parts = (rest + block).split(b"\n")
        rest = parts.pop()
        seen += len(parts)
        if seen > limits.rows + NOT_ROWS:
            raise FileTooLarge(name=path.name, reason=f"it has more than {limits.rows:,} rows")
        if len(max(parts, key=len, default=rest)) > limits.line or len(rest) > limits.line:
            raise FileTooLarge(
                name=path.name, reason="one of its lines is longer than any real one"
            )
        yield from parts
    if rest:
        yield rest


def marked(path: Path) -> str | None:
    """The encoding that the file's mark names, None where it has no mark."""
    return mark(next(blocks(path), b""))


def fold(header: str) -> str:
    """A column name as it is compared: case, hyphens, underscores and spaces do not matter."""
    plain = unicodedata.normalize("NFKC", header)
    return plain.strip().casefold().replace("_", "-").replace(" ", "-")


def columns(name: str, header: bytes, required: tuple[str, ...]) -> dict[str, int]:
    """Where each column stands; a report that lacks a required one is refused, and they are named.

    Raises NotAReport where it is no table of columns at all.
    """
    places = placed(name, decode(header, "utf-8").rstrip("\r").split("\t"))
    require(name, places, required)
    return places


def placed(name: str, heads: list[str]) -> dict[str, int]:
    """Where each column of a header stands, by its folded name; of two alike, the first."""
    if len(heads) > LIMITS.columns:
        raise NotAReport(name=name, reason="its first line has too many columns")
    return {fold(head): index for index, head in reversed(list(enumerate(heads)))}


def require(
    name: str, places: dict[str, int], required: tuple[str, ...], whose: str = "an order report's"
) -> None:
    """Refuse a report that lacks a required column."""
    missing = [column for column in required if column not in places]
    if len(missing) > len(required) // 2:
        raise NotAReport(name=name, reason=f"its first line does not name {whose} columns")
    if missing:
        raise MissingColumns(name=name, columns=", ".join(missing))
