"""Choosing how figures are written: in one channel, or in all of a tenant's that chose nothing."""

from core.channels import named
from core.errors import NotBound
from core.model import Place
from core.policy.locales import offered
from core.ports.audit import Act
from core.ports.storage import Storage
from core.team import By, owned


async def set_locale(storage: Storage, by: By, place: Place | None, said: str | None) -> str | None:
    """Set the locale of a channel, or of the tenant where `place` is None; returns it.

    None goes back to the tenant's, or to the house's. Raises BadArgument for a locale that is not
    offered, NotBound for a channel that is not the tenant's own, and NotAllowed for whoever is no
    owner; none changes anything.
    """
    locale = None if said is None else offered(said)
    async with storage.write() as uow:
        scope = await owned(uow, by)
        if not await scope.team.set_locale(place, locale):
            raise NotBound
        target = named(place) if place else f"tenant:{by.tenant}"
        act = Act(by.key[2], "locale.set", target, by.at, {"locale": locale or "none"})
        await scope.audit.record(act)
    return locale
