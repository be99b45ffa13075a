"""The records of wipes, and the certificates: on no tenant's account, by pseudonym."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.canonical import canonical_json
from core.errors import StillAuthorized, TenantGone
from core.keys import KeyStore
from core.model import TenantId
from core.policy.authorization import ENDED
from core.ports.audit import Act
from core.ports.wipe import REVOKING, Revocation, Stage
from storage import bulk, tenant_lock
from storage.repositories.audit import SqlAudit
from storage.repositories.scope import Scope
from storage.tables.accounts import seller_account
from storage.tables.revocations import certificate, revocation
from storage.tables.tenants import tenant as tenant_table
from storage.vault import Vault
from storage.writing import writing


class SqlRevocations:
    """The records of all wipes (the port is core.ports.wipe.Revocations)."""

    def __init__(self, engine: AsyncEngine, keys: KeyStore) -> None:
        self._engine = engine
        self._keys = keys

    async def request(
        self, wanted: Revocation, act: Act, *, only_ended: bool = False
    ) -> Revocation:
        """Begin: the record, the tenant's state and the act; the first record stays."""
        if wanted.tenant is None:
            raise ValueError("a wipe is of a tenant")
        async with writing(self._engine) as connection:
            await tenant_lock.alone(connection, wanted.tenant)
            found = await _found(connection, wanted.tenant_hash)
            if found is None and only_ended:
                await _require_ended(connection, wanted.tenant)
            if found is None:
                await self._begin(connection, wanted, act)
            return found or wanted

    async def _begin(self, connection: AsyncConnection, wanted: Revocation, act: Act) -> None:
        tenant = TenantId(wanted.tenant or "")
        scope = Scope(connection, tenant, Vault(await self._keys.key(tenant)))
        stop = update(tenant_table).where(scope.own(tenant_table)).values(state=REVOKING)
        if not (await connection.execute(stop)).rowcount:
            raise TenantGone("This tenant was deleted.")
        await SqlAudit(scope, wanted.pseudonym).record(act)
        await connection.execute(insert(revocation).values(_row(wanted)))

    async def find(self, tenant_hash: bytes) -> Revocation | None:
        """The wipe of a tenant, by its hash."""
        async with self._engine.connect() as connection, connection.begin():
            return await _found(connection, tenant_hash)

    async def unfinished(self) -> list[Revocation]:
        """The wipes that are not certified, the oldest first."""
        columns = revocation.c
        query = select(revocation).where(columns.stage != Stage.CERTIFIED)
        query = query.order_by(columns.requested_at, columns.pseudonym)
        async with self._engine.connect() as connection, connection.begin():
            return [_revocation(row) for row in await connection.execute(query)]

    async def advance(self, kept: Revocation, to: Stage, progress: Mapping[str, Any]) -> Revocation:
        """Note a stage and what was observed; where somebody else was first, theirs stays."""
        told = {"stage": to.value, "progress": canonical_json(progress).decode()}
        async with writing(self._engine) as connection:
            return await _moved(connection, kept, told)

    async def certify(self, kept: Revocation, file: bytes, at: datetime) -> Revocation:
        """Keep the certificate and forget the tenant's id: the last stage. The first one stays."""
        row = {
            "certificate_id": kept.certificate_id,
            "pseudonym": kept.pseudonym,
            "issued_at": at,
            "file": file,
        }
        new = bulk.insert(self._engine.dialect.name, certificate).on_conflict_do_nothing()
        async with writing(self._engine) as connection:
            await connection.execute(new, row)
            told = {"stage": Stage.CERTIFIED.value, "tenant": None}
            return await _moved(connection, kept, told)

    async def certificate(self, certificate_id: str) -> bytes | None:
        """A certificate's file, to be handed out again."""
        query = select(certificate.c.file).where(certificate.c.certificate_id == certificate_id)
        async with self._engine.connect() as connection, connection.begin():
            file = await connection.scalar(query)
        return None if file is None else bytes(file)

    async def forget_nonces(self, requested_before: datetime) -> None:
        """Forget the nonces of old wipes: from then on only the owner has them."""
        old = revocation.c.requested_at < requested_before
        done = revocation.c.stage == Stage.CERTIFIED
        async with writing(self._engine) as connection:
            await connection.execute(update(revocation).where(old, done).values(nonce=None))


async def _require_ended(connection: AsyncConnection, tenant: TenantId) -> None:
    """Nobody else writes for the tenant now, so what is seen here stays."""
    own = seller_account.c
    goes_on = select(own.account_id).where(own.tenant_id == tenant, own.state.not_in(ENDED))
    if (await connection.execute(goes_on.limit(1))).first() is not None:
        raise StillAuthorized


async def _found(connection: AsyncConnection, tenant_hash: bytes) -> Revocation | None:
    query = select(revocation).where(revocation.c.tenant_hash == tenant_hash)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _revocation(row)


async def _moved(
    connection: AsyncConnection, kept: Revocation, told: Mapping[str, Any]
) -> Revocation:
    """The record after a conditional write: somebody else may have been first."""
    columns = revocation.c
    mine = (columns.tenant_hash == kept.tenant_hash, columns.stage == kept.stage.value)
    await connection.execute(update(revocation).where(*mine).values(told))
    found = await _found(connection, kept.tenant_hash)
    if found is None:
        raise RuntimeError("the record of the wipe that is going on is not there")
    return found


def _row(kept: Revocation) -> dict[str, object]:
    return {
        "pseudonym": kept.pseudonym,
        "tenant_hash": kept.tenant_hash,
        "tenant": kept.tenant,
        "certificate_id": kept.certificate_id,
        "commitment": kept.commitment,
        "nonce": kept.nonce,
        "requested_at": kept.requested_at,
        "stage": kept.stage.value,
        "progress": canonical_json(kept.progress).decode(),
    }


def _revocation(row: Row[tuple[object, ...]]) -> Revocation:
    found = dict(row._mapping)
    found["tenant_hash"] = bytes(found["tenant_hash"])
    found["nonce"] = None if found["nonce"] is None else bytes(found["nonce"])
    found["tenant"] = None if found["tenant"] is None else TenantId(found["tenant"])
    found["stage"] = Stage(found["stage"])
    found["progress"] = json.loads(found["progress"])
    return Revocation(**found)
