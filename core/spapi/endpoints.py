"""Where Amazon is: an address for each region, one for tokens, and which hosts keep documents."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.errors import BadSetting
from core.policy.destinations import Destinations, Service

S3_HOSTS = r"[a-z0-9.-]+\.s3([.-][a-z0-9-]+)?\.amazonaws\.com"


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Origins without a path; all over TLS, or all on this machine. Raises BadSetting."""

    regions: Mapping[str, str]
    tokens: str
    document_hosts: str = S3_HOSTS

    def __post_init__(self) -> None:
        named = {f"AMZIGO_SPAPI_{region}_URL": url for region, url in self.regions.items()}
        named["AMZIGO_LWA_URL"] = self.tokens
        local = {_is_local_origin(origin, name) for name, origin in named.items()}
        if len(local) > 1:
            raise BadSetting(
                name="AMZIGO_LWA_URL",
                reason="some of Amazon's addresses are on this machine, and some are not",
            )
        try:
            re.compile(self.document_hosts)
        except re.error:
            raise BadSetting(name="the pattern of document hosts", reason="it is none") from None

    def is_trial(self, region: str) -> bool:
        """Whether a region's address is Amazon's own sandbox, where nothing is real."""
        host = urlsplit(self.regions.get(region, "")).hostname or ""
        return host.startswith("sandbox.")

    @property
    def destinations(self) -> Destinations:
        """All that a client of these endpoints may connect to."""
        origins = {
            Service.AMAZON: frozenset(self.regions.values()),
            Service.TOKENS: frozenset({self.tokens}),
        }
        return Destinations(origins, self.document_hosts, documents_local=self.is_local)

    @property
    def is_local(self) -> bool:
        """Whether Amazon is played on this machine."""
        return _is_local_origin(self.tokens, "AMZIGO_LWA_URL")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by name or address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_local_origin(origin: str, name: str) -> bool:
    parts = urlsplit(origin)
    local = is_loopback(parts.hostname or "")
    plain = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    fitting = parts.scheme == "https" or (parts.scheme == "http" and local)
    if not (parts.hostname and plain and fitting):
        reason = "write https://host (http only for this machine), without a path"
        raise BadSetting(name=name, reason=reason)
    return local


AMAZON = Endpoints(
    {
        "NA": "https://sellingpartnerapi-na.amazon.com",
        "EU": "https://sellingpartnerapi-eu.amazon.com",
        "FE": "https://sellingpartnerapi-fe.amazon.com",
    },
    "https://api.amazon.com",
)
