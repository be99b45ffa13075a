"""One product's order: demand, stock, cover and dates, each with what it rests on."""

from datetime import timedelta

from bot.card import (
    Actions,
    Button,
    Card,
    Chart,
    Code,
    Context,
    Day,
    Fields,
    Line,
    Mark,
    Node,
    Number,
    Series,
    Strong,
    Text,
    Title,
    Untrusted,
)
from bot.handlers.footnote import orders_line, stock_line, times_line
from bot.handlers.nouns import DAYS, UNITS
from bot.told import told
from core.demand import Basis, Demand
from core.ordering import Plan, Terms
from core.restock import STOCK_SOURCE, Restock, RestockItem, Stock

AHEAD = 60
"""Days that the picture looks ahead."""


def shelf_card(found: Restock, zone: str) -> Card:
    """The card of one product, a section a pool of marketplaces; times in `zone`."""
    facts = found.facts
    sku = facts.items[0].sku
    nodes: list[Node] = [Title((Code(sku), "  ", Untrusted(found.titles.get(sku, ""))))]
    for item in facts.items:
        pairs = item_pairs(item)
        if len(facts.items) > 1 or len(item.marketplaces) > 1:
            nodes.append(Text((Strong(", ".join(item.marketplaces)),)))
        nodes.append(Fields(pairs))
        if item.plan and item.demand and item.stock and item.stock.sellable:
            nodes.append(_chart(item, item.plan, item.demand, item.stock))
    nodes.append(Text(terms_line(facts.terms)))
    nodes.append(Actions((Button("Why", "why", sku), Button("Sales", "product", sku))))
    sources = ", ".join(sorted({item.orders_source or "" for item in facts.items} - {""}))
    small = orders_line(facts.orders_as_of, sources, zone)
    small += stock_line(facts.stock_as_of, STOCK_SOURCE, zone) + times_line(zone)
    nodes.append(Context(small))
    first = next((item for item in facts.items if item.plan), facts.items[0])
    summary = told((sku, ": ", *_ordered(first)), facts.at.year)
    return Card(summary, tuple(nodes), facts.at.year)


def item_pairs(item: RestockItem) -> tuple[tuple[str, Line], ...]:
    """Order, demand, stock and cover, a line each."""
    pairs: list[tuple[str, Line]] = [("Order", order_line(item))]
    pairs.append(("Demand", demand_line(item.demand)))
    pairs.append(("Stock", stock_words(item.stock)))
    if item.plan is not None:
        pairs.append(("Cover", cover_line(item, item.plan)))
    return tuple(pairs)


def order_line(item: RestockItem) -> Line:
    """How much to order by when; or why nothing."""
    planned = item.plan
    if item.stock is None:
        return ("no stock figures, so no order can be worked out",)
    if item.demand is None:
        return ("no sales figures, so no order can be worked out",)
    if planned is None:
        return ("nothing: it did not sell",)
    if planned.quantity == 0:
        if item.stock.inbound:
            return ("nothing now: what is there and on its way is enough",)
        return ("nothing now: what is there is enough",)
    amount = Strong(told((Number(planned.quantity),)))
    if planned.order_by is None:
        return (amount,)
    if planned.order_by <= item.today:
        return (amount, " now")
    return (amount, " by ", Day(planned.order_by))


def _ordered(item: RestockItem) -> Line:
    """The same as a sentence of its own: "order 480 units by Wed 25 Nov"."""
    planned = item.plan
    if planned is None or item.stock is None or item.demand is None or not planned.quantity:
        return order_line(item)
    return ("order ", Number(planned.quantity, UNITS), *order_line(item)[1:])


def demand_line(demand: Demand | None) -> Line:
    """Units a day, and what that rests on."""
    if demand is None:
        return ("no data yet",)
    line: Line = ("about ", Number(demand.per_day, decimals=1), " a day: ")
    if demand.units == 0:
        line = ()
    return (*line, Number(demand.units, UNITS), " ", *basis_line(demand))


