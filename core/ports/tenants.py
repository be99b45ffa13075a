"""Tenants, their channels and members, and the directory that finds one."""

from datetime import datetime
from typing import NamedTuple, Protocol

from core.model import MemberRole, Place, TenantId
from core.policy.platforms import MAY_BE_SHARED

MemberKey = tuple[str, str, str]
"""A chat user: platform, workspace, user."""


class TenantRow(NamedTuple):
    """The team that owns the data; its pseudonym names it in records that outlive it.

    `locale` is that of its channels that have none of their own.
    """

    tenant_id: TenantId
    name: str
    pseudonym: str
    state: str
    created_at: datetime
    locale: str | None = None


class ChannelRow(NamedTuple):
    """A chat channel bound to a tenant; `digest_minute` is the local minute of its digest.

    `closed_at` is since when its platform lets us post nothing there, and `closed_why` says in a
    word why not ("not_in_channel"); None where it is open.
    `shared` says whether people of another company may read it, as the platform said at
    `shared_at`; None where that is not known. `outsiders_may_read` is an owner's word that they may
    read figures.
    """

    platform: str
    workspace: str
    channel: str
    name: str
    zone: str
    digest_minute: int | None = None
    digest_due: datetime | None = None
    locale: str | None = None
    closed_at: datetime | None = None
    closed_why: str | None = None
    shared: bool | None = None
    shared_at: datetime | None = None
    outsiders_may_read: bool = False

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.platform, self.workspace, self.channel)

    @property
    def is_withheld(self) -> bool:
        """Whether nothing with figures is posted, for people who may not read them could."""
        may_be_shared = self.platform in MAY_BE_SHARED and self.shared is not False
        return may_be_shared and not self.outsiders_may_read


class Bound(NamedTuple):
    """The tenant that a channel speaks for, and whether it is bound itself."""

    tenant_id: TenantId
    exactly: bool


class MemberRow(NamedTuple):
    """A chat user's standing in the tenant, since when it is this one, and who gave it.

    Who gave it is of the same workspace; None: whoever set the tenant up. `outside`: they were
    seen to be of another company, with which a channel is shared.
    """

    platform: str
    workspace: str
    user: str
    role: MemberRole
    since: datetime
    added_by: str | None = None
    outside: bool = False


class Standing(NamedTuple):
    """A tenant that a chat user belongs to, and as what."""

    tenant_id: TenantId
    name: str
    role: MemberRole


class TeamCheck(NamedTuple):
    """When and by whom the team was last looked over, and when owners are reminded next.

    `since` is when the tenant was made: the first check counts from there. `remind_at` is None
    where they have been reminded.
    """

    since: datetime
    checked_at: datetime | None
    checked_by: MemberKey | None
    remind_at: datetime | None


class SwitchRow(NamedTuple):
    """A feature that an owner switched, on or off, and since when it stands so."""

    feature: str
    is_on: bool
    since: datetime


class TenantDirectory(Protocol):
    """Who is where: what is asked before a tenant is known."""

    async def tenants(self) -> list[TenantRow]:
        """All tenants, by name."""
        ...

    async def bound(self, platform: str, workspace: str, place: str) -> Bound | None:
        """The tenant of a channel: its binding, else the workspace's only tenant."""
        ...

    async def tenants_in(self, platform: str, workspace: str) -> list[TenantId]:
        """The tenants that have a channel in a workspace, by id."""
        ...

    async def workspaces_of(self, platform: str, channel: str) -> list[str]:
        """The workspaces in which a channel of this id is bound."""
        ...

    async def standings(self, platform: str, workspace: str, user: str) -> list[Standing]:
        """The active tenants that a chat user belongs to, by name."""
        ...

    async def is_owned(self, platform: str, workspace: str) -> bool:
        """Whether anybody of a workspace owns an active tenant."""
        ...

    async def ownerless(self) -> list[TenantRow]:
        """The active tenants that nobody owns anywhere, by name."""
        ...

    async def add(self, row: TenantRow) -> None:
        """A new tenant; its key is in the key store already."""
        ...


class TenantTeam(Protocol):
    """One tenant, its channels, members and switched-on features."""

    async def tenant(self) -> TenantRow:
        """The tenant itself."""
        ...

    async def hold(self) -> None:
        """Wait for whoever else changes the team or its channels."""
        ...

    async def bind(self, row: ChannelRow) -> bool:
        """Bind a channel to the tenant, set as in `row`; False where it is another tenant's."""
        ...

    async def release(self, place: Place) -> bool:
        """Unbind a channel; False where it is not bound to the tenant."""
        ...

    async def unbind(self, platform: str, workspace: str) -> int:
        """Unbind the tenant's channels of a workspace; returns how many there were."""
        ...

    async def channels(self) -> list[ChannelRow]:
        """The tenant's channels, by name."""
        ...

    async def note_shared(self, place: Place, shared: bool | None, at: datetime | None) -> None:
        """Note whether people of another company may read a channel, as was said then."""
        ...

    async def digest_due(self, row: ChannelRow, at: datetime | None) -> bool:
        """Set when a channel's digest is next due; False where it no longer is due as in `row`."""
        ...

    async def close(self, place: Place, at: datetime, why: str) -> bool:
        """Note that a channel lets us post nothing; False where that is known or it is not ours."""
        ...

    async def open(self, row: ChannelRow) -> bool:
        """Open a closed channel again, its digest due as in `row`; False where it is not closed."""
        ...

    async def locale(self, place: Place) -> str:
        """How figures are written in a channel: its own locale, else the tenant's or the house's.

        Of a channel that is not bound itself: the tenant's.
        """
        ...

    async def set_locale(self, place: Place | None, locale: str | None) -> bool:
        """Set a channel's locale, or the tenant's; None: as the next above. False: no such channel.

        The locale is one that is offered.
        """
        ...

    async def role(self, platform: str, workspace: str, user: str) -> MemberRole | None:
        """A chat user's standing, None for a stranger."""
        ...

    async def admit(
        self, key: MemberKey, role: MemberRole, since: datetime, added_by: str | None = None
    ) -> None:
        """Give a chat user a standing, in place of the one that they have.

        Whoever owns the tenant no longer has no notice e-mail either.
        """
        ...

    async def note_outside(self, key: MemberKey) -> None:
        """Note that a member is of another company."""
        ...

    async def dismiss(self, key: MemberKey) -> bool:
        """Take a chat user's standing away, and their notice e-mail; False for a stranger."""
        ...

    async def members(self) -> list[MemberRow]:
        """Everybody with a standing, the highest first, then the longest."""
        ...

    async def check(self) -> TeamCheck:
        """When the team was last looked over."""
        ...

    async def checked(self, by: MemberKey, at: datetime, remind_at: datetime) -> None:
        """Note who looked the team over, and when owners are reminded next."""
        ...

    async def remind(self, before: datetime | None, at: datetime | None) -> bool:
        """Set when owners are reminded; False where that is no longer set as it was `before`."""
        ...

    async def members_with(self, role: MemberRole) -> list[MemberKey]:
        """The chat users with at least this standing."""
        ...

    async def features(self) -> frozenset[str]:
        """What the owner switched on."""
        ...

    async def switches(self) -> list[SwitchRow]:
        """Every feature that was ever switched, as it stands, by name."""
        ...

    async def switch_on(self, feature: str, since: datetime) -> None:
        """Switch a feature on."""
        ...

    async def switch_off(self, feature: str, since: datetime) -> None:
        """Switch a feature off; what only it needed is deleted from now on."""
        ...
