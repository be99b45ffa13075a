"""Choosing how figures are written: in one channel, or in all of a tenant's that chose nothing."""

from core.errors import NotBound
from core.model import Place
from core.policy.locales import offered
from core.ports.audit import Act
from core.ports.storage import Storage
from core.reviews import Actor


async def set_locale(
    storage: Storage, actor: Actor, place: Place | None, said: str | None
) -> str | None:
    """Set the locale of a channel, or of the tenant where `place` is None; returns it.

    None goes back to the tenant's, or to the house's. Raises BadArgument for a locale that is not
    offered and NotBound for a channel that is not the tenant's own; neither changes anything.
    """
    locale = None if said is None else offered(said)
    async with storage.write() as uow:
        scope = await uow.for_tenant(actor.tenant)
        if not await scope.team.set_locale(place, locale):
            raise NotBound
        target = f"channel:{'/'.join(place)}" if place else f"tenant:{actor.tenant}"
        act = Act(actor.user, "locale.set", target, actor.at, {"locale": locale or "none"})
        await scope.audit.record(act)
    return locale
