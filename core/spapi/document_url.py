"""Where a report's document may be fetched from: Amazon's store, and nothing near it.

The URL comes from outside; an attacker who can choose it must not reach the inside of a network.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from core.amazon_errors import BadDocument
from core.spapi.endpoints import Endpoints, is_loopback
from core.spapi.message import Request

_PRINTABLE = re.compile(r"[!-~]{1,4096}")


@dataclass(frozen=True, slots=True, repr=False)
class DocumentUrl:
    """A URL that passed: its host, and what to ask that host for. Never shown: it is signed."""

    host: str
    target: str
    local_origin: str | None = None

    def __repr__(self) -> str:
        return f"DocumentUrl({self.host})"

    def request(self, addresses: Sequence[str]) -> Request:
        """The request to one of the host's addresses; raises BadDocument where one is not public.

        It goes to the address that was checked, so that the name cannot change its mind in between.
        """
        if self.local_origin is not None:
            return Request("GET", f"{self.local_origin}{self.target}")
        if not addresses or not all(is_public(address) for address in addresses):
            raise BadDocument(reason="its host is not a public one")
        address = addresses[0]
        place = f"[{address}]" if ":" in address else address
        # Connections are kept by address; another document's host may share it.
        headers = {"host": self.host, "connection": "close"}
        return Request("GET", f"https://{place}{self.target}", headers, server_name=self.host)


def check(url: object, endpoints: Endpoints) -> DocumentUrl:
    """The document's URL taken apart; raises BadDocument where it leads anywhere else."""
    refused = BadDocument(reason="its address is not one of Amazon's")
    if not isinstance(url, str) or not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise refused
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise refused from None
    if "@" in parts.netloc:
        raise refused
    if endpoints.is_local:
        if parts.scheme not in ("http", "https") or not is_loopback(host):
            raise refused
        return DocumentUrl(host, _target(parts), f"{parts.scheme}://{parts.netloc}")
    known = re.fullmatch(endpoints.document_hosts, host, re.ASCII)
    if parts.scheme != "https" or port not in (None, 443) or not known or ".." in host:
        raise refused
    return DocumentUrl(host, _target(parts))


def is_public(address: str) -> bool:
    """Whether an IP address is out on the internet, whatever it is dressed up as."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if ip.sixtofour is not None or ip.teredo is not None:
            return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _target(parts: SplitResult) -> str:
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
