"""The page on this machine, in a house: its chat, its door, and its server."""

import secrets
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.adapters.local.channels import LocalChannels
from bot.adapters.local.chat import LocalChat
from bot.adapters.local.door import Door
from bot.adapters.local.page import CommandHelp, Page, routes
from bot.adapters.local.stored_messages import StoredMessages
from bot.chance import new_id
from bot.commands.verbs import VERBS
from bot.web import Server, application
from bot.wiring import House


@dataclass(frozen=True, slots=True)
class LocalPage:
    """The page on this machine: its address, its chat, and its server."""

    address: str
    serve: Callable[[], Awaitable[None]]


def local_page(house: House, listener: socket.socket) -> LocalPage:
    """The local page behind a listening socket; each start has a token of its own."""
    chat = LocalChat(StoredMessages(house.storage), house.clock)
    door = Door(secrets.token_urlsafe(32), listener.getsockname()[1])
    commands = [CommandHelp(verb.name, verb.usage, verb.help) for verb in VERBS]
    channels = LocalChannels(house.storage)
    house.chats["local"] = chat
    page = Page(house.desk(), chat, channels, commands, door, new_id, not house.is_demo)

    def stopping() -> None:
        house.ending.begin()
        chat.close()

    server = Server(application(routes(page)), stopping)
    return LocalPage(door.address, lambda: server.serve([listener]))
