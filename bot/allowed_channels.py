"""Where a tenant's news may be posted: where no other company reads, unless an owner lets it.

What none of them takes is told in private (bot.owner_teller).
"""

import logging
from collections.abc import Iterable

from bot.closed_channels import REFUSALS
from bot.sender import Sender
from core.chat_errors import ChatError
from core.model import TenantId
from core.ports.tenants import ChannelRow
from core.sharing import Sharing

log = logging.getLogger("amzigo.channels")


async def allowed_channels(
    sender: Sender, sharing: Sharing, tenant: TenantId, rows: Iterable[ChannelRow]
) -> list[ChannelRow]:
    """Those of a tenant's channels, in their order, whose platform is connected here.

    One of which nobody knows who reads it is left out; one that does not let us in is closed.
    """
    found = []
    for row in rows:
        if row.platform not in sender.chats or row.closed_at is not None:
            continue
        try:
            if await sharing.is_private(sender.storage, tenant, row.place, sender.clock()):
                found.append(row)
        except REFUSALS as why:
            await sender.closer.close(tenant, row.place, why)
        except ChatError as why:
            log.warning("%s does not say who reads a channel: %s", row.platform, why.code)
    return found
