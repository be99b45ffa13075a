"""`stats`: the sales of a period, in words, a picture and a table."""

from datetime import timedelta
from decimal import Decimal

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
    Typed,
    Untrusted,
)
from bot.commands.table import Arguments
from bot.handlers.asked import Answer, Asked
from bot.handlers.footnote import orders_line, times_line
from bot.handlers.nouns import DAYS, ORDERS, UNITS
from bot.handlers.stores import names_of
from bot.marked import sentence
from bot.told import told
from core.marketplaces import zone
from core.model import Money
from core.sales import DaySales, MarketplaceSales, ProductSales, SalesFacts, Total
from core.sales_switch import SalesOff
from core.stats import USUAL, Stats, StatsQuestion, stats

PRODUCT, SKU, DAY, STORE = (
    Column("Product"),
    Column("SKU"),
    Column("Day"),
    Column("Marketplace"),
)
FIGURES = (Column("Orders", right=True), Column("Units", right=True), Column("Revenue", right=True))
AGAINST = (Column("before", right=True), Column("Change", right=True))
ROWS = 5
VIEWS = ("product", "day", "marketplace")


async def answer_stats(asked: Asked) -> Answer:
    """The facts of the period asked for, and their card."""
    said = asked.arguments
    question = StatsQuestion(said.get("period", USUAL), said.get("for"))
    found = await stats(asked.storage, asked.member.tenant, question, asked.clock())
    return Answer(stats_card(found, said, asked.member.zone), found.facts)


def stats_card(found: Stats, said: Arguments, asker: str) -> Card:
    """The card of some stats, its table by what was `said`; `asker` is the reader's zone."""
    facts = found.facts
    if facts.as_of is None:
        year = facts.period.last.year
        return nothing_yet() if found.off is None else sales_off_card(found.off, asker, year)
    by, year = said.get("by", "product"), facts.period.last.year
    nodes: list[Node] = [Title(_title(facts))]
    if by == "marketplace":
        nodes.append(_marketplaces(found))
    else:
        for part in facts.marketplaces:
            nodes += _marketplace(found, part)
            if part.by_day:
                nodes.append(_days(part) if by == "day" else _products(part, found.titles, said))
    if any(not part.by_day for part in facts.marketplaces):
        nodes.append(Text(_unread(facts, asker)))
    nodes += [
        Actions((*_read(facts, asker), *_views(facts, said, by))),
        Context(_small_print(facts, asker)),
    ]
    return Card(told(_summary(facts, asker), year), tuple(nodes), year)


def _summary(facts: SalesFacts, asker: str) -> Line:
    first, *others = [_headline(part) for part in facts.marketplaces if part.by_day] or [
        _unread(facts, asker)
    ]
    for other in others:
        first = (*first, "; ", *other)
    return first


def nothing_yet() -> Card:
    """The card before anything was read."""
    line = "No orders were read yet. Import a report with `amzigo import FILE`, or connect a shop."
    return sentence(line)


def sales_off_card(off: SalesOff, asker: str, year: int) -> Card:
    """The card where no figures are made of what is sold; `asker` is the reader's zone."""
    line: Line = ("No orders are kept: sales are switched off",)
    if off.since is not None:
        line = (*line, " since ", Instant(off.since, asker, "day_time"))
    line = (*line, ". An owner switches them on: ", Typed("access on:sales"), ".")
    return Card(told(line, year), (Text(line),), year)


def _title(facts: SalesFacts) -> Line:
    first, last = facts.period.first, facts.period.last
    names = ", ".join(names_of(facts.marketplaces))
    if first == last:
        return (f"{names}, ", Day(first))
    return (
        f"{_days_in(facts)} days, {names} (",
        Day(first, "short"),
        " to ",
        Day(last, "short"),
        ")",
    )


def _days_in(facts: SalesFacts) -> int:
    return (facts.period.last - facts.period.first).days + 1


def _zone(facts: SalesFacts, asker: str) -> str:
    return facts.period.zone if facts.period.zone != "marketplace" else asker


def _unread(facts: SalesFacts, asker: str) -> Line:
    if facts.as_of is None:
        return ()
    until = Instant(facts.as_of, _zone(facts, asker), "day_time")
    return ("No data for these days: orders are read to ", until, ".")


