"""`why <sku>`: the order proposal recomputed step by step, from figures with their source."""

from dataclasses import replace

from bot.card import (
    Actions,
    Button,
    Card,
    Code,
    Context,
    Day,
    Fields,
    Instant,
    Line,
    Node,
    Number,
    Strong,
    Text,
    Title,
    Untrusted,
)
from bot.handlers.footnote import one_zone, times_line
from bot.handlers.nouns import UNITS
from bot.handlers.shelf import basis_line, order_line, terms_line
from bot.told import told
from core.demand import Demand
from core.ordering import Plan, Terms
from core.restock import Restock, RestockItem, Stock

Step = Line


def why_restock_card(found: Restock, asker: str) -> Card:
    """The steps of one product, a section a pool of marketplaces; `asker` is the reader's zone."""
    facts = found.facts
    sku = facts.items[0].sku
    title = Title((Code(sku), "  ", Untrusted(found.titles.get(sku, ""))), note=("step by step",))
    nodes: list[Node] = [title]
    zone = one_zone((item.zone for item in facts.items), asker)
    for item in facts.items:
        if len(facts.items) > 1 or len(item.marketplaces) > 1:
            nodes.append(Text((Strong(", ".join(item.marketplaces)),)))
        steps = [*_steps(replace(item, zone=zone), facts.terms), ("So: ", *order_line(item), ".")]
        nodes.append(Fields(tuple((str(n), step) for n, step in enumerate(steps, start=1))))
        if len(item.marketplaces) > 1:
            nodes.append(Text((POOL,)))
    nodes.append(Text(terms_line(facts.terms)))
    nodes.append(Actions((Button("Restock", "restock", sku), Button("Sales", "product", sku))))
    nodes.append(Context((COUNTS, *times_line(zone))))
    first = next((item for item in facts.items if item.plan), facts.items[0])
    summary = told((sku, ": order ", *order_line(first)), facts.at.year)
    return Card(summary, tuple(nodes), facts.at.year)


POOL = (
    "Amazon shows the same units for each of these marketplaces: one stock, counted once, against "
    "what all of them sold."
)
COUNTS = "A day is in stock if something was sellable at its end, or was sold on it"


def _steps(item: RestockItem, terms: Terms) -> list[Step]:
    steps: list[Step] = []
    if item.demand is None:
        steps.append(("Sales: no data yet.",))
    else:
        steps += _demand(item, item.demand)
    if item.stock is None:
        steps.append(("Stock: no data yet.",))
        return steps
    steps.append(_stock(item, item.stock))
    if item.plan is None or item.demand is None:
        return steps
    steps += _dates(item, item.stock, item.plan, terms)
    steps.append(_quantity(item.demand, item.stock, item.plan, terms))
    return steps


def _demand(item: RestockItem, demand: Demand) -> list[Step]:
    sold: Line = ("Sold: ", Number(demand.units, UNITS), " ", *basis_line(demand))
    if item.orders_as_of is not None:
        until = Instant(item.orders_as_of, item.zone, "day_time")
        sold = (*sold, "; orders complete to ", until, f" ({item.orders_source})")
    rate: Line = (
        "Demand: ",
        Number(demand.units),
        " ÷ ",
        Number(demand.in_stock_days),
        " = ",
        Number(demand.per_day, decimals=2),
        " a day.",
    )
    return [(*sold, "."), rate]


def _stock(item: RestockItem, stock: Stock) -> Step:
    line: Line = ("Stock: ", Number(stock.sellable), " sellable, ", Number(stock.inbound))
    line = (*line, " on its way, as of ", Instant(stock.as_of, item.zone, "day_time"))
    line = (*line, f" ({stock.source})")
    if stock.out_since is not None:
        line = (*line, "; out since ", "before " if stock.out_longer else "", Day(stock.out_since))
    return (*line, ".")


def _dates(item: RestockItem, stock: Stock, plan: Plan, terms: Terms) -> list[Step]:
    if item.demand is None:
        return []
    rate = Number(item.demand.per_day, decimals=2)
    cover: Line = ("Cover: ", Number(stock.sellable), " ÷ ", rate, " = ")
    cover = (*cover, Number(plan.cover_days, decimals=1), " days")
    if plan.out_on is not None and stock.out_since is None:
        cover = (*cover, ": out about ", Day(plan.out_on))
    steps = [(*cover, ".")]
    if plan.lasts_to is None or plan.order_by is None:
        return steps
    if stock.inbound:
        both: Line = ("With what is on its way: ", Number(stock.sellable + stock.inbound), " ÷ ")
        days = (stock.sellable + stock.inbound) * item.demand.in_stock_days // item.demand.units
        both = (*both, rate, " = ", Number(days), " days: to about ", Day(plan.lasts_to))
        steps.append((*both, ", if it lands in time (the report gives no day)."))
    source = "assumed" if terms.source == "default" else terms.source
    lead = f" less {terms.lead_days} days of lead time ({source}) is "
    steps.append(("Order by: ", Day(plan.lasts_to), lead, Day(plan.order_by), "."))
    return steps


def _quantity(demand: Demand, stock: Stock, plan: Plan, terms: Terms) -> Step:
    days = terms.lead_days + terms.cover_days
    wanted = -(-demand.units * days // demand.in_stock_days)
    needed = wanted - stock.sellable - stock.inbound
    line: Line = (
        "Quantity: ",
        Number(demand.units),
        f" ÷ {demand.in_stock_days} × ({terms.lead_days} + {terms.cover_days}) days = ",
        Number(wanted),
        ", less ",
        Number(stock.sellable),
        " and ",
        Number(stock.inbound),
        " = ",
        Number(needed),
    )
    if needed <= 0:
        return (*line, ": nothing is needed.")
    rounded = f"; at least {terms.minimum}, in packs of {terms.pack}: "
    return (*line, rounded, Number(plan.quantity), ".")
