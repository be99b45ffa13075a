"""`why`: an order, a definition, or an order proposal worked out step by step."""

from bot.card import (
    Amount,
    Card,
    Code,
    Context,
    Day,
    Divider,
    Fields,
    Instant,
    Line,
    Node,
    Number,
    Text,
    Title,
)
from bot.handlers.asked import Answer, Asked
from bot.handlers.footnote import orders_line, times_line
from bot.handlers.nouns import LINES, ORDERS, UNITS
from bot.handlers.review_why import review_of, stood, why_card
from bot.handlers.reviews import USUAL
from bot.handlers.why_restock import why_restock_card
from bot.told import told
from core.model import LeftOut
from core.review_why import OrderReview
from core.reviews import Terms
from core.why import Figure, WhyDay, WhyFigure, WhyLine, WhyOrder, why

DEFINITIONS = {
    Figure.REVENUE: (
        "Revenue is the item price of counted lines, the line's total, without tax and shipping. "
        "Units that Amazon has not priced yet are not in it; they are shown apart."
    ),
    Figure.UNITS: (
        "Units are the quantities of counted lines, pending ones included, priced or not."
    ),
    Figure.ORDERS: (
        "Orders are distinct orders with a counted line, on the day of their earliest line; "
        "pending ones are included."
    ),
}
COUNTED = (
    "A line counts unless its order or the item is cancelled, or it was not sold on an Amazon "
    "store. Days are the marketplace's own."
)
REASONS = {
    LeftOut.ORDER_CANCELLED: "not counted: the order is cancelled",
    LeftOut.ITEM_CANCELLED: "not counted: the item is cancelled",
    LeftOut.NOT_AMAZON: "not counted: not sold on an Amazon store",
}


async def answer_why(asked: Asked, terms: Terms = USUAL) -> Answer:
    """What explains the order id, SKU or figure asked about."""
    what = asked.arguments["what"]
    found = await why(asked.storage, asked.member.tenant, what, asked.clock())
    year = asked.clock().year
    if isinstance(found, WhyOrder):
        review = await review_of(asked, what, terms)
        order = order_card(found, year, review.zone)
        return Answer(with_review(order, review), found)
    if isinstance(found, WhyFigure):
        return Answer(figure_card(found, year, asked.member.zone), found)
    return Answer(why_restock_card(found, asked.member.zone), found.facts)


def with_review(order: Card, review: OrderReview) -> Card:
    """The order's lines, then how it stands with its review request."""
    title = Title((f"Review request: {stood(review)}",))
    steps = why_card(review).nodes[1:]
    return Card(order.summary, (*order.nodes, Divider(), title, *steps), order.year)


def order_card(found: WhyOrder, year: int, zone: str) -> Card:
    """An order by its last digits, and what became of each of its lines; times in `zone`."""
    stores = ", ".join(dict.fromkeys(line.marketplace for line in found.lines))
    counted = sum(line.left_out is None for line in found.lines)
    every = len(found.lines)
    verdict = f"{counted} of {every} lines counted"
    if counted in (0, every):
        verdict = "counted" if counted else "not counted"
    title: Line = (f"Order …{found.order} ({stores}): {verdict}",)
    pairs: list[tuple[str, Line]] = [
        ("Status", (f"{found.status}, fulfilled by {found.fulfilled_by}",)),
        ("Bought", (Instant(found.purchased_at, zone, "day_time"),)),
        *((f"Line {n}", _line(line)) for n, line in enumerate(found.lines, start=1)),
    ]
    small: Line = (
        "As Amazon had it on ",
        Instant(found.updated_at, zone, "day_time"),
        ", when the order last changed.",
    )
    nodes = (Title(title), Fields(tuple(pairs)), Context(small))
    return Card(told(title, year), nodes, year)


def _line(line: WhyLine) -> Line:
    said: Line = (Number(line.quantity), " of ", Code(line.sku))
    if line.price is not None:
        said = (*said, ", ", Amount(line.price))
    elif line.left_out is None:
        said = (*said, ", not priced yet: in units and orders, not in revenue")
    if line.left_out is not None:
        return (*said, "; ", REASONS[line.left_out])
    return (*said, "; counted on ", Day(line.day), f" ({line.marketplace})")


def figure_card(found: WhyFigure, year: int, zone: str) -> Card:
    """A definition, then what it does to the last complete day."""
    nodes: list[Node] = [
        Title((f"What “{found.figure}” means",)),
        Text((DEFINITIONS[found.figure],)),
        Text((COUNTED,)),
    ]
    pairs = [(day.marketplace, _day(day)) for day in found.days]
    if found.left_out is not None:
        left = found.left_out
        line: Line = (Number(left.order_cancelled, LINES), " of cancelled orders, ")
        line = (*line, Number(left.item_cancelled, ("cancelled item", "cancelled items")), ", ")
        pairs.append(("Left out", (*line, Number(left.not_amazon), " not sold on Amazon")))
    if pairs:
        nodes.append(Fields(tuple(pairs)))
    else:
        nodes.append(Text(("There is no complete day yet to show it by.",)))
    small = orders_line(found.as_of, found.source, zone)
    nodes.append(Context((*small, *times_line(zone))))
    return Card(f"What “{found.figure}” means", tuple(nodes), year)


def _day(day: WhyDay) -> Line:
    total = day.total
    line: Line = (
        Day(day.day),
        ": ",
        Number(total.lines, LINES),
        " → ",
        Number(total.orders, ORDERS),
        ", ",
        Number(total.units, UNITS),
        ", ",
        Amount(total.revenue),
    )
    if total.unpriced_units:
        line = (*line, " (", Number(total.unpriced_units, UNITS), " not priced yet)")
    return line
