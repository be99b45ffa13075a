"""What a platform's connections reach: its own hosts, by whatever library they are opened."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.discord.addresses import Addresses
from bot.adapters.known_hosts import KnownHosts
from bot.adapters.slack.session import slack_session
from core.errors import GateClosed

CLOSED = "http://127.0.0.1:9/"
SLACK, SLACK_GOV = "https://slack.com/api/", "https://slack-gov.com/api/"
SLACK_S = (
    "https://slack.com/api/auth.test",
    "https://hooks.slack.com/commands/1",
    "https://files.slack.com/upload/v1/1",
    "wss://wss-primary.slack.com/link/?ticket=1",
    "wss://wss-backup.slack.com/link/",
)
NOT_SLACK_S = (
    "https://evil.example/services/1",
    "https://slack.com.evil.example/api/",
    "https://hooks.slack.com.evil.example/1",
    "https://evil.slack.com/1",
    "wss://wss-primary.slack.com.evil.example/link/",
    "wss://wss-primary.slack.com:8443/link/",
    "ws://wss-primary.slack.com/link/",
    "http://slack.com/api/auth.test",
    "https://slack.com:8443/api/auth.test",
    "https://slack.com@evil.example/",
    "http://169.254.169.254/latest/meta-data/",
    CLOSED,
)
DISCORD_S = (
    "https://discord.com/api/v10/users/@me",
    "wss://gateway.discord.gg/?v=10",
    "wss://gateway-us-east1-b.discord.gg/",
)
NOT_DISCORD_S = (
    "https://discord.com.evil.example/",
    "wss://gateway.discord.gg.evil.example/",
    "ws://gateway.discord.gg/",
    "https://cdn.discordapp.com/icons/1",
    CLOSED,
)


class Dry(KnownHosts):
    """Gets as far as a real one, and opens nothing."""

    async def _create_connection(self, *_: object) -> object:  # type: ignore[override]
        raise aiohttp.ClientConnectionError("it would be connected now")


async def opened(url: str, session: aiohttp.ClientSession) -> None:
    """Ask for an address, or open a socket there."""
    if url.startswith("ws"):
        await session.ws_connect(url)
    else:
        await session.post(url, json={})


def dry(session: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """A session to the same hosts that connects to nobody."""
    assert isinstance(session.connector, KnownHosts)
    return aiohttp.ClientSession(connector=Dry(session.connector.hosts))


@pytest.mark.parametrize("url", SLACK_S)
async def test_slack_s_hosts_are_connected_to(url: str) -> None:
    async with slack_session(SLACK) as real, dry(real) as session:
        with pytest.raises(aiohttp.ClientConnectionError, match="would be connected"):
            await opened(url, session)


@pytest.mark.parametrize("url", NOT_SLACK_S)
async def test_nobody_but_slack_is_connected_to(url: str) -> None:
    async with slack_session(SLACK) as session:
        with pytest.raises(GateClosed, match="not a host of Slack's"):
            await opened(url, session)


async def test_another_slack_has_hosts_of_its_own() -> None:
    async with slack_session(SLACK_GOV) as real, dry(real) as session:
        for url in SLACK_S:
            with pytest.raises(GateClosed):
                await opened(url, session)
            with pytest.raises(aiohttp.ClientConnectionError, match="would be connected"):
                await opened(url.replace("slack.com", "slack-gov.com"), session)


async def test_a_proxy_before_slack_s_api_leaves_the_rest_where_it_is() -> None:
    async with slack_session("http://127.0.0.1:8088/api/") as real, dry(real) as session:
        for url in ("http://127.0.0.1:8088/api/auth.test", *SLACK_S[1:]):
            with pytest.raises(aiohttp.ClientConnectionError, match="would be connected"):
                await opened(url, session)
        for url in NOT_SLACK_S:
            with pytest.raises(GateClosed):
                await opened(url, session)


@pytest.mark.parametrize("url", DISCORD_S)
def test_discord_s_hosts_are_connected_to(url: str) -> None:
    assert Addresses().hosts.has(url)


@pytest.mark.parametrize("url", NOT_DISCORD_S)
async def test_nobody_but_discord_is_connected_to(url: str) -> None:
    async with aiohttp.ClientSession(connector=KnownHosts(Addresses().hosts)) as session:
        with pytest.raises(GateClosed, match="not a host of Discord's"):
            await opened(url, session)


@pytest.fixture
async def server() -> AsyncIterator[str]:
    """A platform that sends whoever asks it somewhere else."""

    async def go_there(_request: web.Request) -> web.Response:
        raise web.HTTPFound(CLOSED)

    async def well(_request: web.Request) -> web.Response:
        return web.Response(text="well")

    app = web.Application()
    app.router.add_get("/elsewhere", go_there)
    app.router.add_get("/api/here", well)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/api/"))


async def test_a_redirect_leads_nowhere_else(server: str) -> None:
    async with slack_session(server) as session:
        async with session.get(f"{server}here") as answer:
            assert await answer.text() == "well"
        with pytest.raises(GateClosed):
            await session.get(server.replace("/api/", "/elsewhere"))
