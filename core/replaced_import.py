"""An import of stores that are connected, or are to be: what both tell of would count twice."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from core.errors import CountsTwice
from core.marketplaces import by_channel, by_id
from core.model import AccountId
from core.policy.authorization import ENDED
from core.ports.audit import Act
from core.ports.storage import TenantScope
from core.tenants import FILE_REGION

IMPORTED = "has imported"


class Imported(NamedTuple):
    """An imported account and its stores; without any it is what a deletion left behind."""

    account: AccountId
    stores: frozenset[str]


async def imports_of(scope: TenantScope, stores: Iterable[str]) -> list[Imported]:
    """The imported accounts that have some of these stores, and the remains of such."""
    mine, found = frozenset(stores), list[Imported]()
    for row in await scope.accounts.all():
        if row.region == FILE_REGION:
            its = await scope.accounts.marketplaces(row.account_id)
            found.append(Imported(row.account_id, frozenset(one.marketplace_id for one in its)))
    return [one for one in found if one.stores & mine or not one.stores]


async def refuse_connected(scope: TenantScope, tenant: str, channels: Iterable[str]) -> None:
    """Raises CountsTwice where Amazon itself tells of a store that a file has orders of."""
    told = {store.marketplace_id for name in channels if (store := by_channel(name)) is not None}
    known = {
        one.marketplace_id
        for row in await scope.accounts.all()
        if row.region != FILE_REGION and row.state not in ENDED
        for one in await scope.accounts.marketplaces(row.account_id)
    }
    if told & known:
        raise CountsTwice(
            tenant=tenant,
            has="gets from Amazon all",
            stores=_named(told & known),
            hint="Nothing was imported.",
        )


def refuse_to_count_twice(tenant: str, found: Sequence[Imported], stores: Iterable[str]) -> None:
    """Raises CountsTwice where one of the imports has some of these stores."""
    common = frozenset(stores) & _all_of(found)
    if common:
        hint = "Use --replace-import to delete the import, or another --tenant."
        raise CountsTwice(tenant=tenant, has=IMPORTED, stores=_named(common), hint=hint)


def refuse_to_lose_others(tenant: str, found: Sequence[Imported], stores: Iterable[str]) -> None:
    """Raises CountsTwice where an import has more stores: nobody asked to delete those."""
    mine = frozenset(stores)
    others = _all_of(found) - mine
    if others:
        hint = (
            f"That import has {_named(others)} as well, which nothing would replace, so it is not "
            "deleted; name another --tenant."
        )
        raise CountsTwice(
            tenant=tenant, has=IMPORTED, stores=_named(_all_of(found) & mine), hint=hint
        )


async def note_deletion(scope: TenantScope, one: Imported, actor: str, at: datetime) -> None:
    """Write down what is deleted, before it is: a crash in between loses no record of it."""
    orders = await scope.orders.count(one.account)
    details: dict[str, str | int] = {"orders": orders, "stores": len(one.stores)}
    await scope.audit.record(Act(actor, "import.delete", one.account, at, details))


def _all_of(found: Sequence[Imported]) -> frozenset[str]:
    return frozenset(store for one in found for store in one.stores)


def _named(stores: Iterable[str]) -> str:
    return ", ".join(sorted({by_id(one).name for one in stores}))
