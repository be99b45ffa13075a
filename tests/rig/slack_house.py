"""A whole house at the local Slack, by its settings alone, in which nobody owns anything yet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from socket import socket
from urllib.parse import urlsplit

import httpx
from starlette.applications import Starlette

from bot.adapters.slack.opened import Slack
from bot.settings import read_settings
from bot.slack_wiring import slack_of
from bot.web import application
from bot.wiring import House, open_house
from core.model import MemberRole, TenantId
from tests.databases import start
from tests.rig.slack_chat import SignedHttp, SlackChat
from tests.rig.slack_server import serving
from tests.rig.slack_world import CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, SlackWorld

TEAM = "T1"


@dataclass
class SlackHouse:
    """A house with Slack before it."""

    house: House
    slack: Slack
    world: SlackWorld
    app: Starlette

    def __post_init__(self) -> None:
        """Let people of the workspace type."""
        http = SignedHttp(self.world, self.app)
        self.chat = SlackChat(self.world, http, TEAM, self.slack.work.idle)

    async def owners(self, tenant: TenantId) -> list[str]:
        """Who owns a tenant, by their ids."""
        async with self.house.storage.read() as uow:
            members = await (await uow.for_tenant(tenant)).team.members()
        return [row.user for row in members if row.role is MemberRole.OWNER]

    async def tenants(self) -> dict[str, TenantId]:
        """All tenants by their names."""
        async with self.house.storage.read() as uow:
            return {row.name: row.tenant_id for row in await uow.directory.tenants()}

    async def install(self) -> str:
        """Add the app by Slack's page, as the rig's installer; returns what the browser shows."""
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="https://amzigo.test") as ours:
            leading = await ours.get(f"/slack/install?team={TEAM}")
            (cookie,) = SimpleCookie(leading.headers["set-cookie"]).values()
            async with httpx.AsyncClient() as browser:
                back = urlsplit(
                    (await browser.get(leading.headers["location"])).headers["location"]
                )
            headers = {"cookie": f"{cookie.key}={cookie.value}"}
            return (await ours.get(f"{back.path}?{back.query}", headers=headers)).text


def settings_at(world: SlackWorld, folder: Path, **more: str) -> dict[str, str]:
    """The environment of a demo house that takes Slack's requests over HTTP, at a free port."""
    return {
        "AMZIGO_ENV": "demo",
        "AMZIGO_DATA_DIR": str(folder),
        "AMZIGO_SLACK_API_URL": f"{world.address}/api",
        "AMZIGO_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "AMZIGO_SLACK_APP_TOKEN": "xapp-1",
        **more,
    }


PAGES = {
    "AMZIGO_SLACK_CLIENT_ID": CLIENT_ID,
    "AMZIGO_SLACK_CLIENT_SECRET": CLIENT_SECRET,
    "AMZIGO_PUBLIC_URL": "https://amzigo.test",
}
"""What lets other workspaces add the app."""


@asynccontextmanager
async def slack_house(folder: Path, *, port: int, own: bool) -> AsyncIterator[SlackHouse]:
    """A house whose app is its own in the workspace, or can be added by a page."""
    world = SlackWorld()
    world.workspace(TEAM, "general", "other")
    start(folder)
    async with serving(world):
        token = {"AMZIGO_SLACK_BOT_TOKEN": world.grant(TEAM).token} if own else {}
        env = settings_at(world, folder, AMZIGO_HTTP_PORT=str(port), **token, **PAGES)
        async with (
            open_house(read_settings(env), world.clock) as house,
            slack_of(house) as slack,
        ):
            yield SlackHouse(house, slack, world, application(slack.routes))


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
