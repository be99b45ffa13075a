"""Connecting a seller account by its refresh token: asked first, then stored all at once.

An account is a seller in a region. Amazon does not say whose a token is, so a seller is known by
the id that the operator gives, by an equal token, or because the operator names the account.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.amazon_errors import AccessDenied, AmazonError, AppRejected, AuthorizationLost
from core.errors import (
    AccountEnding,
    AmazonSilent,
    BadSetting,
    NoStores,
    NoSuchAccount,
    TokenRefused,
    WhichAccount,
)
from core.known_sellers import Claim, holders, refuse_others
from core.marketplaces import by_id
from core.model import AccountId, TenantId
from core.policy.authorization import ENDED
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.amazon import Amazon, Caller, Participation
from core.ports.audit import OPERATOR, Act
from core.ports.authorizations import GrantWatch
from core.ports.clock import Clock
from core.ports.storage import Storage, TenantScope
from core.ports.tenants import TenantRow
from core.ports.wipe import AccountWipe
from core.replaced_import import (
    Imported,
    imports_of,
    note_deletion,
    refuse_to_count_twice,
    refuse_to_lose_others,
)
from core.secrets import REFRESH_TOKEN
from core.sync_plan import AMAZONS_PACE, Pace, first_states, unbegun
from core.tenants import NewId

REGIONS = ("NA", "EU", "FE")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A shop to be connected: where, by which token, and what the operator says of it."""

    token: str = field(repr=False)
    regions: Sequence[str] = REGIONS
    """The regions that are tried."""
    seller: str | None = None
    """Its id at Amazon, where the operator gives it."""
    renews: str | None = None
    """The name of the account whose authorization this renews."""
    replaces_import: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What Amazon shows of a token: its region and the stores there."""

    region: str
    stores: tuple[Participation, ...]

    @property
    def rows(self) -> list[MarketplaceRow]:
        """The stores as they are kept."""
        return [
            MarketplaceRow(one.marketplace_id, one.currency, by_id(one.marketplace_id).zone)
            for one in self.stores
        ]


@dataclass(frozen=True, slots=True)
class Connection:
    """What became of it: the account's name, whether it is new, its stores."""

    tenant: str
    name: str
    region: str
    is_new: bool
    stores: tuple[MarketplaceRow, ...]
    features: tuple[str, ...]
    removed_import: bool = False
    schema: str = "connect/1"


