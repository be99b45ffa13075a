"""The egress ledger: every call that leaves the house, and the secrets that calls need."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from core.ports.amazon import Caller


@dataclass(frozen=True, slots=True)
class EgressCall:
    """One call as the ledger keeps it; `status` None where no answer came. No payload, no URL."""

    call_id: str
    pseudonym: str
    account: str
    """An id of our own, which names nobody once the account's row is gone."""
    at: datetime
    operation: str
    amazon_role: str
    feature: str
    status: int | None
    request_id: str | None


class EgressLedger(Protocol):
    """Keeps a row of every call, in a short transaction of its own."""

    async def record(self, call: EgressCall) -> None:
        """Append a call."""
        ...


class Used(NamedTuple):
    """How an account used one Amazon role for one feature: calls, and when last with what answer.

    `answered_at` is the last success, `refused_at` the last 401 or 403; None where there was none.
    """

    account: str
    amazon_role: str
    feature: str
    calls: int
    last_at: datetime
    answered_at: datetime | None
    refused_at: datetime | None


class LedgerBook(Protocol):
    """What the ledger tells of one tenant."""

    async def since(self, at: datetime) -> list[Used]:
        """The calls from then on, by account, Amazon role and feature."""
        ...


class Secrets(Protocol):
    """Opens what calls need, at the moment of the call."""

    async def refresh_token(self, caller: Caller) -> str:
        """The account's LWA refresh token; AuthorizationLost where there is none."""
        ...

    async def client(self) -> tuple[str, str]:
        """The application's LWA client id and secret."""
        ...

    async def old_client_secret(self) -> str | None:
        """The client secret before the last rotation, which is good for a week more."""
        ...
