"""`settings`: what is set for a channel and for the tenant that it speaks for."""

from dataclasses import dataclass
from datetime import datetime

from core.model import Feature, Place, TenantId
from core.policy.platforms import MAY_BE_SHARED
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow, TenantTeam
from core.schedule import set_time

NOWHERE = Place("", "", "")
UNBOUND = ChannelRow(*NOWHERE, "", "UTC")


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
    closed_why: str | None = None
    """Why the channel lets us post nothing, in a word; None where it does."""
    platform: str = ""
    shared: bool | None = False
    outsiders_may_read: bool = False
    is_withheld: bool = False
    """Whether nothing with figures is posted, for people who may not read them could."""


async def settings(
    storage: Storage, tenant: TenantId, place: Place | None, now: datetime
) -> SettingsFacts:
    """What is set here."""
    async with storage.read() as uow:
        team = (await uow.for_tenant(tenant)).team
        own, locale = await team.tenant(), await team.locale(place or NOWHERE)
        channels, people, off = await team.channels(), await team.members(), await _off(team)
    here = next((row for row in channels if row.place == place), UNBOUND)
    return SettingsFacts(
        "settings/1",
        own.name,
        now,
        place is not None,
        here is not UNBOUND,
        here.zone,
        here.digest_minute,
        digest_set_for(here),
        Feature.SALES in off,
        here.locale,
        own.locale,
        locale,
        len(channels),
        len(people),
        here.closed_why,
        place.platform if place else "",
        *_readers(place, here),
    )


async def _off(team: TenantTeam) -> set[str]:
    return {one.feature for one in await team.switches() if not one.is_on}


def _readers(place: Place | None, here: ChannelRow) -> tuple[bool | None, bool, bool]:
    """Who may read the channel, as the last three of the facts say it."""
    may_be = place is not None and place.platform in MAY_BE_SHARED
    return here.shared if may_be else False, here.outsiders_may_read, here.is_withheld


def digest_set_for(row: ChannelRow) -> datetime | None:
    """The time that a channel's next digest is set for; it goes a little later."""
    if row.digest_due is None or row.digest_minute is None:
        return row.digest_due
    return set_time(row.digest_minute, row.zone, row.place, row.digest_due)
