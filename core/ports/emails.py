"""Owners' notice e-mails: the addresses that are verified, and the codes by which they are."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from core.ports.tenants import MemberKey


@dataclass(frozen=True, slots=True)
class Email:
    """An address that its owner showed to be theirs."""

    address: str = field(repr=False)
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class MailedCode:
    """A code that was mailed; one that is used or withdrawn has no address and no digest.

    Each has one of a few slots until it expires, so that no more are mailed in that time.
    """

    slot: int
    asked_at: datetime
    expires_at: datetime
    address: str | None = field(repr=False)
    digest: bytes | None = field(repr=False)
    tries: int = 0


class Emails(Protocol):
    """One tenant's; what is kept of an address is sealed."""

    async def one(self, key: MemberKey) -> Email | None:
        """An owner's verified address."""
        ...

    async def all(self) -> dict[MemberKey, Email]:
        """Every verified address."""
        ...

    async def keep(self, key: MemberKey, email: Email) -> None:
        """An owner's verified address, in place of the one before."""
        ...

    async def codes(self, key: MemberKey) -> list[MailedCode]:
        """The codes that were mailed for an owner, the newest first, expired ones included."""
        ...

    async def put_code(self, key: MemberKey, code: MailedCode) -> None:
        """A code, in place of the one in its slot."""
        ...

    def digest(self, key: MemberKey, code: str) -> bytes:
        """16 bytes by which an owner's code is known, and that tell nothing of it."""
        ...

    async def forget(self, key: MemberKey) -> bool:
        """Delete an owner's addresses, verified or not; False where there is none.

        That codes were mailed stays until they expire.
        """
        ...


class MailedAddresses(Protocol):
    """Of all tenants: which addresses a code was mailed to, blind, until that no longer matters."""

    async def take(self, address: str, most: int, at: datetime, until: datetime) -> bool:
        """Note a code for an address until a time; False where `most` are noted already."""
        ...

    async def forget(self, at: datetime) -> int:
        """Delete what has expired; returns how many there were."""
        ...