def _read(facts: SalesFacts, asker: str) -> tuple[Button, ...]:
    """Where nothing of a period was read: as many days that were."""
    if facts.as_of is None or all(part.by_day for part in facts.marketplaces):
        return ()
    last = facts.as_of.astimezone(zone(_zone(facts, asker))).date() - timedelta(days=1)
    first = last - timedelta(days=_days_in(facts) - 1)
    return (Button("Last days that were read", "stats", f"{first}..{last}", "primary"),)


def _views(facts: SalesFacts, said: Arguments, by: str) -> tuple[Button, ...]:
    """The other tables of the same question."""
    kept = [said.get("period", USUAL), *(f"{k}:{said[k]}" for k in ("for", "view") if k in said)]
    others = [view for view in VIEWS if view != by]
    if len(names_of(facts.marketplaces)) == 1:
        others = [view for view in others if view != "marketplace"]
    return tuple(Button(f"By {view}", "stats", " ".join([*kept, f"by:{view}"])) for view in others)


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
    if found.before is None or len(part.by_day) < _days_in(found.facts):
        return None
    key = (part.marketplace, part.currency)
    same = [one for one in found.before.marketplaces if (one.marketplace, one.currency) == key]
    return same[0] if same else None


def _marketplace(found: Stats, part: MarketplaceSales) -> list[Node]:
    name, *figures = _headline(part)
    alone = len(names_of(found.facts.marketplaces)) == 1
    if not part.by_day:
        return [] if alone else [Text((Strong(part.marketplace), "  no data"))]
    nodes: list[Node] = [
        Text(tuple(figures) if alone else (Strong(str(name).strip()), "  ", *figures))
    ]
    days = _days_in(found.facts)
    if len(part.by_day) < days:
        read = (Number(len(part.by_day)), " of ", Number(days, DAYS), " are read")
        nodes.append(Text((*read, "; of the others nothing is known.")))
    before = _before(found, part)
    if before is not None and before.total.revenue.minor > 0 and before.total.units > 0:
        nodes.append(Text(_comparison(part, before)))
    if len(part.by_day) > 1:
        nodes.append(_chart(part, found.facts.period.last.year))
    return nodes


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
    height: Line = (Amount(best.revenue), " on ", Day(best.day), ".")
    alt = told((f"Revenue by day on {part.marketplace}: highest ", *height), year)
    days = tuple(day.day for day in part.by_day)
    title = f"Revenue by day, {part.marketplace}"
    return Chart(title, days, (Series("Revenue", values, "area"),), part.currency, alt)


def _products(part: MarketplaceSales, titles: dict[str, str], said: Arguments) -> Table:
    view = said.get("view", "revenue")
    best = part.top_by_units if view == "units" else part.top_by_revenue
    rows = tuple(_product_row(product, titles) for product in best[:ROWS])
    return Table((PRODUCT, SKU, *FIGURES[1:]), rows, f"Top by {view}, {part.marketplace}")


def _product_row(product: ProductSales, titles: dict[str, str]) -> tuple[Line, ...]:
    return (
        (Untrusted(titles.get(product.sku, "")),),
        (Code(product.sku),),
        (Number(product.units),),
        (Amount(product.revenue),),
    )


def _figures(sums: Total | DaySales) -> tuple[Line, ...]:
    return ((Number(sums.orders),), (Number(sums.units),), (Amount(sums.revenue),))


def _days(part: MarketplaceSales) -> Table:
    rows = tuple(((Day(day.day),), *_figures(day)) for day in part.by_day)
    return Table((DAY, *FIGURES), rows, f"By day, {part.marketplace}")


def _marketplaces(found: Stats) -> Table:
    rows = tuple(_store_row(part, _before(found, part)) for part in found.facts.marketplaces)
    days = _days_in(found.facts)
    span = f"the {days} days before" if days > 1 else "the day before"
    return Table((STORE, *FIGURES, *AGAINST), rows, f"By marketplace, revenue against {span}")


def _store_row(part: MarketplaceSales, before: MarketplaceSales | None) -> tuple[Line, ...]:
    if not part.by_day:
        return ((part.marketplace,), ("no data",), (), (), (), ())
    head: tuple[Line, ...] = ((part.marketplace,), *_figures(part.total))
    if before is None:
        return (*head, ("no data",), ())
    was, now = before.total.revenue, part.total.revenue
    return (*head, (Amount(was),), (change(now.minor, was.minor),) if was.minor else ())


def _small_print(facts: SalesFacts, asker: str) -> Line:
    local = _zone(facts, asker)
    line = orders_line(facts.as_of, facts.source, local)
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
    return line + times_line(local)
