"""`stats`: the sales of a period, in words, a picture and a table."""

from decimal import Decimal

from bot.card import (
    Amount,
    Card,
    Chart,
    Column,
    Context,
    Day,
    Instant,
    Line,
    Node,
    Number,
    Percent,
    Series,
    Strong,
    Table,
    Text,
    Title,
    Untrusted,
    sentence,
)
from bot.figures import text
from bot.handlers.asked import Answer, Asked
from core.model import Money
from core.sales import DaySales, MarketplaceSales, PeriodFacts, ProductSales, SalesFacts, Total
from core.stats import Stats, StatsQuestion, stats

PRODUCT, SKU, DAY, STORE = (
    Column("Product"),
    Column("SKU"),
    Column("Day"),
    Column("Marketplace"),
)
FIGURES = (Column("Orders", right=True), Column("Units", right=True), Column("Revenue", right=True))
ORDERS, UNITS = ("order", "orders"), ("unit", "units")
ROWS = 5


async def answer_stats(asked: Asked) -> Answer:
    """The facts of the period asked for, and their card."""
    said = asked.arguments
    question = StatsQuestion(said.get("period", "7d"), said.get("for"))
    found = await stats(asked.storage, asked.member.tenant, question, asked.clock())
    return Answer(
        stats_card(found, said.get("by", "product"), said.get("view", "revenue")), found.facts
    )


def stats_card(found: Stats, by: str, view: str) -> Card:
    """The card of some stats, its table by product, day or marketplace."""
    facts = found.facts
    if facts.as_of is None:
        return nothing_yet()
    period = facts.period
    title: Line = (
        _span(facts),
        " (",
        Day(period.first, "short"),
        " to ",
        Day(period.last, "short"),
        ")",
    )
    nodes: list[Node] = [Title(title)]
    for part in facts.marketplaces:
        nodes += _marketplace(part, _before(found, part), period.last.year)
        if by != "marketplace":
            nodes.append(_days(part) if by == "day" else _products(part, found.titles, view))
    if by == "marketplace":
        nodes.append(_marketplaces(facts))
    nodes.append(Context(_small_print(facts)))
    summary = "; ".join(text(_headline(part), period.last.year) for part in facts.marketplaces)
    return Card(summary, tuple(nodes), period.last.year)


def _from_to(period: PeriodFacts) -> Line:
    return (Day(period.first, "short"), " to ", Day(period.last, "short"))


def nothing_yet() -> Card:
    """The card before anything was read."""
    line = "No orders were read yet. Import a report with `amzigo import FILE`, or connect a shop."
    return sentence(line)


def _span(facts: SalesFacts) -> str:
    days = (facts.period.last - facts.period.first).days + 1
    names = ", ".join(dict.fromkeys(part.marketplace for part in facts.marketplaces))
    return f"{days} days, {names}" if days > 1 else f"One day, {names}"


def _headline(part: MarketplaceSales) -> Line:
    total = part.total
    line: Line = (
        Amount(total.revenue),
        " · ",
        Number(total.orders, ORDERS),
        " · ",
        Number(total.units, UNITS),
    )
    priced = total.units - total.unpriced_units
    if priced > 0:
        a_unit = Money(round(Decimal(total.revenue.minor) / priced), part.currency)
        line = (*line, " · ", Amount(a_unit), " a unit")
    return (f"{part.marketplace}  ", *line)


def _before(found: Stats, part: MarketplaceSales) -> MarketplaceSales | None:
    if found.before is None:
        return None
    key = (part.marketplace, part.currency)
    same = [one for one in found.before.marketplaces if (one.marketplace, one.currency) == key]
    return same[0] if same else None


def _marketplace(part: MarketplaceSales, before: MarketplaceSales | None, year: int) -> list[Node]:
    nodes: list[Node] = [Text(_emphasised(_headline(part)))]
    if before is not None and before.total.revenue.minor > 0 and before.total.units > 0:
        nodes.append(Text(_comparison(part, before)))
    if len(part.by_day) > 1:
        nodes.append(_chart(part, year))
    return nodes


def _emphasised(line: Line) -> Line:
    name, *rest = line
    return (Strong(str(name).strip()), "  ", *rest)


def _comparison(part: MarketplaceSales, before: MarketplaceSales) -> Line:
    days = len(part.by_day)
    return (
        change(part.total.revenue.minor, before.total.revenue.minor),
        " revenue (",
        Amount(before.total.revenue),
        "), ",
        change(part.total.units, before.total.units),
        " units (",
        Number(before.total.units),
        f") against the {days} days before" if days > 1 else ") against the day before",
    )


def change(now: int, before: int) -> Percent:
    """By how much something changed, in percent of what it was."""
    return Percent(Decimal(now - before) * 100 / before)


def _chart(part: MarketplaceSales, year: int) -> Chart:
    unit = Decimal(10) ** -len(Money(0, part.currency).amount().partition(".")[2])
    values = tuple(float(day.revenue.minor * unit) for day in part.by_day)
    best = max(part.by_day, key=lambda day: day.revenue.minor)
    alt = (
        f"Revenue by day on {part.marketplace}: "
        f"highest {text((Amount(best.revenue), ' on ', Day(best.day)), year)}."
    )
    days = tuple(day.day for day in part.by_day)
    title = f"Revenue by day, {part.marketplace}"
    return Chart(title, days, (Series("Revenue", values, "area"),), part.currency, alt)


def _products(part: MarketplaceSales, titles: dict[str, str], view: str) -> Table:
    best = part.top_by_units if view == "units" else part.top_by_revenue
    rows = tuple(_product_row(product, titles) for product in best[:ROWS])
    return Table((PRODUCT, SKU, *FIGURES[1:]), rows, f"Top by {view}, {part.marketplace}")


def _product_row(product: ProductSales, titles: dict[str, str]) -> tuple[Line, ...]:
    return (
        (Untrusted(titles.get(product.sku, "")),),
        (Untrusted(product.sku, 64),),
        (Number(product.units),),
        (Amount(product.revenue),),
    )


def _figures(sums: Total | DaySales) -> tuple[Line, ...]:
    return ((Number(sums.orders),), (Number(sums.units),), (Amount(sums.revenue),))


def _days(part: MarketplaceSales) -> Table:
    rows = tuple(((Day(day.day),), *_figures(day)) for day in part.by_day)
    return Table((DAY, *FIGURES), rows, f"By day, {part.marketplace}")


def _marketplaces(facts: SalesFacts) -> Table:
    rows = tuple(((part.marketplace,), *_figures(part.total)) for part in facts.marketplaces)
    return Table((STORE, *FIGURES), rows, "By marketplace")


def _small_print(facts: SalesFacts) -> Line:
    line: Line = ()
    if facts.as_of is not None:
        zone = facts.period.zone if facts.period.zone != "marketplace" else "UTC"
        line = ("Orders complete to ", Instant(facts.as_of, zone, "day_time"), f" ({facts.source})")
    unpriced = sum(part.total.unpriced_units for part in facts.marketplaces)
    left = facts.left_out
    notes = (
        (unpriced, ("unit not priced yet", "units not priced yet")),
        (
            left.order_cancelled + left.item_cancelled,
            ("cancelled line left out", "cancelled lines left out"),
        ),
        (
            left.not_amazon,
            ("line not sold on Amazon left out", "lines not sold on Amazon left out"),
        ),
    )
    for count, unit in notes:
        if count:
            line = (*line, " · ", Number(count, unit))
    return line
