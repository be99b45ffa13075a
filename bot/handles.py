"""One-time button references: minted in one transaction, looked up by hash, never guessable."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.card import Button
from bot.commands.actions import role_of
from bot.handlers.asked import Answer
from core.errors import StaleHandle
from core.model import TenantId
from core.ports.posts import HandleRow
from core.ports.storage import Storage

PREFIX = "az1"
LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Handles:
    """Mints and takes references; `new_ref` gives at least 128 random bits as text."""

    storage: Storage
    new_ref: Callable[[], str]

    async def mint(self, tenant: TenantId, answer: Answer, now: datetime) -> tuple[str, ...]:
        """A reference for each button of an answer's card, in order."""
        buttons = tuple(answer.card.buttons())
        if not buttons:
            return ()
        refs = tuple(f"{PREFIX}:{button.action}:{self.new_ref()}" for button in buttons)
        async with self.storage.write() as uow:
            handles = (await uow.for_tenant(tenant)).handles
            for ref, button in zip(refs, buttons, strict=True):
                await handles.add(hash_of(ref), _row(button, answer, now))
        return refs

    async def take(self, tenant: TenantId, ref: str, now: datetime) -> HandleRow:
        """What a reference stands for.

        Raises StaleHandle, in the same words whether it is unknown, another tenant's or expired.
        """
        async with self.storage.read() as uow:
            row = await (await uow.for_tenant(tenant)).handles.find(hash_of(ref))
        if row is None or row.expires_at <= now:
            raise StaleHandle(state="Ask again with its command.")
        return row


def hash_of(ref: str) -> bytes:
    """What is kept of a reference."""
    return hashlib.sha256(ref.encode()).digest()


def _row(button: Button, answer: Answer, now: datetime) -> HandleRow:
    return HandleRow(
        button.action, button.object, answer.payload, role_of(button.action), now + LIFE
    )
