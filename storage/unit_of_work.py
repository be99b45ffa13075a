"""Transactions over the data database, and the one maker of a tenant's scope."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.errors import TenantGone
from core.keys import KeyStore
from core.model import TenantId
from core.ports.engine import Engine, Task
from core.ports.storage import UnitOfWork
from core.ports.wipe import REVOKING
from storage import tenant_lock
from storage.engine import CONNECTIONS
from storage.readers_seats import ReadersSeats
from storage.repositories.accounts import SqlAccounts
from storage.repositories.audit import SqlAudit
from storage.repositories.authorizations import (
    SqlAuthorizations,
    SqlAuthorizationWork,
    SqlGrants,
)
from storage.repositories.claims import SqlClaims
from storage.repositories.cross_checks import SqlCrossChecks
from storage.repositories.digests import SqlDigests
from storage.repositories.directory import SqlDirectory
from storage.repositories.egress import SqlLedgerBook
from storage.repositories.emails import SqlEmails
from storage.repositories.feature_data import SqlFeatureData
from storage.repositories.installation import SqlFacts, SqlLeases
from storage.repositories.local_messages import SqlLocalMessages
from storage.repositories.mailed_addresses import SqlMailedAddresses
from storage.repositories.notices import SqlNotices
from storage.repositories.orders import SqlOrders
from storage.repositories.owner_notices import SqlOwnerNotices
from storage.repositories.posts import SqlHandles, SqlPosts
from storage.repositories.products import SqlProducts
from storage.repositories.recoveries import SqlRecoveries
from storage.repositories.reports import SqlReports
from storage.repositories.retention import SqlRetention
from storage.repositories.review_orders import SqlAskableOrders
from storage.repositories.reviews import SqlReviews
from storage.repositories.sales import SqlSales
from storage.repositories.scope import Scope
from storage.repositories.stock import SqlStock
from storage.repositories.sync import SqlSync, SqlSystem
from storage.repositories.tenants import SqlTeam
from storage.tables.tenants import tenant as tenant_table
from storage.vault import Vault
from storage.writing import full_disks_told, writing


class SqlTenantScope:
    """All that belongs to one tenant (the port is core.ports.storage.TenantScope)."""

    def __init__(self, scope: Scope, pseudonym: str) -> None:
        self._scope = scope
        self._pseudonym = pseudonym

    @cached_property
    def team(self) -> SqlTeam:
        """Channels, members, features."""
        return SqlTeam(self._scope)

    @cached_property
    def emails(self) -> SqlEmails:
        """Owners' notice e-mails."""
        return SqlEmails(self._scope)

    @cached_property
    def owner_notices(self) -> SqlOwnerNotices:
        """What owners were told privately."""
        return SqlOwnerNotices(self._scope)

    @cached_property
    def recoveries(self) -> SqlRecoveries:
        """Recoveries by whoever has Amazon's authorization."""
        return SqlRecoveries(self._scope)

    @cached_property
    def accounts(self) -> SqlAccounts:
        """Seller accounts and marketplaces."""
        return SqlAccounts(self._scope)

    @cached_property
    def orders(self) -> SqlOrders:
        """Orders and lines."""
        return SqlOrders(self._scope)

    @cached_property
    def products(self) -> SqlProducts:
        """Products."""
        return SqlProducts(self._scope)

    @cached_property
    def reports(self) -> SqlReports:
        """Reports taken in."""
        return SqlReports(self._scope)

    @cached_property
    def sales(self) -> SqlSales:
        """Sales figures by day."""
        return SqlSales(self._scope)

    @cached_property
    def digests(self) -> SqlDigests:
        """What digests said."""
        return SqlDigests(self._scope)

    @cached_property
    def posts(self) -> SqlPosts:
        """What we posted in chat."""
        return SqlPosts(self._scope)

    @cached_property
    def handles(self) -> SqlHandles:
        """What the buttons stand for."""
        return SqlHandles(self._scope)

    @cached_property
    def local_messages(self) -> SqlLocalMessages:
        """What the local page shows."""
        return SqlLocalMessages(self._scope)

    @cached_property
    def cross_checks(self) -> SqlCrossChecks:
        """Our figures beside Amazon's own."""
        return SqlCrossChecks(self._scope)

    @cached_property
    def stock(self) -> SqlStock:
        """Stock by product and day."""
        return SqlStock(self._scope)

    @cached_property
    def sync(self) -> SqlSync:
        """How far the syncing is."""
        return SqlSync(self._scope)

    @cached_property
    def notices(self) -> SqlNotices:
        """Which of Amazon's notifications were heard."""
        return SqlNotices(self._scope)

    @cached_property
    def reviews(self) -> SqlReviews:
        """Batches of review requests, and what became of each."""
        return SqlReviews(self._scope)

    @cached_property
    def askable(self) -> SqlAskableOrders:
        """Orders, as far as asking for reviews goes."""
        return SqlAskableOrders(self._scope)

    @cached_property
    def retention(self) -> SqlRetention:
        """What may no longer be kept."""
        return SqlRetention(self._scope)

    @cached_property
    def authorizations(self) -> SqlAuthorizations:
        """How the accounts' authorizations stand."""
        return SqlAuthorizations(self._scope)

    @cached_property
    def grants(self) -> SqlGrants:
        """What Amazon granted, as far as it was tried."""
        return SqlGrants(self._scope)

    @cached_property
    def feature_data(self) -> SqlFeatureData:
        """What each feature needs."""
        return SqlFeatureData(self._scope)

    @cached_property
    def used(self) -> SqlLedgerBook:
        """What the egress ledger tells of the tenant."""
        return SqlLedgerBook(self._scope.connection, self._pseudonym)

    @cached_property
    def audit(self) -> SqlAudit:
        """The chain of acts."""
        return SqlAudit(self._scope, self._pseudonym)


