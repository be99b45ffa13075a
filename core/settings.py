"""`settings`: what is set for a channel and for the tenant that it speaks for."""

from dataclasses import dataclass
from datetime import datetime

from core.model import Feature, Place, TenantId
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.sharing import MAY_BE_SHARED

NOWHERE = Place("", "", "")


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """The answer to `settings` (schema settings/1).

    `in_channel` is False in the terminal, where there is only what is set for the tenant.
    `is_bound` is False where the channel speaks for the tenant as the workspace's only one.
    `is_silent` says that sales are switched off, so that no digest is posted whenever it is due.
    `own_locale` is the channel's and `usual_locale` the tenant's, None where nothing was chosen;
    `locale` is the one in which the channel's figures are written. `shared` says whether people of
    another company may read the channel, None where that is not known; False where no channel of
    the platform can be shared. `outsiders_may_read` is an owner's word that they may.
    """

    schema: str
    tenant: str
    at: datetime
    in_channel: bool
    is_bound: bool
    zone: str
    digest_minute: int | None
    digest_due: datetime | None
    is_silent: bool
    own_locale: str | None
    usual_locale: str | None
    locale: str
    channels: int
    members: int
    shared: bool | None = False
    outsiders_may_read: bool = False

    @property
    def is_withheld(self) -> bool:
        """Whether nothing with figures is posted, for people who may not read them could."""
        return self.is_bound and self.shared is not False and not self.outsiders_may_read


async def settings(
    storage: Storage, tenant: TenantId, place: Place | None, now: datetime
) -> SettingsFacts:
    """What is set here."""
    async with storage.read() as uow:
        rows = {row.tenant_id: row for row in await uow.directory.tenants()}
        team = (await uow.for_tenant(tenant)).team
        channels, members = await team.channels(), await team.members()
        off = {switch.feature for switch in await team.switches() if not switch.is_on}
        locale = await team.locale(place or NOWHERE)
    mine = next((row for row in channels if row.place == place), None)
    here, own = mine or ChannelRow(*NOWHERE, "", "UTC"), rows[tenant]
    return SettingsFacts(
        "settings/1",
        own.name,
        now,
        place is not None,
        mine is not None,
        here.zone,
        here.digest_minute,
        here.digest_due,
        Feature.SALES in off,
        here.locale,
        own.locale,
        locale,
        len(channels),
        len(members),
        _is_shared(place, here),
        here.outsiders_may_read,
    )


def _is_shared(place: Place | None, here: ChannelRow) -> bool | None:
    return here.shared if place is not None and place.platform in MAY_BE_SHARED else False
