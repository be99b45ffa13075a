"""Seeded mutations of a report: what sellers' files do, and this month's file happens not to."""

import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

Row = dict[str, str]


def mutated(rows: list[Row], seed: int) -> list[Row]:
    """The rows with a bit of everything changed; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 -- repeatable, no secrets
    rows = [dict(row) for row in rows]
    for change in (statuses, zones, currencies, stores, splits, redated, unpriced, shuffled):
        if dice.random() < 0.75:
            rows = change(rows, dice)
    return rows


def some(rows: list[Row], dice: random.Random, share: float = 0.1) -> list[Row]:
    return dice.sample(rows, int(len(rows) * share))


def statuses(rows: list[Row], dice: random.Random) -> list[Row]:
    """Other spellings of cancelled, on orders and on items, and other states."""
    lines: dict[str, list[Row]] = {}
    for row in rows:
        lines.setdefault(row["amazon-order-id"], []).append(row)
    for row in some(rows, dice):
        status = dice.choice(("Canceled", "cancelled", "Shipped", "Pending", "Unshipped"))
        for same in lines[row["amazon-order-id"]]:
            same["order-status"] = status
        if status == "Unshipped":
            row["item-status"] = dice.choice(("Canceled", "CANCELLED", "Unshipped"))
    return rows


def zones(rows: list[Row], dice: random.Random) -> list[Row]:
    """The same moments, written with another offset."""
    for row in some(rows, dice, 0.4):
        zone = timezone(timedelta(minutes=dice.choice((-480, -210, 0, 60, 330, 765))))
        at = datetime.fromisoformat(row["purchase-date"]).astimezone(zone)
        row["purchase-date"] = at.isoformat()
    return rows


def currencies(rows: list[Row], dice: random.Random) -> list[Row]:
    """Some lines in another currency."""
    for row in some(rows, dice, 0.03):
        row["currency"] = "USD"
    return rows


def stores(rows: list[Row], dice: random.Random) -> list[Row]:
    """Some lines sold on other stores, or on none."""
    for row in some(rows, dice, 0.06):
        channel, currency = dice.choice(
            (("Amazon.com", "USD"), ("Amazon.co.jp", "JPY"), ("Non-Amazon", "INR"))
        )
        row["sales-channel"], row["currency"] = channel, currency
        row["item-price"] = row["item-price"] and f"{dice.randrange(100, 9000)}.00"
    return rows


def splits(rows: list[Row], dice: random.Random) -> list[Row]:
    """Two orders made one, so that its lines lie apart and on different days."""
    for _ in range(len(rows) // 50):
        one, other = dice.sample(rows, 2)
        other["amazon-order-id"] = one["amazon-order-id"]
    return rows


def redated(rows: list[Row], dice: random.Random) -> list[Row]:
    """Orders moved by hours or days, some over a month's end."""
    for row in some(rows, dice):
        at = datetime.fromisoformat(row["purchase-date"])
        row["purchase-date"] = (at + timedelta(hours=dice.randrange(-100, 60))).isoformat()
    return rows


def unpriced(rows: list[Row], dice: random.Random) -> list[Row]:
    """Pending lines that Amazon has not priced."""
    for row in some(rows, dice, 0.05):
        row["order-status"] = "Pending"
        row["item-price"] = ""
        if dice.random() < 0.5:
            row["currency"] = ""
    return rows


def shuffled(rows: list[Row], dice: random.Random) -> list[Row]:
    """The rows in another order."""
    dice.shuffle(rows)
    return rows


def write(path: Path, rows: list[Row]) -> Path:
    """Write rows as a report."""
    lines = ["\t".join(rows[0]), *("\t".join(row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