class SqlUnitOfWork:
    """One transaction (the port is core.ports.storage.UnitOfWork)."""

    def __init__(self, connection: AsyncConnection, keys: KeyStore, *, writes: bool) -> None:
        self._connection = connection
        self._keys = keys
        self._writes = writes
        self.deferred: list[Task] = []

    @cached_property
    def directory(self) -> SqlDirectory:
        """Which tenants there are, and where."""
        return SqlDirectory(self._connection)

    @cached_property
    def system(self) -> SqlSystem:
        """What is due, over all tenants."""
        return SqlSystem(self._connection)

    @cached_property
    def authorization_work(self) -> SqlAuthorizationWork:
        """What is due about authorizations, over all tenants, and the freeze of all."""
        return SqlAuthorizationWork(self._connection)

    @cached_property
    def claims(self) -> SqlClaims:
        """The codes by which somebody becomes an owner."""
        return SqlClaims(self._connection)

    @cached_property
    def mailed(self) -> SqlMailedAddresses:
        """Which addresses codes were mailed to, over all tenants."""
        return SqlMailedAddresses(self._connection, self._keys)

    @cached_property
    def facts(self) -> SqlFacts:
        """What the installation knows of itself."""
        return SqlFacts(self._connection)

    @cached_property
    def leases(self) -> SqlLeases:
        """What only one process may use at a time."""
        return SqlLeases(self._connection)

    def defer(self, task: Task) -> None:
        """Have a task run once this transaction is committed; nothing runs if it is not."""
        self.deferred.append(task)

    async def for_tenant(self, tenant: TenantId) -> SqlTenantScope:
        """The tenant's own rows; raises TenantGone from the request of a wipe on."""
        vault = Vault(await self._keys.key(tenant))
        if self._writes:
            await tenant_lock.share(self._connection, tenant)
        columns = tenant_table.c
        query = select(columns.pseudonym, columns.state).where(columns.tenant_id == tenant)
        found = (await self._connection.execute(query)).one_or_none()
        if found is None:
            raise TenantGone("This tenant was deleted.")
        if found.state == REVOKING:
            raise TenantGone("This tenant is being deleted. Nothing else is done for it.")
        return SqlTenantScope(Scope(self._connection, tenant, vault), found.pseudonym)


SURVEYS = 2
"""How many read for long at a time."""


class SqlStorage:
    """Opens transactions (the port is core.ports.storage.Storage)."""

    def __init__(self, engine: AsyncEngine, keys: KeyStore, jobs: Engine) -> None:
        self._engine = engine
        self._keys = keys
        self._jobs = jobs
        self._seats, self._survey_seats = ReadersSeats(CONNECTIONS), ReadersSeats(SURVEYS)

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that only reads, of one state."""
        return self._begin(_reading(self._engine, self._seats), writes=False)

    def survey(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that reads for long, of one state."""
        return self._begin(_reading(self._engine, self._survey_seats), writes=False)

    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that is committed at the end of the block, or rolled back."""
        return self._begin(writing(self._engine), writes=True)

    @asynccontextmanager
    async def _begin(
        self, opened: AbstractAsyncContextManager[AsyncConnection], *, writes: bool
    ) -> AsyncIterator[UnitOfWork]:
        async with opened as connection:
            uow = SqlUnitOfWork(connection, self._keys, writes=writes)
            yield uow
        for task in uow.deferred:
            self._jobs.submit(task)


@asynccontextmanager
async def _reading(engine: AsyncEngine, seats: ReadersSeats) -> AsyncIterator[AsyncConnection]:
    """A transaction that only reads; it shall see one state on PostgreSQL too."""
    with full_disks_told(engine):
        async with seats.taken(), engine.connect() as plain:
            connection = plain
            if engine.dialect.name == "postgresql":
                one_state = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                connection = await plain.execution_options(**one_state)
            async with connection.begin():
                yield connection
