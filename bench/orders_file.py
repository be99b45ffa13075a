"""A seeded all-orders report, as large and reaching as far back as asked for."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.spapi.order_rows import COLUMNS

NOW = datetime(2026, 11, 15, 6, 0, tzinfo=UTC)
"""The present of all measurements."""

SEED = 20261115
SKUS = 400
STORES = (("Amazon.com", "USD"), ("Amazon.ca", "CAD"), ("Amazon.com.mx", "MXN"))
# As real reports have them, though nobody reads them here.
UNREAD = ("merchant-order-id", "ship-service-level", "ship-city", "ship-country", "promotion-ids")


def write_report(path: Path, lines: int, seed: int = SEED, days: int = 29) -> None:
    """Write a gzipped report of that many lines, about one order in fifteen with a second line.

    Orders of at most 29 days are so young that their ids are sealed.
    """
    dice = random.Random(seed)  # noqa: S311 -- repeatable figures, no secrets
    with gzip.open(path, "wt", encoding="utf-8", newline="", compresslevel=6) as file:
        file.write("\t".join((*COLUMNS, *UNREAD)) + "\n")
        file.writelines("\t".join(row) + "\n" for row in _rows(dice, lines, days))


def _rows(dice: random.Random, lines: int, days: int) -> Iterator[tuple[str, ...]]:
    written = 0
    while written < lines:
        order = _order(dice, days)
        for _ in range(1 if dice.random() > 0.07 else 2):
            if written < lines:
                yield _row(dice, order)
                written += 1


def _order(dice: random.Random, days: int) -> tuple[str, str, str, str, str, tuple[str, str]]:
    bought = NOW - timedelta(seconds=dice.randrange(3600, days * 86400))
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
