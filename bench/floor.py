"""The floor of an import: what nobody can do without, and nothing else.

Gunzip, csv.reader, and sqlite3.executemany of the columns that are kept, as text, into tables of
the same keys and indexes, committed every 5,000 lines with synchronous=FULL.
"""

import csv
import gzip
import sqlite3
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter
from pathlib import Path

from core.spapi.order_rows import COLUMNS

CHUNK = 5_000
TABLE = """
CREATE TABLE line (
  "amazon-order-id" TEXT, sku TEXT, nth TEXT, "purchase-date" TEXT, "last-updated-date" TEXT,
  "order-status" TEXT, "fulfillment-channel" TEXT, "sales-channel" TEXT, "product-name" TEXT,
  asin TEXT, "item-status" TEXT, quantity TEXT, currency TEXT, "item-price" TEXT,
  PRIMARY KEY ("amazon-order-id", sku, nth)
) WITHOUT ROWID;
CREATE INDEX line_day ON line ("purchase-date");
"""
KEPT = ("amazon-order-id", "sku", *(c for c in COLUMNS if c not in ("amazon-order-id", "sku")))


def run(report: Path, database: Path) -> int:
    """Take the report in as text; returns how many lines there were."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.executescript(TABLE)
    marks = ", ".join("?" * (len(KEPT) + 1))
    total = 0
    with gzip.open(report, "rt", encoding="utf-8", newline="") as file:
        rows = _rows(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        while some := list(islice(rows, CHUNK)):
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(f"INSERT INTO line VALUES ({marks})", some)  # noqa: S608
            connection.execute("COMMIT")
            total += len(some)
    connection.close()
    return total


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[str, ...]]:
    heads = next(reader)
    pick = itemgetter(*(heads.index(name) for name in KEPT))
    for number, fields in enumerate(reader):
        order_id, sku, *others = pick(fields)
        yield order_id, sku, str(number), *others
