"""The one session for Slack: it connects to Slack's own hosts and nowhere else, redirected or not.

Slack names addresses itself: a response_url, where a file goes. They lie on hosts beside its API.
"""

from urllib.parse import urlsplit

import aiohttp

from core.errors import GateClosed
from core.policy.destinations import Destinations, Peer, Service

BESIDE = ("hooks", "files")
NO_DOCUMENTS = "(?!)"


def slack_session(api_url: str) -> aiohttp.ClientSession:
    """A session that raises GateClosed before it connects to anybody else."""
    places = Destinations({Service.SLACK: frozenset(_origins(api_url))}, NO_DOCUMENTS)

    async def look(
        request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        url = request.url
        if places.service(Peer(url.scheme, url.host or "", url.port)) is None:
            raise GateClosed(reason=f"{url.host} is not a host of Slack's")
        return await send(request)

    return aiohttp.ClientSession(middlewares=(look,))


def _origins(api_url: str) -> list[str]:
    parts = urlsplit(api_url)
    its = f"{parts.scheme}://{parts.netloc}"
    return [its, *(f"{parts.scheme}://{name}.{parts.netloc}" for name in BESIDE)]
