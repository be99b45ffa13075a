"""Tenants, their channels and members, and the directory that finds one."""

from datetime import datetime
from typing import NamedTuple, Protocol

from core.model import MemberRole, TenantId

Place = tuple[str, str, str]
"""A chat channel: platform, workspace, channel."""


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
    """A chat channel bound to a tenant; `digest_minute` is the local minute of its digest."""

    platform: str
    workspace: str
    channel: str
    name: str
    zone: str
    digest_minute: int | None = None
    digest_due: datetime | None = None
    locale: str | None = None


class Bound(NamedTuple):
    """The tenant that a channel speaks for, and whether it is bound itself."""

    tenant_id: TenantId
    exactly: bool


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

    async def add(self, row: TenantRow) -> None:
        """A new tenant; its key is in the key store already."""
        ...


class TenantTeam(Protocol):
    """One tenant's channels, members and switched-on features."""

    async def bind(self, row: ChannelRow) -> None:
        """Bind a channel to the tenant."""
        ...

    async def unbind(self, platform: str, workspace: str) -> int:
        """Unbind the tenant's channels of a workspace; returns how many there were."""
        ...

    async def channels(self) -> list[ChannelRow]:
        """The tenant's channels, by name."""
        ...

    async def digest_due(self, row: ChannelRow, at: datetime | None) -> bool:
        """Set when a channel's digest is next due; False where it no longer is due as in `row`."""
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

    async def admit(self, place: tuple[str, str, str], role: MemberRole, since: datetime) -> None:
        """Give a chat user (platform, workspace, user) a standing."""
        ...

    async def members_with(self, role: MemberRole) -> list[str]:
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
