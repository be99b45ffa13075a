"""Cards of figures as a seller reads them, and a hostile one, for the renderers' tests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.card import (
    Actions,
    Amount,
    Ask,
    Attachment,
    Button,
    Card,
    Chart,
    Code,
    Column,
    Context,
    Day,
    Fields,
    Instant,
    Line,
    Mark,
    Number,
    Percent,
    Series,
    Strong,
    Table,
    Text,
    Title,
    Untrusted,
)
from core.model import Money

ORDERS = ("order", "orders")
UNITS = ("unit", "units")
ZONE = "America/Los_Angeles"
HOSTILE = "<script>alert(1)</script> <!channel> \u202egnp.exe & \u0007*bold*"


def usd(minor: int, *, rounded: bool = True, signed: bool = False) -> Amount:
    """An amount in US dollars."""
    return Amount(Money(minor, "USD"), rounded=rounded, signed=signed)


def chart() -> Chart:
    """Thirty days of revenue with a gap, last week's days behind, one unusual day."""
    labels = tuple(date(2026, 10, 25) + timedelta(days=n) for n in range(30))
    week = (26.1, 27.4, 28.0, 29.2, 31.0, 33.8, 30.7)
    values = [1000 * week[n % 7] + 37 * ((n * 7919) % 101) for n in range(30)]
    shown: list[float | None] = [*values]
    shown[11] = shown[12] = None
    before = tuple(values[n - 7] if n >= 7 else 950 * week[n % 7] for n in range(30))
    return Chart(
        "Revenue a day, 30 days",
        labels,
        (Series("Revenue", tuple(shown), "area"), Series("a week before", before, "ghost")),
        "USD",
        "Revenue a day from 25 Oct to 23 Nov: between $26k and $37k, no data on 5 and 6 Nov.",
        (Mark("2026-11-14", "deal"),),
    )


def _mover(way: str, product: tuple[str, str], now: int, change: int, why: Line = ()) -> list[Line]:
    title, sku = product
    return [
        (Strong(way),),
        (Untrusted(title),),
        (Code(sku),),
        (usd(now),),
        (usd(change, signed=True),),
        why,
    ]


def digest() -> Card:
    """The morning card."""
    movers = (
        _mover(
            "Up",
            ("Garlic press, steel", "GP-01"),
            421000,
            138000,
            ("back in stock since ", Day(date(2026, 11, 21), "weekday")),
        ),
        _mover("Up", ("Tea infuser", "TI-3"), 295400, 61000),
        _mover(
            "Down",
            ("Bamboo board L", "BB-L"),
            110200,
            -90500,
            ("price unchanged, sessions ", Percent(Decimal(-38))),
        ),
    )
    heads = (
        Column(""),
        Column("Product"),
        Column("SKU"),
        Column("Revenue", right=True),
        Column("Change", right=True),
        Column("Why"),
    )
    return Card(
        "Amazon.com, Mon 23 Nov: $31.9k from 1,284 orders. An ordinary Monday.",
        (
            Title(
                ("Amazon.com, ", Day(date(2026, 11, 23))),
                "needs_you",
                ("1 thing needs you",),
            ),
            Text(
                (
                    usd(3190620),
                    " from ",
                    Number(1284, ORDERS),
                    " (",
                    Number(1402, UNITS),
                    "), ",
                    Percent(Decimal(12), signed=False),
                    " above the 7-day mean (",
                    usd(2848000),
                    "), ",
                    Percent(Decimal(4), signed=False),
                    " above last Monday (",
                    usd(3068000),
                    "). An ordinary Monday.",
                )
            ),
            chart(),
            Table(heads, tuple(tuple(m) for m in movers), "What moved against last Monday"),
            Fields(
                (
                    ("Stock", ("2 products run out before their next delivery",)),
                    (
                        "",
                        (
                            Code("GP-01"),
                            " out about Thu 3 Dec; order 480 by ",
                            Strong("Wed 25 Nov"),
                        ),
                    ),
                    (
                        "",
                        (
                            Code("TI-3"),
                            " out about Wed 9 Dec; 200 units land Mon 7 Dec, order 120 more by ",
                            Strong("Fri 27 Nov"),
                        ),
                    ),
                    (
                        "Reviews",
                        (
                            "212 waiting for approval · 198 sent yesterday · 41 skipped ",
                            "(32 returned, 9 outside the window) · 0 expired",
                        ),
                    ),
                    (
                        "Restated",
                        ("Sunday ", Percent(Decimal("-0.8")), " (11 pending orders cancelled)"),
                    ),
                )
            ),
            Actions(
                (
                    Button("Review 212 requests", "show", "batch", "primary"),
                    Button("Stock", "show", "restock"),
                    Button("Details", "show", "stats"),
                )
            ),
            Context(
                (
                    "Orders complete to 23:59 · stock 05:40 · ",
                    Number(14, ORDERS),
                    " pending, not priced · all times Los Angeles",
                )
            ),
        ),
        2026,
    )


