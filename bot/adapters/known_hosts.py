"""Connections to the hosts of one service, and to nobody else, whatever a redirect says.

It stands where sockets are opened, so that it also holds what the platforms' libraries connect to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from core.errors import GateClosed
from core.policy.destinations import Peer

_ENCRYPTED = {"https": "https", "wss": "https", "http": "http", "ws": "http"}
"""A socket goes where a request goes."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The addresses of a service: some to the letter, and of others a pattern of their hosts.

    A host by pattern is reached encrypted, on the usual port.
    """

    whose: str
    addresses: Sequence[str]
    pattern: str = "(?!)"

    def has(self, url: str) -> bool:
        """Whether an address is the service's."""
        peer = _peer(url)
        if any(peer.origin == _peer(address).origin for address in self.addresses):
            return True
        is_named = re.fullmatch(self.pattern, peer.host, re.ASCII) is not None
        return is_named and peer.origin == Peer("https", peer.host).origin


class KnownHosts(aiohttp.TCPConnector):
    """A connector that raises GateClosed before it connects to anybody else."""

    def __init__(self, hosts: Hosts) -> None:
        super().__init__(limit=0)  # the libraries and our own buckets hold back
        self.hosts = hosts

    async def connect(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 -- aiohttp's own signature
    ) -> Connection:
        """A connection for a request, one of ours or of a library."""
        if not self.hosts.has(str(req.url)):
            raise GateClosed(reason=f"{req.url.host} is not a host of {self.hosts.whose}'s")
        return await super().connect(req, traces, timeout)


def _peer(url: str) -> Peer:
    parts = urlsplit(url)
    return Peer(_ENCRYPTED.get(parts.scheme, parts.scheme), parts.hostname or "", parts.port)
