"""`product`: one product's sales by marketplace, its stock and its cover."""

from bot.card import (
    Actions,
    Amount,
    Button,
    Card,
    Chart,
    Code,
    Column,
    Context,
    Day,
    Fields,
    Line,
    Node,
    Number,
    Series,
    Strong,
    Table,
    Text,
    Title,
    Untrusted,
)
from bot.handlers.asked import Answer, Asked
from bot.handlers.footnote import one_zone, orders_line, stock_line, times_line
from bot.handlers.nouns import UNITS
from bot.handlers.shelf import item_pairs, terms_line
from bot.handlers.stats import change
from bot.told import told
from core.model import Period
from core.products import SPAN, Product, ProductFacts, ProductInMarketplace, product
from core.restock import STOCK_SOURCE
from core.shelves import Shelf

TITLE = 80
HEADS = (
    Column("Marketplace"),
    Column("Units", right=True),
    Column("before", right=True),
    Column("Change", right=True),
    Column("Revenue", right=True),
    Column("before", right=True),
    Column("Change", right=True),
)


async def answer_product(asked: Asked) -> Answer:
    """The facts of one product, and their card."""
    sku = asked.arguments["sku"]
    found = await product(asked.storage, asked.member.tenant, sku, asked.clock())
    return Answer(product_card(found, asked.member.zone), found.facts)


def product_card(found: Product, asker: str) -> Card:
    """The card of one product; `asker` is the zone of who reads it."""
    facts = found.facts
    year = facts.at.year
    nodes: list[Node] = [
        Title((Code(facts.sku), "  ", Untrusted(facts.title or "title not known", TITLE))),
        Text(_first_line(facts)),
    ]
    if facts.marketplaces:
        nodes.append(_table(facts))
        selling = [shelf for shelf in found.shelves if shelf.sales is not None]
        nodes += [_chart(shelf, year) for shelf in sorted(selling, key=_most_first)[:1]]
    for item in facts.restock.items:
        if len(facts.restock.items) > 1:
            nodes.append(Text((Strong(", ".join(item.marketplaces)),)))
        nodes.append(Fields(item_pairs(item)))
    if any(item.plan for item in facts.restock.items):
        nodes.append(Text(terms_line(facts.restock.terms)))
    nodes.append(
        Actions((Button("Restock", "restock", facts.sku), Button("Why", "why", facts.sku)))
    )
    nodes.append(Context(_small_print(facts, asker)))
    sold = sum(part.now.units for part in facts.marketplaces)
    summary = told((facts.sku, ": ", Number(sold, UNITS), f" in {SPAN} days"), year)
    return Card(summary, tuple(nodes), year)


def _first_line(facts: ProductFacts) -> Line:
    parts: list[Line] = []
    if facts.asin:
        parts.append(("ASIN ", Code(facts.asin)))
    if facts.first_sold is not None:
        parts.append(("first sold ", Day(facts.first_sold, "long"), ", as far as I have read"))
    if not facts.marketplaces:
        parts.append(("no sale in the last 60 complete days",))
    line: Line = ()
    for part in parts:
        line = (*line, " · ", *part) if line else part
    return line


def _table(facts: ProductFacts) -> Table:
    rows = tuple(_row(part) for part in facts.marketplaces)
    lasts = {(part.first, part.last) for part in facts.marketplaces}
    first, last = min(lasts)
    same: Line = (" (", Day(first, "short"), " to ", Day(last, "short"), ")")
    days = (last - first).days + 1
    span: Line = (f"{days} complete days", *(same if len(lasts) == 1 else ()))
    caption = told((*span, f", against the {days} days before"), facts.at.year)
    return Table(HEADS, rows, caption)


def _row(part: ProductInMarketplace) -> tuple[Line, ...]:
    now, before = part.now, part.before
    head: Line = (part.marketplace,)
    none: Line = ("no data",)
    if before is None:
        return (head, (Number(now.units),), none, (), (Amount(now.revenue),), none, ())
    units: Line = (change(now.units, before.units),) if before.units else ()
    revenue: Line = (
        (change(now.revenue.minor, before.revenue.minor),) if before.revenue.minor else ()
    )
    return (
        head,
        (Number(now.units),),
        (Number(before.units),),
        units,
        (Amount(now.revenue),),
        (Amount(before.revenue),),
        revenue,
    )


def _most_first(shelf: Shelf) -> int:
    return 0 if shelf.sales is None else -sum(shelf.sales.sold.values())


def _chart(shelf: Shelf, year: int) -> Chart:
    """Units by day where the product is stocked; empty days stay empty."""
    if shelf.sales is None:
        raise ValueError("a picture is drawn of sales")
    last = shelf.sales.known.last
    days = tuple(Period(last.fromordinal(last.toordinal() - SPAN + 1), last))
    known = shelf.sales.known.first
    values = tuple(None if day < known else float(shelf.sales.sold.get(day, 0)) for day in days)
    place = ", ".join(shelf.marketplaces)
    best = max(days, key=lambda day: shelf.sales.sold.get(day, 0) if shelf.sales else 0)
    most = shelf.sales.sold.get(best, 0)
    height: Line = ("highest ", Number(most), " on ", Day(best)) if most else ("none",)
    if most and best != last:
        height = (*height, ", last ", Number(shelf.sales.sold.get(last, 0)), " on ", Day(last))
    span: Line = (Day(days[0], "short"), " to ", Day(last, "short"))
    alt = told((f"Units of {shelf.sku} by day on {place}, ", *span, ": ", *height, "."), year)
    title = f"Units by day, {place}"
    return Chart(title, days, (Series("Units", values, "bars"),), "units", alt)


def _small_print(facts: ProductFacts, asker: str) -> Line:
    zone = one_zone((item.zone for item in facts.restock.items), asker)
    stamps = [part.as_of for part in facts.marketplaces]
    sources = ", ".join(sorted({part.source for part in facts.marketplaces if part.source}))
    line = orders_line(min(stamps, default=facts.restock.orders_as_of), sources, zone)
    return line + stock_line(facts.restock.stock_as_of, STOCK_SOURCE, zone) + times_line(zone)
