"""How authorizations stand, what Amazon granted, and what is due about it in all tenants."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, RowMapping, Select, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model import AccountId, Feature, TenantId
from core.policy.authorization import ENDED, AccountState, Authorization
from core.ports.authorizations import Connected, Freeze, FreezeReason, Grant, Granted
from core.tenants import FILE_REGION
from storage.bulk import upsert
from storage.repositories.scope import Scope
from storage.tables.accounts import seller_account
from storage.tables.authorizations import authorization, feature_grant, freeze
from storage.tables.tenants import tenant

BATCH = 500
"""Rows of due work that one tick takes."""

_ROW = authorization.c
_SAME = (_ROW.tenant_id == seller_account.c.tenant_id) & (
    _ROW.account_id == seller_account.c.account_id
)
_COLUMNS = (
    seller_account.c.account_id,
    seller_account.c.state,
    _ROW.next_check,
    _ROW.checked_at,
    _ROW.paused_at,
    _ROW.failing_since,
    _ROW.failures,
    _ROW.untold,
    _ROW.tell_again_at,
    _ROW.app,
    _ROW.withheld_at,
    _ROW.disowned_at,
)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class SqlAuthorizations:
    """One tenant's authorizations (the port is core.ports.authorizations.Authorizations)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def one(self, account: AccountId) -> Authorization | None:
        """An account's; one that was never checked is due at once."""
        found = await self._found(seller_account.c.account_id == account)
        return found[0] if found else None

    async def all(self) -> list[Authorization]:
        """The tenant's, by account."""
        return await self._found()

    async def put(self, kept: Authorization) -> None:
        """Keep how an authorization stands, and with it the account's state."""
        connection = self._scope.connection
        row = {
            "tenant_id": self._scope.tenant,
            "account_id": kept.account,
            "next_check": kept.next_check,
            "checked_at": kept.checked_at,
            "paused_at": kept.paused_at,
            "failing_since": kept.failing_since,
            "failures": kept.failures,
            "untold": kept.untold,
            "app": kept.app,
            "withheld_at": kept.withheld_at,
            "disowned_at": kept.disowned_at,
            "tell_again_at": kept.tell_again_at,
        }
        await connection.execute(upsert(connection.dialect.name, authorization), row)
        # Only who deletes an account's rows says that they are gone.
        stays = seller_account.c.state == AccountState.ENDING
        await connection.execute(
            update(seller_account)
            .where(self._scope.of(seller_account, kept.account), ~stays)
            .values(state=kept.state)
        )

    async def _found(self, *tests: ColumnElement[bool]) -> list[Authorization]:
        query = (
            select(*_COLUMNS)
            .select_from(seller_account.outerjoin(authorization, _SAME))
            .where(self._scope.own(seller_account), seller_account.c.region != FILE_REGION, *tests)
            .order_by(seller_account.c.account_id)
        )
        rows = (await self._scope.connection.execute(query)).mappings()
        return [_authorization(row) for row in rows]


def _authorization(kept: RowMapping) -> Authorization:
    untold = kept["untold"]
    return Authorization(
        AccountId(kept["account_id"]),
        AccountState(kept["state"]),
        kept["next_check"] or NEVER,
        kept["checked_at"],
        kept["paused_at"],
        kept["failing_since"],
        kept["failures"] or 0,
        None if untold is None else AccountState(untold),
        kept["app"],
        kept["withheld_at"],
        kept["disowned_at"],
        kept["tell_again_at"],
    )


