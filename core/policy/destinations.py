"""Where the client for Amazon may connect to: a closed list, asked where a connection is made.

The list holds origins; only documents come from hosts that nobody can name beforehand, and so by a
pattern. Others have lists of their own: for Slack, Discord, and our own public address that is
bot.adapters.known_hosts. Beside them there are the mail server and the databases that the operator
set, each the one place of its setting. There is no telemetry.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

_PORTS = {"https": 443, "http": 80}


class Service(StrEnum):
    """What of Amazon's amzigo talks to."""

    AMAZON = "Amazon's Selling Partner API"
    TOKENS = "Login with Amazon"
    DOCUMENTS = "Amazon's store of documents"


@dataclass(frozen=True, slots=True)
class Peer:
    """The other end of a connection; `name` is whose certificate is wanted, if not the host's."""

    scheme: str
    host: str
    port: int | None = None
    name: str | None = None

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """What two addresses of one place have in common."""
        return self.scheme, self.host, self.port or _PORTS.get(self.scheme)


@dataclass(frozen=True, slots=True)
class Destinations:
    """The origins of each service, and a pattern for the hosts that keep documents.

    Where Amazon is played on this machine, `documents_local` lets its documents lie here, too.
    """

    origins: Mapping[Service, frozenset[str]]
    document_hosts: str
    documents_local: bool = False

    def service(self, peer: Peer) -> Service | None:
        """Who is there, None where nobody of Amazon's is."""
        for service, origins in self.origins.items():
            if peer.name is None and peer.origin in map(_origin, origins):
                return service
        return Service.DOCUMENTS if self._keeps_documents(peer) else None

    def _keeps_documents(self, peer: Peer) -> bool:
        if self.documents_local:
            return peer.host in ("127.0.0.1", "::1", "localhost")
        named = re.fullmatch(self.document_hosts, peer.name or "", re.ASCII)
        return bool(named) and peer.origin[0] == "https" and peer.origin[2] == _PORTS["https"]


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return Peer(parts.scheme, parts.hostname or "", parts.port).origin
