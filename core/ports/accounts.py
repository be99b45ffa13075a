"""Seller accounts and their marketplaces."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from core.model import AccountId
from core.policy.authorization import AccountState
from core.ports.amazon import Caller


class AccountRow(NamedTuple):
    """One authorization's worth of a seller: region "file" for an account made by an import."""

    account_id: AccountId
    name: str
    region: str
    home_marketplace: str | None
    state: str
    authorized_at: datetime | None


class MarketplaceRow(NamedTuple):
    """A store the seller sells on, with the currency and zone its figures are in."""

    marketplace_id: str
    currency: str
    zone: str
    orders_as_of: datetime | None = None
    orders_source: str | None = None
    stock_as_of: datetime | None = None


class SellerAccounts(Protocol):
    """One tenant's seller accounts."""

    async def all(self) -> list[AccountRow]:
        """The tenant's seller accounts, by name."""
        ...

    async def caller(self, account: AccountId) -> Caller:
        """On whose behalf calls are made for an account; LookupError where there is none.

        Active where its tenant is, it is itself, and nothing is frozen.
        """
        ...

    async def add(self, row: AccountRow) -> None:
        """A new seller account."""
        ...

    async def authorized(self, account: AccountId, at: datetime) -> bool:
        """Note when an account was authorized: one that ended begins anew.

        Returns False, with nothing noted, where the account is being deleted.
        """
        ...

    async def move(self, account: AccountId, before: AccountState, after: AccountState) -> bool:
        """Change an account's state where it is still `before`; returns whether it was."""
        ...

    async def seal_seller(self, account: AccountId, seller: str) -> None:
        """Keep the seller's id at Amazon, sealed."""
        ...

    async def sellers(self) -> dict[AccountId, str]:
        """The sellers' ids at Amazon in the clear, of the accounts where they are known."""
        ...

    async def set_home(self, account: AccountId, marketplace_id: str) -> None:
        """Set the marketplace whose days lines without a store are put on."""
        ...

    async def marketplaces(self, account: AccountId) -> list[MarketplaceRow]:
        """The stores of a seller account."""
        ...

    async def add_marketplaces(self, account: AccountId, rows: Iterable[MarketplaceRow]) -> None:
        """Add stores that are not there yet; one that is there keeps its settings."""
        ...

    async def orders_complete(
        self, account: AccountId, marketplaces: Iterable[str], as_of: datetime, source: str
    ) -> None:
        """Move the as-of stamp of some stores forward; it never moves back."""
        ...

    async def stock_seen(self, account: AccountId, marketplace_id: str, as_of: datetime) -> None:
        """Note when the stock of a store was last read."""
        ...

    async def seal_credential(
        self, account: AccountId, kind: str, secret: str, since: datetime
    ) -> None:
        """Keep a credential, sealed."""
        ...

    async def credential(self, account: AccountId, kind: str) -> str | None:
        """A credential in the clear, None where there is none of that kind."""
        ...
