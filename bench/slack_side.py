"""Our side of Slack as in production, and the bare echo that is measured beside it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bench.acks import People
from bench.slack_rig import CHANNEL, TEAM, USER
from bot.adapters.slack.opened import Slack
from bot.adapters.slack.receiver import PATH
from bot.clock import utc_now
from bot.settings import read_settings
from bot.slack_wiring import slack_of
from bot.web import LOOPBACK, Server, listen
from bot.wiring import House, open_house
from core.model import MemberRole
from core.ports.tenants import ChannelRow
from tests.rig.slack_world import SIGNING_SECRET, channel_id, user_id


@asynccontextmanager
async def slack_side(rig: People, folder: str, *, socket: bool = False) -> AsyncIterator[Slack]:
    """A house with a shop at the local Slack: over HTTP, or over a socket."""
    env = {
        "AMZIGO_ENV": "demo",
        "AMZIGO_DATA_DIR": folder,
        "AMZIGO_SLACK_API_URL": f"{rig.told['address']}/api/",
        "AMZIGO_SLACK_BOT_TOKEN": rig.told["token"],
    }
    if socket:
        env["AMZIGO_SLACK_APP_TOKEN"] = "xapp-1"  # noqa: S105 -- the rig takes any
    else:
        env["AMZIGO_SLACK_SIGNING_SECRET"] = SIGNING_SECRET
    async with open_house(read_settings(env), utc_now) as house:
        await _furnish(house)
        async with slack_of(house) as slack:
            yield slack


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """The address of Slack's requests, on the house's own server."""
    with listen(0) as listener:
        server = Server(app, lambda: None)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield f"http://{LOOPBACK}:{listener.getsockname()[1]}{PATH}"
        finally:
            server.should_exit = True
            await serving


def echo(rig: People) -> Starlette:
    """A bolt app that acks and does nothing else, not even ask who it is for."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="xoxb-1")  # noqa: S106 -- never used

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    client = AsyncWebClient(base_url=f"{rig.told['address']}/api/")
    app = AsyncApp(
        signing_secret=SIGNING_SECRET,
        client=client,
        authorize=authorize,
        process_before_response=True,
    )
    app.command("/amzigo")(acknowledge)
    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route(PATH, receive, methods=["POST"])])


async def _furnish(house: House) -> None:
    """A shop in the channel of the rig, whose owner types there."""
    tenant = await house.create_tenant("Demo shop")
    async with house.storage.write() as uow:
        team = (await uow.for_tenant(tenant)).team
        await team.bind(ChannelRow("slack", TEAM, channel_id(CHANNEL), CHANNEL, "UTC"))
        await team.admit(("slack", TEAM, user_id(USER)), MemberRole.OWNER, house.clock())
