"""All seller accounts of the sandbox: what they sold, what they have, whom they may ask."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.spapi.sandbox.accounts import ACCOUNTS, FURTHER_ACCOUNTS, SellerAccount
from core.spapi.sandbox.dice import share
from core.spapi.sandbox.file_orders import FileOrders
from core.spapi.sandbox.marketplaces import MARKETPLACES, Marketplace
from core.spapi.sandbox.order_file import OrderFile, delivered
from core.spapi.sandbox.order_rows import OrderQuery, order_rows
from core.spapi.sandbox.orders import Kind, State
from core.spapi.sandbox.shop import Shop
from core.spapi.sandbox.shop_orders import ShopOrders
from core.spapi.sandbox.snapshot import OrderSource
from core.spapi.sandbox.stock_rows import PastStock, past_stock, stock_rows

_OPENS, _CLOSES = timedelta(days=5), timedelta(days=30)
_REFUSED_RETURNS = 0.6


@dataclass(frozen=True, slots=True)
class Standing:
    """An order as the review request sees it: can it ever be asked for, and when did it arrive."""

    marketplace_id: str
    available: bool
    delivered: datetime | None

    def in_window(self, at: datetime) -> bool:
        """Whether it is day 5 to 30 after the delivery."""
        arrived = self.delivered
        return arrived is not None and arrived + _OPENS <= at <= arrived + _CLOSES


class World:
    """The accounts with their invented shops, or with the orders of a file."""

    def __init__(
        self,
        seed: int,
        anchor: date,
        orders: OrderFile | None = None,
        accounts: tuple[SellerAccount, ...] | None = None,
    ) -> None:
        self._orders = orders
        self._file_orders = FileOrders(orders) if orders else None
        usual = ACCOUNTS if orders else ACCOUNTS + FURTHER_ACCOUNTS  # a file has one owner
        every = usual if accounts is None else accounts
        self.accounts = tuple(_with_stores(a, orders) for a in every)
        self._shops = {a.key: Shop(a, seed, anchor) for a in every}

    def orders(self, account: SellerAccount) -> OrderSource:
        """Where the Orders and Sales APIs find an account's orders."""
        return self._file_orders or ShopOrders(self._shops[account.key])

    def order_rows(self, account: SellerAccount, query: OrderQuery) -> Iterator[str]:
        """Rows of an all-orders report."""
        if self._orders is not None:
            return self._orders.matching(query)
        return order_rows(self._shops[account.key], query)

    def stock_rows(
        self, account: SellerAccount, market: Marketplace, at: datetime
    ) -> Iterator[str]:
        """Rows of the inventory report; a file of orders knows no stock."""
        if self._orders is not None:
            return iter(())
        return stock_rows(self._shops[account.key], market, at)

    def stocked(self, account: SellerAccount) -> Shop | None:
        """The shop whose stock an account has; a file of orders knows no stock."""
        return None if self._orders is not None else self._shops[account.key]

    def stock_history(
        self, seller: str, marketplace: str, first: date, last: date
    ) -> list[PastStock]:
        """End-of-day stock of the past; empty where seller and marketplace do not fit."""
        owners = [
            a for a in self.accounts if a.seller == seller and marketplace in a.marketplace_ids
        ]
        if self._orders is not None or not owners:
            return []
        shop = self._shops[owners[0].key]
        return list(past_stock(shop, MARKETPLACES[marketplace], first, last))

    def standing(self, account: SellerAccount, order_id: str, at: datetime) -> Standing | None:
        """How an order stands at a moment, None where this account has no such order."""
        if self._orders is not None:
            return self._file_standing(account, order_id)
        order = self._shops[account.key].find(order_id)
        state = order.state_at(at) if order else None
        if order is None or state is None:
            return None
        refused = state is State.RETURNED and share(order_id, "refused") < _REFUSED_RETURNS
        available = order.kind is Kind.SALE and state is not State.CANCELLED and not refused
        return Standing(order.marketplace.id, available, order.fate.delivered)

    def _file_standing(self, account: SellerAccount, order_id: str) -> Standing | None:
        row = self._orders.find(order_id) if self._orders else None
        store = (row.store or self._orders.home) if row and self._orders else ""
        if row is None or store not in account.marketplace_ids:
            return None
        available = row.store is not None and not row.status.lower().startswith("cancel")
        return Standing(store, available, delivered(row))


def _with_stores(account: SellerAccount, orders: OrderFile | None) -> SellerAccount:
    """An account that sells where the file has orders of its region, else where it always does."""
    found = sorted(orders.stores()) if orders else []
    own = [m for m in found if MARKETPLACES[m].region == account.region]
    return replace(account, marketplace_ids=tuple(own)) if own else account
