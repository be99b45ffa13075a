"""Where a listener takes what comes over HTTP, by the settings that say so."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import NamedTuple

from core.errors import BadSetting

HIGHEST_PORT = 65535
LOOPBACK = "127.0.0.1"


class HttpAddress(NamedTuple):
    """An address of this machine, and a port."""

    host: str
    port: int


SECRET, SOCKET = "AMZIGO_SLACK_SIGNING_SECRET", "AMZIGO_SLACK_APP_TOKEN"
INSTALLING = ("AMZIGO_SLACK_CLIENT_ID", "AMZIGO_SLACK_CLIENT_SECRET", "AMZIGO_PUBLIC_URL")


def http_address(env: Mapping[str, str], slack: Mapping[str, str]) -> HttpAddress | None:
    """Where to listen; raises BadSetting where that contradicts what is to be listened for."""
    said, host = env.get("AMZIGO_HTTP_PORT"), env.get("AMZIGO_HTTP_HOST")
    needs = _needs(slack)
    if said:
        if not needs and SECRET not in slack:
            reason = f"nothing is served there before {SECRET} is set"
            raise BadSetting(name="AMZIGO_HTTP_PORT", reason=reason)
        return HttpAddress(_host(host or LOOPBACK), _port(said))
    if host:
        raise BadSetting(name="AMZIGO_HTTP_HOST", reason="AMZIGO_HTTP_PORT is not set")
    if needs:
        raise BadSetting(name="AMZIGO_HTTP_PORT", reason=f"it is not set, and {needs}")
    return None


def _needs(slack: Mapping[str, str]) -> str:
    """What comes over HTTP alone; empty where nothing does."""
    if SECRET in slack and SOCKET not in slack:
        return f"with {SECRET}, without {SOCKET}, Slack's requests come over HTTP"
    if all(name in slack for name in INSTALLING):
        return f"with {INSTALLING[0]} the app is added by a page of ours"
    return ""


def _port(said: str) -> int:
    if not (said.isascii() and said.isdigit() and 0 < int(said) <= HIGHEST_PORT):
        raise BadSetting(name="AMZIGO_HTTP_PORT", reason="it is no port such as 8080")
    return int(said)


def _host(said: str) -> str:
    try:
        return str(ip_address(said))
    except ValueError:
        reason = "it is no address of a machine such as 127.0.0.1"
        raise BadSetting(name="AMZIGO_HTTP_HOST", reason=reason) from None
