"""Our side of Slack as in production, and the bare echo that is measured beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.acks import People
from bench.slack_rig import CHANNEL, TEAM, USER
from bot.adapters.slack.receiver import PATH
from bot.clock import utc_now
from bot.http_address import LOOPBACK, HttpAddress
from bot.http_listener import serving_http
from bot.settings import read_settings
from bot.slack_wiring import slack_of
from bot.web import listen
from bot.wiring import House, open_house
from core.model import MemberRole
from core.ports.tenants import ChannelRow
from tests.rig.slack_world import SIGNING_SECRET, channel_id, user_id


@asynccontextmanager
async def over_http(rig: People, folder: str) -> AsyncIterator[str]:
    """A house with a shop at the local Slack; yields the address of its requests."""
    at = _free()
    env = {"AMZIGO_SLACK_SIGNING_SECRET": SIGNING_SECRET, "AMZIGO_HTTP_PORT": str(at.port)}
    async with _at_slack(rig, folder, env):
        yield _url(at)


@asynccontextmanager
async def over_a_socket(rig: People, folder: str) -> AsyncIterator[None]:
    """The same by Socket Mode."""
    async with _at_slack(rig, folder, {"AMZIGO_SLACK_APP_TOKEN": "xapp-1"}):
        yield


@asynccontextmanager
async def echo(rig: People) -> AsyncIterator[str]:
    """A bolt app on the same server that acks and does nothing else; yields its address."""

    async def authorize(team_id: str | None) -> AuthorizeResult:
        """Not even ask who it is for."""
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_id="BBOT")

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app = AsyncApp(
        signing_secret=SIGNING_SECRET,
        client=AsyncWebClient(base_url=f"{rig.told['address']}/api/"),
        authorize=authorize,
        process_before_response=True,
    )
    app.command("/amzigo")(acknowledge)
    handler, at = AsyncSlackRequestHandler(app), _free()

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    async with serving_http([Route(PATH, receive, methods=["POST"])], at):
        yield _url(at)


@asynccontextmanager
async def _at_slack(rig: People, folder: str, way_in: dict[str, str]) -> AsyncIterator[None]:
    env = {
        "AMZIGO_ENV": "demo",
        "AMZIGO_DATA_DIR": folder,
        "AMZIGO_SLACK_API_URL": f"{rig.told['address']}/api/",
        "AMZIGO_SLACK_BOT_TOKEN": rig.told["token"],
    }
    async with open_house(read_settings(env | way_in), utc_now) as house:
        await _furnish(house)
        async with slack_of(house):
            yield


async def _furnish(house: House) -> None:
    """A shop in the channel of the rig, whose owner types there."""
    tenant = await house.create_tenant("Demo shop")
    async with house.storage.write() as uow:
        team = (await uow.for_tenant(tenant)).team
        await team.bind(ChannelRow("slack", TEAM, channel_id(CHANNEL), CHANNEL, "UTC"))
        await team.admit(("slack", TEAM, user_id(USER)), MemberRole.OWNER, house.clock())


def _free() -> HttpAddress:
    with listen(0) as listener:
        return HttpAddress(LOOPBACK, listener.getsockname()[1])


def _url(at: HttpAddress) -> str:
    return f"http://{at.host}:{at.port}{PATH}"