class SqlGrants:
    """What Amazon granted one tenant's accounts (the port is core.ports.authorizations.Grants)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def granted(self, account: AccountId) -> Mapping[Feature, Grant]:
        """By feature; one that is missing was never tried."""
        query = select(feature_grant.c.feature, feature_grant.c.state, feature_grant.c.at).where(
            self._scope.of(feature_grant, account)
        )
        rows = await self._scope.connection.execute(query)
        return {Feature(row[0]): Grant(Granted(row[1]), row[2]) for row in rows}

    async def put(self, account: AccountId, feature: Feature, grant: Grant) -> None:
        """Keep what was found."""
        connection = self._scope.connection
        row = {"tenant_id": self._scope.tenant, "account_id": account, "feature": feature}
        row |= grant._asdict()
        await connection.execute(upsert(connection.dialect.name, feature_grant), row)


class SqlAuthorizationWork:
    """All tenants' authorizations (the port is core.ports.authorizations.AuthorizationWork)."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def due_checks(self, now: datetime) -> list[Connected]:
        """Accounts whose check is due, the longest waiting first; of active tenants only."""
        due = _ROW.next_check.is_(None) | (_ROW.next_check <= now)
        query = _connected().where(due).order_by(_ROW.next_check, seller_account.c.account_id)
        return await self._found(query.limit(BATCH))

    async def untold(self, now: datetime) -> list[Connected]:
        """Accounts whose owners have yet to be told of a change, ended ones included."""
        is_due = _ROW.tell_again_at.is_(None) | (_ROW.tell_again_at <= now)
        query = _accounts().where(_ROW.untold.is_not(None), is_due).order_by(_ROW.paused_at)
        return await self._found(query.limit(BATCH))

    async def connected(self) -> list[Connected]:
        """Every account that is authorized, paused ones included, by id."""
        return await self._found(_connected().order_by(seller_account.c.account_id))

    async def paused_since(self, at: datetime) -> int:
        """How many accounts were paused since then, and are."""
        paused = seller_account.c.state == AccountState.PAUSED
        return await self._counted(_connected().where(paused, _ROW.paused_at >= at))

    async def ended_since(self, at: datetime) -> int:
        """How many accounts that are still there ended since then."""
        # Of one that ended nothing is due: its last check was its end.
        ended = seller_account.c.state.in_(ENDED)
        return await self._counted(_accounts().where(ended, _ROW.next_check >= at))

    async def disowned(self) -> int:
        """How many accounts' grants the application may not use, as Login says."""
        return await self._counted(_connected().where(_ROW.disowned_at.is_not(None)))

    async def ask_again(self, now: datetime) -> None:
        """Forget the refusals that paused accounts had so far, and have each asked again."""
        paused = select(seller_account.c.account_id).where(
            seller_account.c.tenant_id == _ROW.tenant_id,
            seller_account.c.account_id == _ROW.account_id,
            seller_account.c.state == AccountState.PAUSED,
        )
        await self._connection.execute(
            update(authorization)
            .where(paused.exists())
            .values(next_check=now, failing_since=None, failures=0, withheld_at=None)
        )

    async def frozen(self) -> Freeze | None:
        """The freeze, where there is one."""
        columns = freeze.c
        place = (columns.since, columns.next_try, columns.tries, columns.app)
        query = select(columns.reason, *place)
        row = (await self._connection.execute(query)).first()
        return None if row is None else Freeze(FreezeReason(row[0]), *row[1:])

    async def freeze(self, freeze_: Freeze | None) -> None:
        """Begin a freeze, change it, or end it."""
        await self._connection.execute(delete(freeze))
        if freeze_ is not None:
            # Two who begin one at the same time do not see each other's.
            put = upsert(self._connection.dialect.name, freeze)
            await self._connection.execute(put, asdict(freeze_))

    async def _counted(self, query: Select[str, str, datetime | None]) -> int:
        count = select(func.count()).select_from(query.subquery())
        return await self._connection.scalar(count) or 0

    async def _found(self, query: Select[str, str, datetime | None]) -> list[Connected]:
        rows = await self._connection.execute(query)
        return [Connected(TenantId(row[0]), AccountId(row[1]), row[2]) for row in rows]


def _accounts() -> Select[str, str, datetime | None]:
    """The accounts of active tenants, but for files."""
    account = seller_account.c
    joined = seller_account.outerjoin(authorization, _SAME).join(
        tenant, tenant.c.tenant_id == account.tenant_id
    )
    return (
        select(account.tenant_id, account.account_id, account.authorized_at)
        .select_from(joined)
        .where(tenant.c.state == "active", account.region != FILE_REGION)
    )


def _connected() -> Select[str, str, datetime | None]:
    return _accounts().where(seller_account.c.state.not_in(ENDED))
