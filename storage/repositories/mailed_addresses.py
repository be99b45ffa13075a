"""Which addresses codes were mailed to, in the whole installation: nobody's mailbox is flooded."""

from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import NoTenantKey
from core.keys import KeyStore
from core.model import TenantId
from core.policy.email import mailbox
from storage.bulk import insert
from storage.tables.emails import mailed_address
from storage.vault import Vault

KEY_NAME = TenantId("mailed-addresses")
"""Under this name the key store has the key: an address may be written to by several tenants."""

_KEY = (mailed_address.c.mailbox, mailed_address.c.slot)


class SqlMailedAddresses:
    """Over all tenants (the port is core.ports.emails.MailedAddresses)."""

    def __init__(self, connection: AsyncConnection, keys: KeyStore) -> None:
        self._connection = connection
        self._keys = keys

    async def take(self, address: str, most: int, at: datetime, until: datetime) -> bool:
        """Take a slot that is free, each in one statement for which whoever else asks waits."""
        await self.forget(at)
        blind = (await self._vault(at)).blind("mailbox", mailbox(address))
        for slot in range(most):
            row = {"mailbox": blind, "slot": slot, "expires_at": until}
            made = insert(self._connection.dialect.name, mailed_address).values(row)
            made = made.on_conflict_do_update(
                index_elements=list(_KEY),
                set_={"expires_at": until},
                where=mailed_address.c.expires_at <= at,
            )
            if await self._connection.scalar(made.returning(mailed_address.c.slot)) is not None:
                return True
        return False

    async def forget(self, at: datetime) -> int:
        """Delete what has expired, but for what somebody is just about to take anew."""
        over = select(*_KEY).where(mailed_address.c.expires_at <= at)
        over = over.with_for_update(skip_locked=True)
        gone = delete(mailed_address).where(tuple_(*_KEY).in_(over))
        return (await self._connection.execute(gone)).rowcount

    async def _vault(self, at: datetime) -> Vault:
        try:
            return Vault(await self._keys.key(KEY_NAME))
        except NoTenantKey:
            await self._keys.create(KEY_NAME, at)
            return Vault(await self._keys.key(KEY_NAME))
