"""What to order, of all products and of one, and why."""

from dataclasses import replace
from datetime import timedelta

from bot.card import Card
from bot.handlers.restock import restock_card
from bot.handlers.shelf import shelf_card
from bot.handlers.why_restock import why_restock_card
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import (
    DAY,
    MONDAY,
    NOW,
    ORDERS_AT,
    PRODUCTS,
    SOURCE,
    STOCK_AT,
    TITLES,
    US,
    Product,
    sold,
)
from core.demand import Sales
from core.model import Period
from core.pools import PoolLevel
from core.restock import Restock, RestockFacts, restock_facts
from core.shelves import Shelf, Source

KNOWN = Period(MONDAY - 62 * DAY, MONDAY)
OUT = frozenset(Period(MONDAY - 3 * DAY, MONDAY))
"""The days on which what is out of stock was out already."""


def stock() -> tuple[Sample, ...]:
    """`restock` and `why` of a product."""
    everything = _restock(*PRODUCTS)
    calm = _restock(*(product for product in PRODUCTS if product.sku in ("BB-L", "WK-1")))
    no_stock = tuple(replace(item, stock=None, plan=None) for item in everything.facts.items)
    unknown = replace(everything.facts, items=no_stock, stock_as_of=None)
    one = _restock(PRODUCTS[0])
    out = _restock(PRODUCTS[4])
    return (
        Sample("restock", "What to order this week", _all(everything), ("restock",)),
        Sample("restock-quiet", "Nothing to order this week", _all(calm)),
        Sample("restock-no-stock", "Without stock figures", _all(Restock(unknown, TITLES))),
        Sample("restock-product", "One product's order", shelf_card(one, US.zone)),
        Sample("restock-out", "One product that is out of stock", shelf_card(out, US.zone)),
        Sample("why-product", "An order, step by step", why_restock_card(one, US.zone), ("why",)),
    )


def due_stock() -> RestockFacts:
    """What a digest says of stock."""
    facts = _restock(*PRODUCTS).facts
    return replace(facts, items=facts.due)


def shelf(product: Product) -> Shelf:
    """A product's stock in the first store, with what it sold."""
    empty = OUT if product.sellable == 0 else frozenset()
    units = {day: 0 if day in empty else sold(product, US, day) for day in KNOWN}
    there = (product.sellable, product.inbound, product.units // 4)
    return Shelf(
        product.sku,
        (US.name,),
        US.zone,
        MONDAY + DAY,
        Source(ORDERS_AT, SOURCE),
        Sales(KNOWN, units, empty, KNOWN.first),
        PoolLevel(MONDAY, *there, STOCK_AT, MONDAY - timedelta(days=90)),
    )


def _restock(*products: Product) -> Restock:
    shelves = tuple(shelf(product) for product in products)
    return Restock(restock_facts(shelves, NOW), TITLES, shelves)


def _all(found: Restock) -> Card:
    return restock_card(found, US.zone)
