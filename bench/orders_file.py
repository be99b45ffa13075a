"""A seeded all-orders report, as large and reaching as far back as asked for."""

import gzip
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from core.spapi.order_rows import COLUMNS

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
"""The present of all measurements."""

SEED = 20261115
SKUS = 400
STORES = (("Amazon.com", "USD"), ("Amazon.ca", "CAD"), ("Amazon.com.mx", "MXN"))
# As real reports have them, though nobody reads them here.
UNREAD = ("merchant-order-id", "ship-service-level", "ship-city", "ship-country", "promotion-ids")


class Ages(NamedTuple):
    """From how many days ago on, and up to how many, orders were bought."""

    least: int
    most: int


YOUNG = Ages(0, 29)
"""So young that their ids are sealed."""


def write_report(path: Path, lines: int, seed: int = SEED, days: int = YOUNG.most) -> None:
    """Write a gzipped report of that many lines, about one order in fifteen with a second line."""
    write_reports(path, {Ages(0, days): lines}, seed)


def write_reports(path: Path, lines: Mapping[Ages, int], seed: int = SEED) -> None:
    """The same with so many lines of each age in one report."""
    dice = random.Random(seed)  # noqa: S311 -- repeatable figures, no secrets
    with gzip.open(path, "wt", encoding="utf-8", newline="", compresslevel=6) as file:
        file.write("\t".join((*COLUMNS, *UNREAD)) + "\n")
        for ages, count in lines.items():
            file.writelines("\t".join(row) + "\n" for row in _rows(dice, count, ages))


def _rows(dice: random.Random, lines: int, ages: Ages) -> Iterator[tuple[str, ...]]:
    written = 0
    while written < lines:
        order = _order(dice, ages)
        for _ in range(1 if dice.random() > 0.07 else 2):
            if written < lines:
                yield _row(dice, order)
                written += 1


def _order(dice: random.Random, ages: Ages) -> tuple[str, str, str, str, str, tuple[str, str]]:
    ago = dice.randrange(max(3600, ages.least * 86400), ages.most * 86400)
    bought = NOW - timedelta(seconds=ago)
    updated = min(NOW, bought + timedelta(seconds=dice.randrange(60, 4 * 86400)))
    digits = f"{dice.randrange(10**17):017d}"
    status = dice.choices(("Shipped", "Pending", "Cancelled"), (88, 4, 8))[0]
    return (
        f"{digits[:3]}-{digits[3:10]}-{digits[10:]}",
        bought.isoformat(),
        updated.isoformat(),
        status,
        dice.choice(("Amazon", "Merchant")),
        dice.choices(STORES, (80, 12, 8))[0],
    )


def _row(
    dice: random.Random, order: tuple[str, str, str, str, str, tuple[str, str]]
) -> tuple[str, ...]:
    order_id, bought, updated, status, fulfilled_by, (channel, currency) = order
    number = min(int(dice.expovariate(1 / 60)), SKUS - 1)
    price = "" if status == "Pending" else f"{dice.randrange(499, 9999) / 100:.2f}"
    quantity = "1" if dice.random() < 0.95 else "2"
    sku, asin = f"DEMO-{number:04d}-A", f"B0{number:08d}"
    item_status = "Cancelled" if status == "Cancelled" else "Shipped"
    facts = (f"Demo product {number}", sku, asin, item_status, quantity, currency, price)
    unread = (order_id, "Standard", "EXAMPLE CITY", "US", "Demo promotion 12345")
    return (order_id, bought, updated, status, fulfilled_by, channel, *facts, *unread)