def stats() -> Card:
    """Thirty days, with a table by product and a file."""
    rows: list[tuple[Line, ...]] = [
        ((Code("GP-01"),), (Untrusted("Garlic press, steel"),), (Number(5120),), (usd(9210055),)),
        ((Code("TI-3"),), (Untrusted("Tea infuser with fine mesh and a saucer"),), (Number(4410),),
         (usd(7210910),)),
        ((Code("BB-L"),), (Untrusted("Bamboo board L"),), (Number(2018),), (usd(5110200),)),
    ]  # fmt: skip
    return Card(
        "Last 30 days, Amazon.com: $842,310.55 from 33,902 orders.",
        (
            Title(("Last 30 days, Amazon.com (24 Oct to 22 Nov)",)),
            Text(
                (
                    Strong("$842,310.55"),
                    " · ",
                    Number(33902, ORDERS),
                    " · ",
                    Number(37115, UNITS),
                    " · ",
                    usd(2269, rounded=False),
                    " a unit",
                )
            ),
            Text(
                (
                    Percent(Decimal(6)),
                    " revenue ($794,632), ",
                    Percent(Decimal(4)),
                    " units (35,687) against the 30 days before",
                )
            ),
            chart(),
            Table(
                (
                    Column("SKU"),
                    Column("Product"),
                    Column("Units", right=True),
                    Column("Revenue", right=True),
                ),
                tuple(rows),
                "Top by revenue",
            ),
            Attachment("stats-30d.csv", "text/csv", b"day,orders\n2026-11-22,1101\n"),
            Actions(
                (
                    Button("By product", "view", "product"),
                    Button("By day", "view", "day"),
                    Button("By marketplace", "view", "marketplace"),
                )
            ),
            Context(
                (
                    "Orders complete to ",
                    Instant(datetime(2026, 11, 23, 7, 59, tzinfo=UTC), ZONE, "day_time"),
                    " · 118 units not priced yet · 1,204 cancelled orders left out",
                )
            ),
        ),
        2026,
    )


def hostile() -> Card:
    """Text that other people wrote, in every place where a card takes it."""
    return Card(
        HOSTILE,
        (
            Title((Untrusted(HOSTILE, 200),)),
            Fields(((HOSTILE, (Untrusted(HOSTILE, 200),)),)),
            Table((Column(HOSTILE),), (((Untrusted(HOSTILE, 200),),),), HOSTILE),
            Chart(
                HOSTILE,
                (date(2026, 11, 1),),
                (Series(HOSTILE, (1.0,)),),
                HOSTILE,
                HOSTILE,
                (Mark("2026-11-01", HOSTILE),),
            ),
            Attachment(HOSTILE, "text/plain", b"x"),
            Actions((Button(HOSTILE, "a", "o", ask=Ask(HOSTILE, HOSTILE)),)),
        ),
    )
