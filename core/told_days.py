"""What digests told of days: the first one's figures are kept, and later ones are held to them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from core.day_figures import DayFigures
from core.facts import as_json
from core.model import Money, TenantId
from core.policy.money import minor_units
from core.ports.digests import DigestSnapshot
from core.ports.storage import Storage, TenantScope


class Store(NamedTuple):
    """A marketplace in one currency."""

    marketplace_id: str
    currency: str


class Told(NamedTuple):
    """The figures of a day as they were first told, and when."""

    day: date
    at: datetime
    figures: DayFigures


async def first_told(scope: TenantScope, store: Store, day: date) -> Told | None:
    """What was first told of a day; None where nothing was."""
    kept = await scope.digests.kept(store.marketplace_id, day)
    found = next((one for one in kept if one.currency == store.currency), None)
    return None if found is None else Told(day, found.made_at, _figures(found.facts))


def snapshot(store: Store, told: Told) -> DigestSnapshot:
    """A day's figures, to be kept."""
    return DigestSnapshot(*store, *told[:2], json.dumps(as_json(told.figures), sort_keys=True))


async def keep_first(storage: Storage, tenant: TenantId, news: Sequence[DigestSnapshot]) -> bool:
    """Keep what nobody told before; False where somebody did since that was looked up."""
    if not news:
        return True
    async with storage.write() as uow:
        digests = (await uow.for_tenant(tenant)).digests
        for one in news:
            if not await digests.keep(one):
                return False
    return True


def _figures(text: str) -> DayFigures:
    """Figures from a snapshot."""
    kept = json.loads(text)
    currency = kept["revenue"]["currency"]
    revenue = Money(minor_units(kept["revenue"]["amount"], currency), currency)
    return DayFigures(kept["orders"], kept["units"], revenue, kept["unpriced_units"])
