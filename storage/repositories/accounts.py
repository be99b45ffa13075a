"""Seller accounts with their marketplaces and sealed credentials."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import case, exists, insert, select, update

from core.model import AccountId, Feature
from core.policy.authorization import AccountState
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.amazon import Caller
from storage.bulk import upsert
from storage.repositories.scope import Scope
from storage.repositories.tenants import ON
from storage.tables.accounts import credential, marketplace, seller_account
from storage.tables.authorizations import freeze
from storage.tables.tenants import feature_switch, tenant

_FROZEN = exists(select(freeze.c.reason))


class SqlAccounts:
    """One tenant's seller accounts."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def all(self) -> list[AccountRow]:
        """The tenant's seller accounts, by name."""
        columns = [seller_account.c[name] for name in AccountRow._fields]
        query = (
            select(*columns)
            .where(self._scope.own(seller_account))
            .order_by(seller_account.c.name, seller_account.c.account_id)
        )
        return [AccountRow(*row) for row in await self._scope.connection.execute(query)]

    async def caller(self, account: AccountId) -> Caller:
        """On whose behalf calls are made for an account; LookupError where there is none.

        One statement, since each call to Amazon asks: a row a feature that is on, or one without.
        """
        its, owner = seller_account.c, tenant.c
        switch, is_mine = feature_switch.c, self._scope.of(seller_account, account)
        is_on = (switch.tenant_id == its.tenant_id) & (switch.state == ON)
        query = (
            select(owner.pseudonym, owner.state, its.region, its.state, _FROZEN, switch.feature)
            .select_from(seller_account)
            .join(tenant, owner.tenant_id == its.tenant_id)
            .outerjoin(feature_switch, is_on)
            .where(is_mine)
        )
        rows = list(await self._scope.connection.execute(query))
        if not rows:
            raise LookupError("there is no such account")
        pseudonym, owners, region, own, frozen, _ = rows[0]
        features = frozenset(Feature(row.feature) for row in rows if row.feature is not None)
        active = owners == own == "active" and not frozen
        return Caller(self._scope.tenant, pseudonym, account, region, features, active=active)

    async def add(self, row: AccountRow) -> None:
        """A new seller account."""
        await self._scope.connection.execute(
            insert(seller_account).values(tenant_id=self._scope.tenant, **row._asdict())
        )

    async def authorized(self, account: AccountId, at: datetime) -> bool:
        """Note when an account was authorized; False where it is being deleted."""
        state = seller_account.c.state
        again = case((state == AccountState.REVOKED, AccountState.ACTIVE), else_=state)
        change = update(seller_account).values(authorized_at=at, state=again)
        mine = self._scope.of(seller_account, account)
        changed = change.where(mine, state != AccountState.ENDING)
        return bool((await self._scope.connection.execute(changed)).rowcount)

    async def move(self, account: AccountId, before: AccountState, after: AccountState) -> bool:
        """Change an account's state where it is still `before`; returns whether it was."""
        mine = self._scope.of(seller_account, account)
        change = update(seller_account).where(mine, seller_account.c.state == before)
        return bool((await self._scope.connection.execute(change.values(state=after))).rowcount)

    async def seal_seller(self, account: AccountId, seller: str) -> None:
        """Keep the seller's id at Amazon, sealed."""
        seal = self._scope.vault.sealer("seller_account", "selling_partner")
        await self._change(account, selling_partner=seal(account.encode(), seller.encode()))

    async def sellers(self) -> dict[AccountId, str]:
        """The sellers' ids at Amazon in the clear, of the accounts where they are known."""
        columns = seller_account.c
        query = select(columns.account_id, columns.selling_partner).where(
            self._scope.own(seller_account), columns.selling_partner.is_not(None)
        )
        unseal = self._scope.vault.opener("seller_account", "selling_partner")
        rows = await self._scope.connection.execute(query)
        return {AccountId(row[0]): unseal(row[0].encode(), bytes(row[1])).decode() for row in rows}

    async def _change(self, account: AccountId, **values: object) -> None:
        await self._scope.connection.execute(
            update(seller_account).where(self._scope.of(seller_account, account)).values(**values)
        )

    async def set_home(self, account: AccountId, marketplace_id: str) -> None:
        """Set the marketplace whose days lines without a store are put on."""
        await self._change(account, home_marketplace=marketplace_id)

    async def marketplaces(self, account: AccountId) -> list[MarketplaceRow]:
        """The stores of a seller account."""
        columns = [marketplace.c[name] for name in MarketplaceRow._fields]
        query = (
            select(*columns)
            .where(self._scope.of(marketplace, account))
            .order_by(marketplace.c.marketplace_id)
        )
        return [MarketplaceRow(*row) for row in await self._scope.connection.execute(query)]

    async def add_marketplaces(self, account: AccountId, rows: Iterable[MarketplaceRow]) -> None:
        """Add stores that are not there yet; one that is there keeps its settings."""
        there = {row.marketplace_id for row in await self.marketplaces(account)}
        for row in rows:
            if row.marketplace_id not in there:
                await self._scope.connection.execute(
                    insert(marketplace).values(
                        tenant_id=self._scope.tenant, account_id=account, **row._asdict()
                    )
                )

    async def orders_complete(
        self, account: AccountId, marketplaces: Iterable[str], as_of: datetime, source: str
    ) -> None:
        """Move the as-of stamp of some stores forward; it never moves back."""
        for marketplace_id in marketplaces:
            stamp = marketplace.c.orders_as_of
            await self._scope.connection.execute(
                update(marketplace)
                .where(
                    self._scope.of(marketplace, account),
                    marketplace.c.marketplace_id == marketplace_id,
                    stamp.is_(None) | (stamp <= as_of),
                )
                .values(orders_as_of=as_of, orders_source=source)
            )

    async def stock_seen(self, account: AccountId, marketplace_id: str, as_of: datetime) -> None:
        """Note when the stock of a store was last read."""
        await self._scope.connection.execute(
            update(marketplace)
            .where(
                self._scope.of(marketplace, account),
                marketplace.c.marketplace_id == marketplace_id,
            )
            .values(stock_as_of=as_of)
        )

    async def seal_credential(
        self, account: AccountId, kind: str, secret: str, since: datetime
    ) -> None:
        """Keep a credential, sealed; one of that kind is replaced."""
        seal = self._scope.vault.sealer("credential", "sealed")
        row = {
            "tenant_id": self._scope.tenant,
            "account_id": account,
            "kind": kind,
            "sealed": seal(f"{account}/{kind}".encode(), secret.encode()),
            "since": since,
        }
        connection = self._scope.connection
        await connection.execute(upsert(connection.dialect.name, credential), row)

    async def credential(self, account: AccountId, kind: str) -> str | None:
        """A credential in the clear, None where there is none of that kind."""
        sealed = await self._scope.connection.scalar(
            select(credential.c.sealed).where(
                self._scope.of(credential, account), credential.c.kind == kind
            )
        )
        if sealed is None:
            return None
        unseal = self._scope.vault.opener("credential", "sealed")
        return unseal(f"{account}/{kind}".encode(), bytes(sealed)).decode()