def basis_line(demand: Demand) -> Line:
    """The days that demand is divided by, and why these."""
    span: Line = (" (", Day(demand.first, "short"), " to ", Day(demand.last, "short"), ")")
    days = Number(demand.days, DAYS)
    new: Line = (", new since then",) if demand.is_new else ()
    if demand.basis is Basis.ALL_DAYS:
        return ("over all ", days, *span, *new, ": no stock history")
    inside: Line = ("over ", Number(demand.in_stock_days), " of ", days, " in stock", *span, *new)
    if demand.basis is Basis.PARTLY:
        return (*inside, "; stock history does not reach all of them")
    return inside


def stock_words(stock: Stock | None) -> Line:
    """What is there, and since when there is nothing."""
    if stock is None:
        return ("no data yet",)
    line: Line = (Number(stock.sellable), " sellable")
    if stock.out_since is not None:
        line = ("out since before " if stock.out_longer else "out since ", Day(stock.out_since))
    coming: Line = (" · ", Number(stock.inbound), " on its way")
    if stock.inbound:
        coming = (*coming, " (day not known)")
    return (*line, *coming, " · ", Number(stock.reserved), " reserved")


def cover_line(item: RestockItem, planned: Plan) -> Line:
    """How long it lasts, without what is on its way and with it."""
    if item.stock is None or item.stock.out_since is not None:
        line: Line = ("none",)
    else:
        line = about_days(planned)
        if planned.out_on is not None:
            line = (*line, ", out about ", Day(planned.out_on))
    if item.stock is not None and item.stock.inbound and planned.lasts_to is not None:
        line = (*line, "; with what is on its way, to about ", Day(planned.lasts_to))
    if planned.order_by is not None and planned.order_by < item.today and planned.quantity:
        line = (*line, "; the order has been overdue since ", Day(planned.order_by))
    if planned.gap_days and planned.quantity:
        gap = Number(planned.gap_days, DAYS)
        line = (*line, "; ordered today, about ", gap, " without stock")
    return line


def about_days(planned: Plan) -> Line:
    """Days of cover, as exact as they are known."""
    if planned.out_on is None:
        return ("more than two years",)
    return ("about ", Number(round(planned.cover_days), DAYS))


def terms_line(terms: Terms) -> Line:
    """The terms, and that they are not the seller's own where they are not."""
    own = terms.source != "default"
    packs = f"packs of {terms.pack}" if terms.pack > 1 else "no packs"
    least = f"minimum order {terms.minimum}" if terms.minimum > 1 else "no minimum order"
    line = (
        f"{'Lead' if own else 'Assumed: lead'} time {terms.lead_days} days, "
        f"cover for {terms.cover_days} more days, {packs}, {least}. No safety stock is added."
    )
    return (line if own else f"{line} These cannot be changed yet.",)


def _chart(item: RestockItem, planned: Plan, demand: Demand, stock: Stock) -> Chart:
    """Stock ahead at this demand, with the last day to order."""
    rate = demand.units / demand.in_stock_days
    days = tuple(item.today + timedelta(days=n) for n in range(AHEAD))
    shelf = tuple(max(0.0, stock.sellable - rate * n) for n in range(AHEAD))
    series = [Series("Sellable", shelf, "area")]
    if stock.inbound:
        both = stock.sellable + stock.inbound
        position = tuple(max(0.0, both - rate * n) for n in range(AHEAD))
        series.append(Series("with what is on its way", position, "ghost"))
    marks = []
    if planned.quantity and planned.order_by is not None and planned.order_by in days:
        marks.append(Mark(planned.order_by.isoformat(), "order by", "rule"))
    place = ", ".join(item.marketplaces)
    until = planned.out_on
    alt: Line = (f"Stock of {item.sku} at this demand: ", Number(stock.sellable), " units now")
    if until is not None:
        alt = (*alt, ", none from about ", Day(until))
    title = f"{item.sku}: stock ahead, {place}"
    return Chart(
        title,
        days,
        tuple(series),
        "units",
        told((*alt, "."), until.year if until else None),
        tuple(marks),
    )
