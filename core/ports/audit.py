"""The audit chain: who did what, in the same transaction as the act."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

OPERATOR = "operator"
"""Who acts in the terminal: whoever runs the installation, by no other name."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act: who, what, on what; the details are sealed and die with the tenant's key."""

    actor: str
    verb: str
    object: str
    at: datetime
    details: dict[str, str | int] = field(default_factory=dict)


class AuditTrail(Protocol):
    """One tenant's chain of acts."""

    async def record(self, act: Act) -> None:
        """Append an act to the chain."""
        ...

    async def head(self) -> tuple[int, bytes]:
        """How many acts there are, and the hash of the last one."""
        ...

    async def broken_at(self) -> int | None:
        """The first act whose hash does not fit, None for a sound chain."""
        ...
