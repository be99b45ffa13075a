"""`restock`: what to order this week, in one table; or one product's order, with its picture."""

from bot.card import (
    Actions,
    Button,
    Card,
    Code,
    Column,
    Context,
    Day,
    Line,
    Node,
    Number,
    Table,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.handlers.asked import Answer, Asked
from bot.handlers.footnote import one_zone, orders_line, stock_line, times_line
from bot.handlers.nouns import DAYS, PRODUCTS
from bot.handlers.shelf import order_line, shelf_card, terms_line
from bot.told import told
from core.demand import Basis, Demand
from core.ordering import Plan
from core.restock import STOCK_SOURCE, Restock, RestockFacts, RestockItem, Stock, restock

ROWS = 8
"""Rows of the table; of more, how many."""

DEMAND = (
    "Units a day: units sold in the last four weeks, divided by the days in stock (all 28 unless "
    "the note says otherwise). For products that are out of stock: the four weeks before they ran "
    "out."
)
HEADS: tuple[Column, ...] = (
    Column("SKU"),
    Column("Product"),
    Column("Order (units)"),
    Column("Units a day", right=True),
    Column("Stock (units)", right=True),
    Column("Note"),
)


async def answer_restock(asked: Asked) -> Answer:
    """What to order of all products, or of the one asked for."""
    sku = asked.arguments.get("sku")
    found = await restock(asked.storage, asked.member.tenant, sku, asked.clock())
    zone = one_zone((item.zone for item in found.facts.items), asked.member.zone)
    card = restock_card(found, zone) if sku is None else shelf_card(found, zone)
    return Answer(card, found.facts)


def restock_card(found: Restock, zone: str) -> Card:
    """The card of all products; times in `zone`."""
    facts = found.facts
    if not any(item.stock for item in facts.items):
        return _no_stock(facts, zone)
    headline, is_quiet = _headline(facts)
    nodes: list[Node] = [Title(headline, "nothing" if is_quiet else "needs_you")]
    if facts.due:
        nodes.append(_table(found))
        nodes.append(Text((DEMAND,)))
    nodes.append(Text(terms_line(facts.terms)))
    if facts.due:
        first = facts.due[0].sku
        nodes.append(Actions((Button(f"Why {first}", "why", first),)))
    nodes.append(Context(_small_print(facts, zone)))
    return Card(told(headline, facts.at.year), tuple(nodes), facts.at.year)


def _no_stock(facts: RestockFacts, zone: str) -> Card:
    line = "No stock figures yet, so there is nothing to say about orders."
    how: Line = (
        f"{line} Stock comes with a connected shop whose feature inventory is on (",
        Typed("access on:inventory"),
        "); a report of orders alone has none.",
    )
    small = orders_line(facts.orders_as_of, None, zone) + times_line(zone)
    return Card(line, (Text(how), Context(small)), facts.at.year)


def _headline(facts: RestockFacts) -> tuple[Line, bool]:
    every = len({item.sku for item in facts.items})
    due = len({item.sku for item in facts.due})
    if due:
        return (Number(due, PRODUCTS), " to order this week (of ", Number(every), ")"), False
    line: Line = ("Nothing to order this week (of ", Number(every, PRODUCTS), ").")
    following = facts.items[0]
    if following.plan is not None and following.plan.quantity:
        line = (*line, " Next: ", Untrusted(following.sku, 64), ", ", *order_line(following))
    return line, True


def _table(found: Restock) -> Table:
    due = found.facts.due
    places = {item.marketplaces for item in found.facts.items}
    heads = HEADS
    rows: list[tuple[Line, ...]] = []
    if len(places) > 1:
        heads = (HEADS[0], HEADS[1], Column("Marketplace"), *HEADS[2:])
    for item in due[:ROWS]:
        row = _row(item, found.titles)
        where: Line = (", ".join(item.marketplaces),)
        rows.append((row[0], row[1], where, *row[2:]) if len(places) > 1 else row)
    more = len(due) - ROWS
    caption = "By order-by day" + (f", the first {ROWS} of {len(due)}" if more > 0 else "")
    return Table(heads, tuple(rows), caption)


def _row(item: RestockItem, titles: dict[str, str]) -> tuple[Line, ...]:
    if item.demand is None or item.stock is None or item.plan is None:
        raise ValueError("only what has a plan is due")
    return (
        (Code(item.sku),),
        (Untrusted(titles.get(item.sku, "")),),
        order_line(item),
        (Number(item.demand.per_day, decimals=1),),
        _there(item.stock),
        _note(item, item.plan),
    )


def _note(item: RestockItem, planned: Plan) -> Line:
    parts: list[Line] = []
    if item.stock is not None and item.stock.out_since is not None:
        longer = "out since before " if item.stock.out_longer else "out since "
        parts.append((longer, Day(item.stock.out_since)))
    elif planned.order_by is not None and planned.order_by < item.today:
        parts.append(("should have been ordered by ", Day(planned.order_by)))
    if planned.gap_days:
        gap: Line = ("ordered today, about ", Number(planned.gap_days, DAYS), " without stock")
        parts = [(*parts[0], "; ", *gap)] if parts else [gap]
    if item.demand is not None and item.demand.is_new:
        parts.append(("new since ", Day(item.demand.first)))
    if item.demand is not None:
        parts += _over(item.demand)
    line: Line = ()
    for part in parts:
        line = (*line, ", ", *part) if line else part
    return line


def _there(stock: Stock) -> Line:
    """What is sellable, and what comes."""
    if not stock.inbound:
        return (Number(stock.sellable),)
    return (Number(stock.sellable), " + ", Number(stock.inbound), " on its way")


def _over(demand: Demand) -> list[Line]:
    """The days that demand is divided by, where these are not simply all."""
    if demand.basis is Basis.ALL_DAYS:
        return [(f"no stock history: over all {demand.days} days",)]
    said = f"in stock {demand.in_stock_days} of {demand.days} days"
    if demand.basis is Basis.PARTLY:
        return [(f"{said}, as far as known",)]
    return [(said,)] if demand.in_stock_days < demand.days else []


def _small_print(facts: RestockFacts, zone: str) -> Line:
    sources = sorted({item.orders_source for item in facts.items if item.orders_source})
    line = orders_line(facts.orders_as_of, ", ".join(sources), zone)
    line += stock_line(facts.stock_as_of, STOCK_SOURCE, zone)
    unknown = len({item.sku for item in facts.items if item.stock is None})
    if unknown:
        line += (" · ", Number(unknown, PRODUCTS), " without stock figures")
    still = len({item.sku for item in facts.items if item.demand and not item.demand.units})
    if still:
        line += (" · ", Number(still, PRODUCTS), " without a sale in four weeks")
    return line + times_line(zone)
