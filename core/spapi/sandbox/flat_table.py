"""A flat file: names and values with TABs between them, and no quotes around them."""

from collections.abc import Iterable, Mapping


def table(columns: Iterable[str], rows: Iterable[str]) -> str:
    """A report of rows that are text already; no text at all where there is no row."""
    lines = list(rows)
    head = "\t".join(columns)
    return "".join(f"{line}\r\n" for line in (head, *lines)) if lines else ""


def named(columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> str:
    """A report of rows by column; a column that a row does not name is empty."""
    return table(columns, ("\t".join(str(row.get(c, "")) for c in columns) for row in rows))
