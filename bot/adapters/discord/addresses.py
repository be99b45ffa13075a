"""Where Discord is: the library's addresses, set once at the start from the settings."""

from dataclasses import dataclass

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.known_hosts import Hosts

API_URL = "https://discord.com/api/v10"
GATEWAYS = r"gateway[a-z0-9-]*\.discord\.gg"
"""Hosts of sockets: the one that Discord's API names, and those that a session is resumed at."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The REST address, and the gateway's where it is another than the one that REST names."""

    api_url: str = API_URL
    gateway_url: str | None = None
    identify_pause: float = 5.0
    """Seconds between two shards' identifies, as Discord wants them."""

    @property
    def hosts(self) -> Hosts:
        """Where Discord may be connected to."""
        return Hosts("Discord", [self.api_url, self.gateway_url or self.api_url], GATEWAYS)


def use(addresses: Addresses) -> None:
    """Have the library talk to these; they are the process's, as it has one Discord."""
    Route.BASE = addresses.api_url.rstrip("/")
    if addresses.gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(addresses.gateway_url)
