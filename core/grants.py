"""What Amazon granted: tried once a day for each feature that an owner switched on, and kept."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.amazon_errors import AccessDenied, AmazonError
from core.callers import caller_for
from core.errors import GateClosed
from core.model import AccountId, Feature, TenantId
from core.ports.amazon import Amazon
from core.ports.authorizations import Grant, Granted
from core.ports.clock import Clock
from core.ports.storage import Storage

LIFE = timedelta(days=1)
UNCLEAR_LIFE = timedelta(hours=1)
"""After which something is tried again that Amazon did not answer."""

log = logging.getLogger("amzigo.grants")


@dataclass(frozen=True, slots=True)
class Prober:
    """Tries what features need, and keeps what came of it."""

    storage: Storage
    amazon: Amazon
    clock: Clock

    async def probe(self, tenant: TenantId, account: AccountId) -> None:
        """Try each feature that is on and was not tried within the day; one call each."""
        caller = await caller_for(self.storage, tenant, account)
        if not caller.active:
            return
        for feature in stale(await self._known(tenant, account), caller.features, self.clock()):
            try:
                tried = await self.amazon.probe(caller, feature)
            except AccessDenied as why:
                log.info("not granted: %s (%s)", feature.value, why.message)
                await self.note(tenant, account, feature, Granted.NO)
            except GateClosed:
                return  # a pause or a freeze; all will be tried again
            except AmazonError as why:
                log.info("not known whether granted: %s (%s)", feature.value, why.message)
                await self.note(tenant, account, feature, Granted.UNCLEAR)
            else:
                if tried:
                    await self.note(tenant, account, feature, Granted.YES)

    async def note(
        self, tenant: TenantId, account: AccountId, feature: Feature, state: Granted
    ) -> None:
        """Keep what was found out about a feature, by a probe or by a call in earnest."""
        async with self.storage.write() as uow:
            grants = (await uow.for_tenant(tenant)).grants
            await grants.put(account, feature, Grant(state, self.clock()))

    async def _known(self, tenant: TenantId, account: AccountId) -> Mapping[Feature, Grant]:
        async with self.storage.read() as uow:
            return await (await uow.for_tenant(tenant)).grants.granted(account)


def stale(
    known: Mapping[Feature, Grant], switched_on: frozenset[Feature], now: datetime
) -> list[Feature]:
    """The features that are to be tried now, in a fixed order."""
    return [one for one in Feature if one in switched_on and not _is_fresh(known.get(one), now)]


def _is_fresh(grant: Grant | None, now: datetime) -> bool:
    if grant is None:
        return False
    return now - grant.at < (UNCLEAR_LIFE if grant.state is Granted.UNCLEAR else LIFE)
