"""Sessions for Slack: they connect to Slack's own hosts and nowhere else, redirected or not.

Slack names addresses itself: a response_url, where a file goes, where a socket is. They lie on
hosts beside its API, also where a proxy stands before that.
"""

import re
from urllib.parse import urlsplit

import aiohttp

from bot.adapters.known_hosts import Hosts, KnownHosts

HOMES = ("slack.com", "slack-gov.com")
BESIDE = ("hooks", "files")
SOCKETS = "wss-[a-z0-9-]+"
"""Hosts of sockets: wss-primary, wss-backup and others that Slack may add."""


class ReadableResponse(aiohttp.ClientResponse):
    """A response in plain text counts as one without data, which is never Slack's own.

    The library takes such a text for an answer, and falls over it before it has seen the status.
    """

    @property
    def content_type(self) -> str:
        """The media type, but for plain text another one."""
        found = super().content_type
        return "application/octet-stream" if found == "text/plain" else found


def slack_session(api_url: str) -> aiohttp.ClientSession:
    """A session that raises GateClosed before it connects to anybody else."""
    return aiohttp.ClientSession(
        connector=KnownHosts(_hosts(api_url)), response_class=ReadableResponse
    )


def _hosts(api_url: str) -> Hosts:
    """Those of the Slack that is meant; behind a proxy it may be either."""
    parts = urlsplit(api_url)
    homes = [home for home in HOMES if home == parts.netloc] or HOMES
    beside = [f"https://{name}.{home}" for name in BESIDE for home in homes]
    named = "|".join(map(re.escape, homes))
    return Hosts("Slack", [f"{parts.scheme}://{parts.netloc}", *beside], rf"{SOCKETS}\.(?:{named})")
