"""A seeded shop with stock: 600 products in two stores, each sold and counted on 90 days."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from bench.orders_file import NOW, SEED
from bot.wiring import House
from core.intake import Target
from core.model import Order, OrderLine
from core.ports.accounts import MarketplaceRow
from core.ports.orders import ProductSeen
from core.ports.stock import StockDay

SKUS, DAYS = 600, 90
STORES = (("ATVPDKIKX0DER", "USD"), ("A2EUQ1WTGCTBG2", "CAD"))
ZONE = "America/Los_Angeles"
LAST = NOW.date() - timedelta(days=1)


def sku(number: int) -> str:
    """A product's SKU."""
    return f"DEMO-{number:04d}-A"


async def fill(house: House, target: Target) -> None:
    """Put orders, products and stock in, and add them up."""
    dice = Random(SEED)  # noqa: S311 -- repeatable figures, no secrets
    orders = list(_orders(dice))
    ids = [one for one, _ in STORES]
    stock = [row for one in ids for row in _stock(dice, one)]
    async with house.storage.write() as uow:
        scope = await uow.for_tenant(target.tenant)
        rows = [MarketplaceRow(one, currency, ZONE) for one, currency in STORES]
        await scope.accounts.add_marketplaces(target.account, rows)
        await scope.orders.replace(target.account, orders, NOW)
        await scope.products.seen(target.account, _products())
        await scope.stock.put(target.account, stock)
        await scope.sales.roll_up(target.account)
        await scope.accounts.orders_complete(target.account, ids, NOW, "bench")


def _days() -> Iterator[date]:
    return (LAST - timedelta(days=n) for n in range(DAYS))


def _orders(dice: Random) -> Iterator[Order]:
    """One order a product and day, in one store or the other."""
    for day in _days():
        for number in range(SKUS):
            store, currency = dice.choice(STORES)
            price, units = dice.randrange(499, 9999), dice.randrange(1, 4)
            name, asin = sku(number), f"B0{number:08d}"
            line = OrderLine(name, 1, asin, store, day, units, currency, price, "Shipped", None, 1)
            bought = NOW - timedelta(days=(NOW.date() - day).days)
            digits, content = f"{dice.randrange(10**17):017d}", dice.randbytes(8)
            yield Order(digits, bought, bought, "Shipped", "Amazon", (line,), ("",), content)


def _products() -> list[ProductSeen]:
    first = LAST - timedelta(days=DAYS - 1)
    return [ProductSeen(sku(n), f"B0{n:08d}", f"Demo product {n}", first, NOW) for n in range(SKUS)]


def _stock(dice: Random, store: str) -> Iterator[StockDay]:
    """Every tenth product is out now, and each was out for a day in thirty."""
    for number in range(SKUS):
        for day in _days():
            is_out = dice.random() < 1 / 30 or (number % 10 == 0 and (LAST - day).days < 5)
            units = 0 if is_out else dice.randrange(20, 400)
            yield StockDay(store, sku(number), day, units, dice.randrange(0, 50), 0, NOW)
