"""`why` of an order and of a figure."""

from dataclasses import replace
from datetime import timedelta

from bot.card import Card
from bot.handlers.why import figure_card, order_card, with_review
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import DAY, MONDAY, NOW, ORDERS_AT, SOURCE, US, day_rows
from core.model import LeftOut, Money, Period
from core.policy.review_rules import Skip
from core.ports.reviews import Stage
from core.review_why import OrderReview, Request
from core.sales import LeftOutLines, Total
from core.why import Figure, WhyDay, WhyFigure, WhyLine, WhyOrder

BOUGHT = NOW - 9 * DAY
DELIVERED = BOUGHT + 4 * DAY
ASKED_FROM = DELIVERED + 7 * DAY + timedelta(hours=2)
REVIEW = OrderReview(
    "order_review/1",
    "4931",
    US.name,
    US.zone,
    BOUGHT,
    "Amazon",
    4,
    DELIVERED,
    DELIVERED + 5 * DAY,
    DELIVERED + 30 * DAY,
    ASKED_FROM,
    DELIVERED + 25 * DAY,
    7,
    Skip.NOT_YET,
    None,
    NOW,
)
ASKED = Request(Stage.SENT, None, "3f9c21ab", None)
ORDER = WhyOrder(
    "why_order/1",
    "4931",
    "Shipped",
    "Amazon",
    BOUGHT,
    BOUGHT + 2 * DAY,
    (
        WhyLine("GP-01", US.name, MONDAY - 8 * DAY, 2, Money(4_498, "USD"), "Shipped", None),
        WhyLine("TI-3", US.name, MONDAY - 8 * DAY, 1, None, "Shipped", None),
        WhyLine("OL-2", US.name, MONDAY - 8 * DAY, 1, None, "Cancelled", LeftOut.ITEM_CANCELLED),
    ),
)


def explanations() -> tuple[Sample, ...]:
    """`why` where it is not about what to order."""
    asked = replace(REVIEW, at=NOW + 9 * DAY, skip=Skip.ALREADY_ASKED, request=ASKED)
    return (
        Sample("why-order", "An order that waits for its day", _order(REVIEW), ("why",)),
        Sample("why-order-asked", "An order that was asked about", _order(asked)),
        Sample("why-revenue", "What a figure means", _figure()),
    )


def _order(review: OrderReview) -> Card:
    return with_review(order_card(ORDER, NOW.year, US.zone), review)


def _figure() -> Card:
    (row,) = day_rows((US,), Period(MONDAY, MONDAY))
    revenue = Money(row.revenue_minor, US.currency)
    total = Total(row.orders, row.lines, row.units, revenue, row.unpriced_units)
    days, left_out = (WhyDay(US.name, MONDAY, total),), LeftOutLines(12, 1, 0)
    found = WhyFigure("why_figure/1", Figure.REVENUE, ORDERS_AT, SOURCE, days, left_out)
    return figure_card(found, NOW.year, US.zone)
