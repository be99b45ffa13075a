"""Storage: transactions, and the one way to a tenant's rows.

`for_tenant` is the only maker of a tenant's scope; no repository takes a tenant id.
"""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from core.model import TenantId
from core.ports.accounts import SellerAccounts
from core.ports.audit import AuditTrail
from core.ports.authorizations import Authorizations, AuthorizationWork, Grants
from core.ports.claims import Claims
from core.ports.cross_checks import CrossChecks
from core.ports.digests import DigestBook
from core.ports.egress import LedgerBook
from core.ports.emails import Emails, MailedAddresses
from core.ports.engine import Task
from core.ports.features import FeatureData
from core.ports.installation import Facts, Leases
from core.ports.local_messages import LocalMessages
from core.ports.notices import Notices
from core.ports.orders import OrderBook, Products, Reports
from core.ports.owner_notices import OwnerNotices
from core.ports.posts import HandleBook, PostLedger
from core.ports.recoveries import Recoveries
from core.ports.retention import Retention
from core.ports.reviews import AskableOrders, Reviews
from core.ports.sales import SalesFigures
from core.ports.stock import StockBook
from core.ports.sync import SyncStates, SystemWork
from core.ports.tenants import TenantDirectory, TenantTeam


class TenantScope(Protocol):
    """All that belongs to one tenant, within one transaction."""

    @property
    def team(self) -> TenantTeam:
        """Channels, members, features."""
        ...

    @property
    def emails(self) -> Emails:
        """Owners' notice e-mails."""
        ...

    @property
    def owner_notices(self) -> OwnerNotices:
        """What owners were told privately."""
        ...

    @property
    def recoveries(self) -> Recoveries:
        """Recoveries by whoever has Amazon's authorization."""
        ...

    @property
    def accounts(self) -> SellerAccounts:
        """Seller accounts and marketplaces."""
        ...

    @property
    def orders(self) -> OrderBook:
        """Orders and lines."""
        ...

    @property
    def products(self) -> Products:
        """Products."""
        ...

    @property
    def reports(self) -> Reports:
        """Reports taken in."""
        ...

    @property
    def sales(self) -> SalesFigures:
        """Sales figures by day."""
        ...

    @property
    def digests(self) -> DigestBook:
        """What digests said."""
        ...

    @property
    def posts(self) -> PostLedger:
        """What we posted in chat."""
        ...

    @property
    def handles(self) -> HandleBook:
        """What the buttons stand for."""
        ...

    @property
    def local_messages(self) -> LocalMessages:
        """What the local page shows."""
        ...

    @property
    def cross_checks(self) -> CrossChecks:
        """Our figures beside Amazon's own."""
        ...

    @property
    def stock(self) -> StockBook:
        """Stock by product and day."""
        ...

    @property
    def sync(self) -> SyncStates:
        """How far the syncing is."""
        ...

    @property
    def notices(self) -> Notices:
        """Which of Amazon's notifications were heard."""
        ...

    @property
    def reviews(self) -> Reviews:
        """Batches of review requests, and what became of each."""
        ...

    @property
    def askable(self) -> AskableOrders:
        """Orders, as far as asking for reviews goes."""
        ...

    @property
    def retention(self) -> Retention:
        """What may no longer be kept."""
        ...

    @property
    def authorizations(self) -> Authorizations:
        """How the accounts' authorizations stand."""
        ...

    @property
    def grants(self) -> Grants:
        """What Amazon granted, as far as it was tried."""
        ...

    @property
    def feature_data(self) -> FeatureData:
        """What each feature needs."""
        ...

    @property
    def used(self) -> LedgerBook:
        """What the egress ledger tells of the tenant."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """The chain of acts."""
        ...


class UnitOfWork(Protocol):
    """One transaction: all of it happens, or none."""

    @property
    def directory(self) -> TenantDirectory:
        """Which tenants there are, and where."""
        ...

    @property
    def system(self) -> SystemWork:
        """What is due, over all tenants."""
        ...

    @property
    def authorization_work(self) -> AuthorizationWork:
        """What is due about authorizations, over all tenants, and the freeze of all."""
        ...

    @property
    def claims(self) -> Claims:
        """The codes by which somebody becomes an owner."""
        ...

    @property
    def mailed(self) -> MailedAddresses:
        """Which addresses codes were mailed to, over all tenants."""
        ...

    @property
    def facts(self) -> Facts:
        """What the installation knows of itself."""
        ...

    @property
    def leases(self) -> Leases:
        """What only one process may use at a time."""
        ...

    async def for_tenant(self, tenant: TenantId) -> TenantScope:
        """The tenant's own rows; raises TenantGone after a wipe."""
        ...

    def defer(self, task: Task) -> None:
        """Have a task run once this transaction is committed; nothing runs if it is not."""
        ...


class Storage(Protocol):
    """Opens transactions."""

    def read(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that only reads, of one state."""
        ...

    def survey(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """One that reads for long: few do so at a time, so that short ones need not wait."""
        ...

    def write(self) -> AbstractAsyncContextManager[UnitOfWork]:
        """A transaction that is committed at the end of the block, or rolled back."""
        ...
