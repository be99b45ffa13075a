"""Sessions for Slack: they connect to Slack's own hosts and nowhere else, redirected or not.

Slack names addresses itself: a response_url, where a file goes, where a socket is. They lie on
hosts beside its API.
"""

import re
from urllib.parse import urlsplit

import aiohttp

from bot.adapters.known_hosts import Hosts, KnownHosts

BESIDE = ("hooks", "files")
SOCKETS = "wss-[a-z0-9-]+"
"""Hosts of sockets: wss-primary, wss-backup and others that Slack may add."""


def slack_session(api_url: str) -> aiohttp.ClientSession:
    """A session that raises GateClosed before it connects to anybody else."""
    return aiohttp.ClientSession(connector=KnownHosts(_hosts(api_url)))


def _hosts(api_url: str) -> Hosts:
    parts = urlsplit(api_url)
    its = [f"{parts.scheme}://{parts.netloc}"]
    beside = [f"{parts.scheme}://{name}.{parts.netloc}" for name in BESIDE]
    return Hosts("Slack", its + beside, rf"{SOCKETS}\.{re.escape(parts.netloc)}")
