"""What a handler is given, and what it gives back."""

from dataclasses import dataclass

from bot.card import Card
from bot.commands.table import Arguments
from core.model import MemberRole, TenantId
from core.ports.clock import Clock
from core.ports.storage import Storage


@dataclass(frozen=True, slots=True)
class Asked:
    """A question or a press, by a known member of a known tenant."""

    tenant: TenantId
    member: str
    role: MemberRole
    arguments: Arguments
    storage: Storage
    clock: Clock


@dataclass(frozen=True, slots=True)
class Answer:
    """The card, and the facts it was made of (a frozen dataclass; None for a card of words)."""

    card: Card
    facts: object = None
