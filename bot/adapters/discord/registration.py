"""The commands told to Discord: once a wording, since it takes 200 changes a day and no more."""

import logging
from collections.abc import Sequence
from typing import Any

from bot.adapters.discord.client import Client
from bot.adapters.discord.tree import version_of
from core.ports.storage import Storage

FACT = "discord_commands"

log = logging.getLogger("amzigo.discord")


async def register(client: Client, storage: Storage, commands: Sequence[dict[str, Any]]) -> bool:
    """Tell Discord the commands where it knows another wording; whether that was so.

    What it knows is noted with the application's id: another token may be another application's.
    """
    wanted = f"{client.application_id}:{version_of(commands)}"
    async with storage.read() as uow:
        known = await uow.facts.fact(FACT)
    if known == wanted:
        return False
    application = client.application_id or 0
    await client.http.bulk_upsert_global_commands(application, list(commands))
    async with storage.write() as uow:
        await uow.facts.note(FACT, wanted)
    log.info("the commands were registered")
    return True
