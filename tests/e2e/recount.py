"""An independent count of an all-orders report: plain csv and dictionaries, to the definitions.

It imports nothing of amzigo. An order belongs, per store and currency, to the day of its earliest
counted line; revenue is the sum of item prices; pending lines count, in revenue once priced.
"""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

STORES = {
    "Amazon.in": ("Asia/Kolkata", "INR"),
    "Amazon.com": ("America/Los_Angeles", "USD"),
    "Amazon.co.jp": ("Asia/Tokyo", "JPY"),
}
PLACES = {"JPY": 0}
Group = tuple[str, str]


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a report."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def reason(row: dict[str, str]) -> str | None:
    """Why a row counts nothing."""
    if row["order-status"].strip().lower() in ("cancelled", "canceled"):
        return "order_cancelled"
    if row["item-status"].strip().lower() in ("cancelled", "canceled"):
        return "item_cancelled"
    return None if row["sales-channel"].startswith("Amazon.") else "not_amazon"


def local_day(row: dict[str, str], home: str) -> date:
    """The day of a row in its store's zone, or the home store's."""
    zone, _ = STORES[row["sales-channel"] if row["sales-channel"] in STORES else home]
    return day_in(zone, row["purchase-date"])


@cache  # the mutations of a month are mostly of the same moments
def day_in(zone: str, moment: str) -> date:
    """The day of a moment in a zone."""
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).date()


class Sums:
    """Figures of a day or a whole period."""

    def __init__(self) -> None:
        self.orders = self.lines = self.units = self.unpriced = 0
        self.revenue = Decimal(0)

    def add(self, row: dict[str, str]) -> None:
        quantity = int(row["quantity"])
        self.lines += 1
        self.units += quantity
        self.unpriced += 0 if row["item-price"] else quantity
        self.revenue += Decimal(row["item-price"] or 0)

    def as_json(self, currency: str) -> dict[str, Any]:
        amount = f"{self.revenue:.{PLACES.get(currency, 2)}f}"
        return {
            "orders": self.orders,
            "lines": self.lines,
            "units": self.units,
            "revenue": {"amount": amount, "currency": currency},
            "unpriced_units": self.unpriced,
        }


def recount(rows: list[dict[str, str]], first: date, last: date) -> dict[str, Any]:
    """What `stats` must say of a period: by store and currency, and what was left out."""
    channels = Counter(r["sales-channel"] for r in rows if r["sales-channel"] in STORES)
    home = channels.most_common(1)[0][0]
    days: dict[Group, dict[date, Sums]] = defaultdict(lambda: defaultdict(Sums))
    totals: dict[Group, Sums] = defaultdict(Sums)
    skus: dict[Group, dict[str, Sums]] = defaultdict(lambda: defaultdict(Sums))
    opened: dict[tuple[str, str, str], date] = {}
    left = Counter[str]()
    for row in rows:
        day, why = local_day(row, home), reason(row)
        if why is not None:
            left[why] += first <= day <= last
            continue
        group = (row["sales-channel"], row["currency"] or STORES[row["sales-channel"]][1])
        opens = (row["amazon-order-id"], *group)
        opened[opens] = min(day, opened.get(opens, day))
        if first <= day <= last:
            for sums in (days[group][day], totals[group], skus[group][row["sku"]]):
                sums.add(row)
    for (_, store, currency), day in opened.items():
        if first <= day <= last:
            days[store, currency][day].orders += 1
            totals[store, currency].orders += 1
    return {
        "left_out": {
            name: left[name] for name in ("order_cancelled", "item_cancelled", "not_amazon")
        },
        "groups": {
            group: {
                "total": total.as_json(group[1]),
                "by_day": {
                    day.isoformat(): sums.as_json(group[1]) for day, sums in days[group].items()
                },
                "top_by_units": top(skus[group], "units", group[1]),
                "top_by_revenue": top(skus[group], "revenue", group[1]),
            }
            for group, total in totals.items()
        },
    }


def top(skus: dict[str, Sums], by: str, currency: str) -> list[dict[str, Any]]:
    """The best 20, ties by SKU."""
    best = sorted(skus.items(), key=lambda item: (-getattr(item[1], by), item[0]))[:20]
    said = [(sku, sums.as_json(currency)) for sku, sums in best]
    return [{"sku": sku, "units": sums["units"], "revenue": sums["revenue"]} for sku, sums in said]
