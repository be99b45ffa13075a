"""What Slack's session connects to: Slack's hosts, whatever an address or a redirect says."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.slack.session import slack_session
from core.errors import GateClosed

API = "https://slack.com/api/"
CLOSED = "http://127.0.0.1:9/"


@pytest.fixture
async def slack() -> AsyncIterator[str]:
    """A Slack that sends whoever asks it somewhere else."""

    async def go_there(_request: web.Request) -> web.Response:
        raise web.HTTPFound(CLOSED)

    async def well(_request: web.Request) -> web.Response:
        return web.Response(text="well")

    app = web.Application()
    app.router.add_get("/elsewhere", go_there)
    app.router.add_get("/api/here", well)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/api/"))


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/services/1",
        "https://slack.com.evil.example/api/",
        "https://hooks.slack.com.evil.example/1",
        "https://evil.slack.com/1",
        "http://slack.com/api/auth.test",
        "https://slack.com:8443/api/auth.test",
        "https://slack.com@evil.example/",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:9/",
    ],
)
async def test_nobody_else_is_connected_to(url: str) -> None:
    async with slack_session(API) as session:
        with pytest.raises(GateClosed, match="not a host of Slack's"):
            await session.post(url, json={})


async def test_a_redirect_leads_nowhere_else(slack: str) -> None:
    async with slack_session(slack) as session:
        async with session.get(f"{slack}here") as answer:
            assert await answer.text() == "well"
        with pytest.raises(GateClosed):
            await session.get(slack.replace("/api/", "/elsewhere"))
