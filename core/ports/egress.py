"""The egress ledger: every call that leaves the house, and the secrets that calls need."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

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


class Secrets(Protocol):
    """Opens what calls need, at the moment of the call."""

    async def refresh_token(self, caller: Caller) -> str:
        """The account's LWA refresh token; AuthorizationLost where there is none."""
        ...

    async def client(self) -> tuple[str, str]:
        """The application's LWA client id and secret."""
        ...