@dataclass(frozen=True, slots=True)
class Connector:
    """The use case; its `amazon` knows the token that was given."""

    storage: Storage
    amazon: Amazon
    watch: GrantWatch
    rows: AccountWipe
    clock: Clock
    new_id: NewId
    pace: Pace = AMAZONS_PACE

    async def look(self, wanted: Wanted, pseudonym: str | None) -> Found:
        """Ask Amazon what the token opens; nothing is stored but the record of the calls.

        They are recorded under the tenant's pseudonym, where there is a tenant yet.

        Raises TokenRefused, NoStores, BadSetting or AmazonSilent.
        """
        probe = self.new_id()
        for region in wanted.regions:
            whose = pseudonym or probe
            caller = Caller(TenantId(probe), whose, AccountId(probe), region, frozenset())
            stores = [one for one in await self._asked(caller) if _is_in(region, one)]
            if stores:
                return Found(region, tuple(stores))
        raise NoStores(regions=" or ".join(wanted.regions))

    async def refuse_known(self, wanted: Wanted, found: Found) -> None:
        """Raises AlreadyConnected for what a new tenant cannot have: somebody here has it."""
        refuse_others(await holders(self.storage, _claim(wanted, found)), None, None)

    async def connect(self, owner: TenantRow, wanted: Wanted, found: Found) -> Connection:
        """Store the account, or the new token of one that is there, in one transaction.

        Raises WhichAccount, NoSuchAccount, AlreadyConnected, CountsTwice or AccountEnding, with
        nothing stored.
        """
        tenant = owner.tenant_id
        held = await holders(self.storage, _claim(wanted, found))
        async with self.storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            known = await _known(scope, wanted, found)
            refuse_others(held, tenant, known.account_id if known else None)
            imported = await self._replaced(scope, owner, wanted, found)
            account, name = await self._store(scope, owner, wanted, found)
            for one in imported:
                await note_deletion(scope, one, OPERATOR, self.clock())
            stores = tuple(await scope.accounts.marketplaces(account))
            features = tuple(sorted(await scope.team.features()))
        # A crash from here on leaves both, and running it again takes the rest of the import.
        for one in imported:
            await self.rows.delete_rows(tenant, one.account)
            await self.rows.forget(tenant, one.account)
        if wanted.replaces_import:
            await self.rows.remove_traces()
        # Login gave a token a moment ago: a pause or a freeze is over.
        await self.watch.granted(
            Caller(tenant, owner.pseudonym, account, found.region, frozenset())
        )
        is_new = known is None
        return Connection(owner.name, name, found.region, is_new, stores, features, bool(imported))

    async def _replaced(
        self, scope: TenantScope, owner: TenantRow, wanted: Wanted, found: Found
    ) -> list[Imported]:
        """The imports whose place the account takes."""
        stores = [one.marketplace_id for one in found.stores]
        imported = await imports_of(scope, stores)
        if wanted.replaces_import:
            refuse_to_lose_others(owner.name, imported, stores)
            return imported
        if await _known(scope, wanted, found) is None:
            refuse_to_count_twice(owner.name, imported, stores)
        return []

    async def _asked(self, caller: Caller) -> Sequence[Participation]:
        try:
            return await self.amazon.participations(caller)
        except AuthorizationLost as why:
            raise TokenRefused from why
        except AppRejected as why:
            reason = "Amazon rejects it, or the client id is not the one it belongs to"
            raise BadSetting(name="AMZIGO_LWA_CLIENT_SECRET", reason=reason) from why
        except AccessDenied:
            return ()  # the token of another region is refused like a missing role
        except AmazonError as why:
            raise AmazonSilent(status=why.status or "no answer") from why

    async def _store(
        self, scope: TenantScope, owner: TenantRow, wanted: Wanted, found: Found
    ) -> tuple[AccountId, str]:
        now, rows = self.clock(), found.rows
        known = await _known(scope, wanted, found)
        if known is None:
            account = AccountId(self.new_id())
            name = await _name(scope, owner, found)
            row = AccountRow(account, name, found.region, rows[0].marketplace_id, "active", now)
            await scope.accounts.add(row)
        else:
            account, name = known.account_id, known.name
        if not await scope.accounts.authorized(account, now):
            raise AccountEnding(name=name)
        await scope.accounts.seal_credential(account, REFRESH_TOKEN, wanted.token, now)
        if wanted.seller is not None:
            await scope.accounts.seal_seller(account, wanted.seller)
        await scope.accounts.add_marketplaces(account, rows)
        known_sources = [one for one in await scope.sync.all() if one.account == account]
        first = first_states(account, [row.marketplace_id for row in rows], now, self.pace)
        for state in unbegun(known_sources, first):
            await scope.sync.put(state)
        details: dict[str, str | int] = {"region": found.region, "stores": len(rows)}
        await scope.audit.record(Act(OPERATOR, "connect", account, now, details))
        return account, name


def _claim(wanted: Wanted, found: Found) -> Claim:
    return Claim(wanted.token, found.region, wanted.seller)


def _is_in(region: str, store: Participation) -> bool:
    return store.is_participating and by_id(store.marketplace_id).region == region


async def _known(scope: TenantScope, wanted: Wanted, found: Found) -> AccountRow | None:
    """The account that this authorizes again; None where it is a new one."""
    there = [row for row in await scope.accounts.all() if row.region == found.region]
    if wanted.renews is not None:
        named = [row for row in there if row.name.casefold() == wanted.renews.strip().casefold()]
        if len(named) == 1:
            return named[0]
        existing = ", ".join(row.name for row in there) or "none"
        raise NoSuchAccount(name=wanted.renews[:40], region=found.region, existing=existing)
    sellers = await scope.accounts.sellers()
    for row in there:
        told = sellers.get(row.account_id)
        if wanted.seller is not None and told == wanted.seller:
            return row
        same = await scope.accounts.credential(row.account_id, REFRESH_TOKEN) == wanted.token
        if same and (told is None or wanted.seller is None):
            return row
    unclear = [
        row
        for row in there
        if row.state not in ENDED and (wanted.seller is None or row.account_id not in sellers)
    ]
    if unclear:
        hint = f"Say --seller-id “{unclear[0].name}” if it is, else another tenant."
        if wanted.seller is None and unclear[0].account_id in sellers:
            hint = "Add its --seller-id."
        raise WhichAccount(existing=f"“{unclear[0].name}”", region=found.region, hint=hint)
    return None


async def _name(scope: TenantScope, owner: TenantRow, found: Found) -> str:
    taken = {row.name for row in await scope.accounts.all()}
    first = f"{owner.name[:100]} {found.region}"
    names = [first, *(f"{first} {number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)
