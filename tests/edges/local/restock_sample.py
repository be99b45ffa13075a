"""The restock card: a wide table and a chart with a rule."""

from datetime import date, timedelta

from bot.card import (
    Actions,
    Button,
    Card,
    Chart,
    Code,
    Column,
    Line,
    Mark,
    Number,
    Series,
    Strong,
    Table,
    Text,
    Title,
    Untrusted,
)

UNITS = ("unit", "units")


def chart() -> Chart:
    """Stock that falls to nothing before the next delivery."""
    labels = tuple(date(2026, 11, 24) + timedelta(days=n) for n in range(28))
    stock = tuple(float(max(0, 161 - 14 * n)) for n in range(28))
    inbound = tuple(480.0 if n == 14 else None for n in range(28))
    return Chart(
        "GP-01: stock ahead, in units",
        labels,
        (Series("Sellable", stock, "line"), Series("Inbound", inbound, "bars")),
        "units",
        "Stock of GP-01 falls from 161 units to nothing on 5 Dec; 480 units land on 8 Dec.",
        (Mark("2026-11-25", "order by", "rule"),),
    )


def restock() -> Card:
    """What to order this week."""
    rows: tuple[tuple[Line, ...], ...] = (
        (
            (Code("GP-01"),),
            (Untrusted("Garlic press, steel"),),
            (Strong("480"), " by Wed 25 Nov"),
            (Number(14),),
            (Number(161),),
            (Number(8, ("day", "days")),),
            (),
        ),
        (
            (Code("OL-2"),),
            (Untrusted("Olive pitter"),),
            (Strong("900"), " now"),
            (Number(22),),
            (Number(190),),
            (Number(34, ("day", "days")),),
            ("overdue since 30 Oct, about 26 days without stock",),
        ),
        (
            (Code("VERY-LONG-SKU-WITHOUT-ANY-BREAK-0000000000000001"),),
            (Untrusted("Stainless steel cutting board with juice groove and handles"),),
            (Strong("60"), " by Fri 27 Nov"),
            (Number(3),),
            (Number(12),),
            (Number(12, ("day", "days")),),
            (),
        ),
    )
    heads = (
        Column("SKU"),
        Column("Product"),
        Column("Order"),
        Column("A day", right=True),
        Column("Sellable", right=True),
        Column("Lead", right=True),
        Column("Note"),
    )
    return Card(
        "3 products to order this week (of 212).",
        (
            Title(("3 products to order this week (of 212)",), "needs_you"),
            Table(heads, rows, "By order-by day"),
            chart(),
            Text(
                ("Buffer for 95 %: ", Number(118, UNITS), " ($354 at cost). 90 %: 74 · 98 %: 171.")
            ),
            Actions(
                (
                    Button("Ordered…", "ordered", "GP-01", "primary"),
                    Button("Not now", "snooze", "GP-01"),
                    Button("Why", "why", "GP-01"),
                )
            ),
        ),
        2026,
    )
