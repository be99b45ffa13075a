"""A tenant's wipe: its record, which outlives the tenant, its rows in every table, its posts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from core.model import AccountId, Place, TenantId
from core.ports.audit import Act
from core.ports.posts import PostRow

REVOKING = "revoking"
"""The state of a tenant whose wipe was requested: nothing is done for it any more."""


class Stage(StrEnum):
    """How far a wipe is: each was observed and is durable before the next one begins."""

    REQUESTED = "requested"
    STOPPED = "stopped"
    POSTS_DELETED = "posts deleted"
    ROWS_DELETED = "rows deleted"
    KEY_DESTROYED = "key destroyed"
    TRACES_GONE = "traces gone"
    CERTIFIED = "certified"


@dataclass(frozen=True, slots=True)
class Revocation:
    """A wipe's own record: what resuming it needs, and nothing that names the tenant.

    `tenant` (a random id) is forgotten with the last stage, `nonce` once the owner has had time to
    note it. `progress` is JSON: what was observed so far.
    """

    pseudonym: str
    tenant_hash: bytes
    tenant: TenantId | None
    certificate_id: str
    commitment: str
    nonce: bytes | None
    requested_at: datetime
    stage: Stage
    progress: Mapping[str, Any]


class RowCount(NamedTuple):
    """How many rows a table holds for a tenant; `kept` says why those of an audit stay."""

    table: str
    rows: int
    kept: str = ""


class Revocations(Protocol):
    """The records of wipes, and the certificates."""

    async def request(
        self, wanted: Revocation, act: Act, *, only_ended: bool = False
    ) -> Revocation:
        """Begin: the record, the tenant's state and the act, in one transaction.

        When it returns, whatever was writing for the tenant has ended, and nothing begins. Of two
        requests the first one's record stays and is returned. TenantGone where there is no tenant;
        StillAuthorized where a wipe is meant for `only_ended` accounts, and one has not ended.
        """
        ...

    async def find(self, tenant_hash: bytes) -> Revocation | None:
        """The wipe of a tenant, by its hash."""
        ...

    async def unfinished(self) -> list[Revocation]:
        """The wipes that are not certified, the oldest first."""
        ...

    async def advance(
        self, revocation: Revocation, to: Stage, progress: Mapping[str, Any]
    ) -> Revocation:
        """Note a stage and what was observed; where somebody else was first, theirs stays."""
        ...

    async def certify(self, revocation: Revocation, certificate: bytes, at: datetime) -> Revocation:
        """Keep the certificate and forget the tenant's id: the last stage. The first one stays."""
        ...

    async def certificate(self, certificate_id: str) -> bytes | None:
        """A certificate's file, to be handed out again."""
        ...

    async def forget_nonces(self, requested_before: datetime) -> None:
        """Forget the nonces of old wipes: from then on only the owner has them."""
        ...


class Wipe(Protocol):
    """The rows of one tenant, in every table that there is."""

    async def count(self, tenant: TenantId, pseudonym: str) -> list[RowCount]:
        """Counted now: every tenant table, then what is kept under the pseudonym."""
        ...

    async def audit_head(self, pseudonym: str) -> tuple[int, bytes]:
        """How many acts the tenant's chain has, and the hash of the last one."""
        ...

    async def posts(self, tenant: TenantId) -> list[PostRow]:
        """What we posted in chat, the oldest first."""
        ...

    async def channels(self, tenant: TenantId) -> list[Place]:
        """Where the tenant is bound or has posts: platform, workspace, channel."""
        ...

    async def forget_post(self, tenant: TenantId, post: PostRow) -> None:
        """Take a post that was deleted off the ledger."""
        ...

    async def delete_rows(self, tenant: TenantId) -> None:
        """Delete the tenant's rows from every tenant table, its own row last."""
        ...

    async def remove_traces(self) -> None:
        """Make the bytes of deleted rows unreadable; SetupError where somebody prevents it."""
        ...

    async def tenants(self) -> list[TenantId]:
        """Whoever has a row in any tenant table."""
        ...


class AccountWipe(Protocol):
    """The rows of one seller account, in every table that there is."""

    async def delete_rows(self, tenant: TenantId, account: AccountId) -> int:
        """Delete all that the account brought, its credentials first; how many rows that were.

        The account itself stays, with its state. Running it again changes nothing.
        """
        ...

    async def forget(self, tenant: TenantId, account: AccountId) -> None:
        """Delete the account itself as well."""
        ...

    async def remove_traces(self) -> None:
        """Make the bytes of deleted rows unreadable; SetupError where somebody prevents it."""
        ...


class PostEraser(Protocol):
    """Deletes posts from the chat platforms; what fails is told, and stops nothing."""

    async def erase(self, post: PostRow) -> str | None:
        """Delete one; returns None once it is gone, else why it is left."""
        ...

    async def clear(self, place: Place) -> str | None:
        """Delete what else is kept of a channel, such as private answers; None, or why not."""
        ...
