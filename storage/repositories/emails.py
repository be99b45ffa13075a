"""Owners' notice e-mails: sealed to the owner's row, and opened only to write to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, Table, and_, delete, select, update

from core.canonical import framed
from core.ports.emails import Email, MailedCode
from core.ports.tenants import MemberKey
from storage.bulk import upsert
from storage.repositories.member_key import KEY, is_of
from storage.repositories.scope import Scope
from storage.tables.emails import notice_code, notice_email


class SqlEmails:
    """One tenant's (the port is core.ports.emails.Emails)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def one(self, key: MemberKey) -> Email | None:
        """An owner's verified address."""
        return (await self.all()).get(key)

    async def all(self) -> dict[MemberKey, Email]:
        """Every verified address."""
        query = select(notice_email).where(self._scope.own(notice_email))
        return {_key(row): self._email(row) for row in await self._scope.connection.execute(query)}

    async def keep(self, key: MemberKey, email: Email) -> None:
        """An owner's verified address, in place of the one before."""
        sealed = self._seal(notice_email, framed(*_encoded(key)), email.address)
        await self._put(notice_email, key, sealed=sealed, verified_at=email.verified_at)

    async def codes(self, key: MemberKey) -> list[MailedCode]:
        """The codes that were mailed for an owner, the newest first."""
        its = select(notice_code).where(self._scope.own(notice_code), is_of(notice_code, key))
        order = (notice_code.c.asked_at.desc(), notice_code.c.expires_at.desc())
        rows = await self._scope.connection.execute(its.order_by(*order))
        return [self._code(row) for row in rows]

    async def put_code(self, key: MemberKey, code: MailedCode) -> None:
        """A code, in place of the one in its slot."""
        place = _code_place(key, code.slot)
        sealed = None if code.address is None else self._seal(notice_code, place, code.address)
        await self._put(
            notice_code,
            key,
            slot=code.slot,
            asked_at=code.asked_at,
            expires_at=code.expires_at,
            sealed=sealed,
            digest=code.digest,
            tries=code.tries,
        )

    def digest(self, key: MemberKey, code: str) -> bytes:
        """A blind id under the tenant's key: eight digits alone would be found by trying."""
        return self._scope.vault.blind("notice code", framed(*_encoded(key), code.encode()).hex())

    async def forget(self, key: MemberKey) -> bool:
        """Delete an owner's addresses, verified or not."""
        connection = self._scope.connection
        mine = delete(notice_email).where(self._scope.own(notice_email), is_of(notice_email, key))
        gone = (await connection.execute(mine)).rowcount
        held = and_(
            self._scope.own(notice_code), is_of(notice_code, key), notice_code.c.sealed.is_not(None)
        )
        blank = update(notice_code).where(held).values(sealed=None, digest=None)
        return bool(gone + (await connection.execute(blank)).rowcount)

    async def _put(
        self, table: Table, key: MemberKey, **values: bytes | int | datetime | None
    ) -> None:
        connection = self._scope.connection
        row = {"tenant_id": self._scope.tenant, **dict(zip(KEY, key, strict=True)), **values}
        await connection.execute(upsert(connection.dialect.name, table), row)

    def _seal(self, table: Table, place: bytes, address: str) -> bytes:
        return self._scope.vault.seal(table.name, "sealed", place, address.encode())

    def _opened(self, table: Table, place: bytes, sealed: bytes) -> str:
        return self._scope.vault.open_sealed(table.name, "sealed", place, bytes(sealed)).decode()

    def _email(self, row: Row[Any]) -> Email:
        place = framed(*_encoded(_key(row)))
        return Email(self._opened(notice_email, place, row.sealed), row.verified_at)

    def _code(self, row: Row[Any]) -> MailedCode:
        held = row.sealed is not None
        place = _code_place(_key(row), row.slot)
        address = self._opened(notice_code, place, row.sealed) if held else None
        digest = bytes(row.digest) if held else None
        return MailedCode(row.slot, row.asked_at, row.expires_at, address, digest, row.tries)


async def end_emails(scope: Scope, key: MemberKey) -> None:
    """Delete all that is kept of somebody's addresses: they own the tenant no longer."""
    for table in (notice_email, notice_code):
        await scope.connection.execute(delete(table).where(scope.own(table), is_of(table, key)))


def _key(row: Row[Any]) -> MemberKey:
    return row.platform, row.workspace, row.user


def _encoded(key: MemberKey) -> list[bytes]:
    return [part.encode() for part in key]


def _code_place(key: MemberKey, slot: int) -> bytes:
    return framed(*_encoded(key), str(slot).encode())
