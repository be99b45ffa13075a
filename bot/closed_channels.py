"""Channels that let us post nothing: noted at the first refusal, and told to the owners once."""

import logging
from dataclasses import dataclass
from typing import Protocol

from bot.handlers.asked import Answer
from bot.handlers.closed_channel import closed_card
from core.channels import close, closure
from core.chat_errors import ChannelRefused, ChatError, NotInstalled
from core.model import Place, TenantId
from core.ports.clock import Clock
from core.ports.storage import Storage

REFUSALS = (ChannelRefused, NotInstalled)
"""What says that a channel is closed to us, until a person changes that."""

log = logging.getLogger("amzigo.sender")


class Tell(Protocol):
    """Tells a tenant's owners privately."""

    async def tell(
        self, tenant: TenantId, answer: Answer, *, except_in: Place | None = None
    ) -> bool:
        """Tell every owner; True where anybody was reached."""
        ...


class NobodyToTell:
    """Where there is no private way to owners: `home`, `status` and `settings` tell them."""

    async def tell(
        self, tenant: TenantId, answer: Answer, *, except_in: Place | None = None
    ) -> bool:
        """Nobody is reached."""
        return False


@dataclass(frozen=True, slots=True)
class Closer:
    """Closes channels."""

    storage: Storage
    clock: Clock
    owners: Tell

    async def close(
        self, tenant: TenantId, place: Place, why: ChatError, *, tells: bool = True
    ) -> None:
        """Close a channel that refused us, and tell its owners where that is news."""
        code = why.why if isinstance(why, ChannelRefused) else "not_installed"
        row = await close(self.storage, tenant, place, code, self.clock())
        if row is None:
            return
        log.warning("a channel on %s is closed to us (%s)", place.platform, code)
        if not tells:
            return
        told = Answer(closed_card(place, row.name, code), object=closure(row))
        if not await self.owners.tell(tenant, told, except_in=place):
            log.warning("no owner could be told of it")
