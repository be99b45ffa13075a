"""The audit: one hash chain a tenant, written in the transaction of the act.

A row's hash covers the row before and, of the details, only their sealed form: order ids are few
enough to be guessed from a hash. After a wipe the chain still checks, and tells nothing.
"""

import hashlib

from sqlalchemy import Row, insert, select

from core.canonical import canonical_json, framed
from core.ports.audit import Act
from storage.repositories.scope import Scope
from storage.tables.audit import audit
from storage.tables.tenants import tenant

START = bytes(32)
BYTES = (bytes, memoryview)
_ADD = insert(audit)


class SqlAudit:
    """One tenant's chain, under its pseudonym."""

    def __init__(self, scope: Scope, pseudonym: str) -> None:
        self._scope = scope
        self._pseudonym = pseudonym

    async def record(self, act: Act) -> None:
        """Append an act; actor and object are kept as keyed hashes, the details sealed."""
        await self._one_at_a_time()
        count, before = await self.head()
        seq = count + 1
        mac = self._scope.vault.audit_mac
        row: dict[str, object] = {
            "pseudonym": self._pseudonym,
            "seq": seq,
            "at": act.at,
            "actor": mac(act.actor.encode()).hex()[:32],
            "verb": act.verb,
            "object": mac(act.object.encode()).hex()[:32],
            "sealed": self._sealed(seq, act),
            "before": before,
        }
        row["hash"] = _hash(row, int(act.at.timestamp()))
        await self._scope.connection.execute(_ADD, row)

    async def head(self) -> tuple[int, bytes]:
        """How many acts there are, and the hash of the last one."""
        columns = audit.c
        query = (
            select(columns.seq, columns.hash)
            .where(columns.pseudonym == self._pseudonym)
            .order_by(columns.seq.desc())
            .limit(1)
        )
        found = (await self._scope.connection.execute(query)).first()
        return (0, START) if found is None else (found[0], bytes(found[1]))

    async def broken_at(self) -> int | None:
        """The first act whose hash does not fit, None for a sound chain."""
        before, expected = START, 1
        query = select(audit).where(audit.c.pseudonym == self._pseudonym).order_by(audit.c.seq)
        for row in await self._scope.connection.execute(query):
            if row.seq != expected or bytes(row.before) != before or not _fits(row):
                return expected
            before, expected = bytes(row.hash), expected + 1
        return None

    async def _one_at_a_time(self) -> None:
        # Two writers must not both append after the same row; SQLite has one writer anyway.
        if self._scope.connection.dialect.name == "sqlite":
            return
        own = select(tenant.c.tenant_id).where(self._scope.own(tenant)).with_for_update()
        await self._scope.connection.execute(own)

    def _sealed(self, seq: int, act: Act) -> bytes:
        told = {"actor": act.actor, "object": act.object, **act.details}
        place = seq.to_bytes(8, "big")
        return self._scope.vault.seal("audit", "sealed", place, canonical_json(told))


def _fits(row: Row[tuple[object, ...]]) -> bool:
    kept = dict(row._mapping)
    at = kept.pop("at")
    stamp = int(at.timestamp())
    found = bytes(kept.pop("hash"))
    kept["before"] = bytes(kept["before"])
    return _hash(kept, stamp) == found


def _hash(row: dict[str, object], at: int) -> bytes:
    names = ("pseudonym", "seq", "actor", "verb", "object")
    parts = [str(row[name]).encode() for name in names]
    # Details that somebody took away must give another hash, not an error.
    held = [bytes(one) for one in (row["sealed"], row["before"]) if isinstance(one, BYTES)]
    return hashlib.sha256(framed(*parts, str(at).encode(), *held)).digest()
