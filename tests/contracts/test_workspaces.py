"""A workspace that removed us: its channels are nobody's, on both databases."""

from pathlib import Path

from sqlalchemy import event

from core.model import TenantId
from core.ports.tenants import ChannelRow, TenantRow
from core.workspaces import Workspace, leave
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage

GUILD = Workspace("discord", "g-1")
ROWS = (
    (SHOP, ChannelRow("discord", "g-1", "c-1", "sales", "UTC")),
    (SHOP, ChannelRow("discord", "g-2", "c-1", "elsewhere", "UTC")),
    (SHOP, ChannelRow("slack", "g-1", "c-1", "another platform", "UTC")),
    (OTHER, ChannelRow("discord", "g-1", "c-2", "their sales", "UTC")),
)


async def bound(opened: Opened) -> set[str]:
    """The names of all channels that are bound."""
    names = set()
    for tenant in (SHOP, OTHER):
        async with opened.storage.read() as uow:
            names |= {row.name for row in await (await uow.for_tenant(tenant)).team.channels()}
    return names


async def test_its_channels_are_unbound_and_no_others(database_url: str, tmp_path: Path) -> None:
    async with opened_storage(database_url, tmp_path) as opened:
        for tenant, row in ROWS:
            async with opened.storage.write() as uow:
                await (await uow.for_tenant(tenant)).team.bind(row)

        assert await leave(opened.storage, GUILD, lambda: NOW) == 2

        assert await bound(opened) == {"elsewhere", "another platform"}
        async with opened.storage.read() as uow:
            assert await uow.directory.bound("discord", "g-1", "c-1") is None
            acts, _ = await (await uow.for_tenant(SHOP)).audit.head()
        assert acts == 1

        assert await leave(opened.storage, GUILD, lambda: NOW) == 0
        async with opened.storage.read() as uow:
            assert (await (await uow.for_tenant(SHOP)).audit.head())[0] == 1


async def test_nothing_is_opened_of_those_who_are_elsewhere(
    database_url: str, tmp_path: Path
) -> None:
    """An installation may have a thousand tenants: a platform waits until its removal is stored."""
    async with opened_storage(database_url, tmp_path) as opened:
        async with opened.storage.write() as uow:
            await (await uow.for_tenant(SHOP)).team.bind(ROWS[0][1])
            lost = TenantRow(TenantId("a-lost-shop"), "Its key is lost", "p-lost", "active", NOW)
            await uow.directory.add(lost)
        begun = list[str]()
        event.listen(
            opened.engine.sync_engine, "begin", lambda connection: begun.append("transaction")
        )
        assert await leave(opened.storage, GUILD, lambda: NOW) == 1
        assert len(begun) == 2, "one look, and one tenant's write"
