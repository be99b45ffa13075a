"""The authorizations of seller accounts: how each stands, who hears of it, and a freeze of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from core.model import AccountId, Feature, TenantId
from core.policy.authorization import Authorization
from core.ports.amazon import Caller


class FreezeReason(StrEnum):
    """Why nothing is called for anybody."""

    APP_REJECTED = "app_rejected"
    """Login with Amazon rejects this installation's own credentials."""
    MANY_LOST = "many_lost"
    """So many authorizations were lost at once that none of them is believed."""


@dataclass(frozen=True, slots=True)
class Freeze:
    """Nothing is called for anybody since then; one account tries at `next_try`."""

    reason: FreezeReason
    since: datetime
    next_try: datetime
    tries: int = 0
    app: str | None = None
    """A digest of the client id that it is about."""


class GrantWatch(Protocol):
    """Hears what Login with Amazon says, and says whether it may be asked."""

    async def permit(self, caller: Caller) -> None:
        """Raise GateClosed where the account is paused, or everything is frozen."""
        ...

    async def standing(self, caller: Caller) -> Caller:
        """The caller as things stand now: features may be off since, or the account paused."""
        ...

    async def granted(self, caller: Caller) -> None:
        """Login gave a token."""
        ...

    async def lost(self, caller: Caller) -> bool:
        """Login said invalid_grant; returns whether everything is frozen now."""
        ...

    async def disowned(self, caller: Caller) -> bool:
        """Login said unauthorized_client; returns whether everything is frozen now."""
        ...

    async def rejected(self, caller: Caller) -> None:
        """Login rejects the application itself: everything is frozen."""
        ...


class Login(Protocol):
    """Login with Amazon, asked for its own sake."""

    async def check(self, caller: Caller) -> None:
        """Refresh the account's token, paused or not; raises the AmazonError family."""
        ...


class Authorizations(Protocol):
    """One tenant's authorizations."""

    async def one(self, account: AccountId) -> Authorization | None:
        """An account's; None for an unknown account and for one that needs none (files)."""
        ...

    async def put(self, kept: Authorization) -> None:
        """Keep how an authorization stands, and with it the account's state."""
        ...

    async def all(self) -> list[Authorization]:
        """The tenant's, by account."""
        ...


class Connected(NamedTuple):
    """A seller account of some tenant, and since when it is authorized."""

    tenant: TenantId
    account: AccountId
    authorized_at: datetime | None = None


class AuthorizationWork(Protocol):
    """What is due over all tenants' authorizations, and the freeze of all."""

    async def due_checks(self, now: datetime) -> list[Connected]:
        """Accounts whose check is due, the longest waiting first; those never checked too."""
        ...

    async def untold(self, now: datetime) -> list[Connected]:
        """Accounts whose owners have yet to be told of a change, and may be tried now."""
        ...

    async def connected(self) -> list[Connected]:
        """Every account that is authorized, paused ones included, by id."""
        ...

    async def paused_since(self, at: datetime) -> int:
        """How many accounts were paused since then, and are."""
        ...

    async def ended_since(self, at: datetime) -> int:
        """How many accounts that are still there ended since then."""
        ...

    async def disowned(self) -> int:
        """How many accounts' grants the application may not use, as Login says."""
        ...

    async def ask_again(self, now: datetime) -> None:
        """Forget the refusals that paused accounts had so far, and have each asked again."""
        ...

    async def frozen(self) -> Freeze | None:
        """The freeze, where there is one."""
        ...

    async def freeze(self, freeze: Freeze | None) -> None:
        """Begin a freeze, change it, or end it."""
        ...


class Granted(StrEnum):
    """Whether Amazon lets the application do what a feature needs."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"
    """It was tried, and Amazon did not say."""


class Grant(NamedTuple):
    """What was found about a feature, and when."""

    state: Granted
    at: datetime


class Grants(Protocol):
    """What Amazon granted a tenant's accounts, as far as it was tried."""

    async def granted(self, account: AccountId) -> Mapping[Feature, Grant]:
        """By feature; one that is missing was never tried."""
        ...

    async def put(self, account: AccountId, feature: Feature, grant: Grant) -> None:
        """Keep what was found."""
        ...
