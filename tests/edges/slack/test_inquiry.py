"""What Slack is asked, and our own address: nothing is changed by a look."""

import httpx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.adapters.slack.inquiry import asking, own_address
from bot.adapters.slack.receiver import PATH
from core.chat_errors import ChannelRefused, ChatSilent, NotInstalled
from tests.rig.slack_faults import Fault
from tests.rig.slack_world import channel_id
from tests.slack_desks import TEAM, SlackDesk


def api_url(slack: SlackDesk) -> str:
    """Where the local Slack's Web API is."""
    return f"{slack.world.address}/api/"


async def test_a_token_is_told_with_its_scopes_and_slack_s_time(slack: SlackDesk) -> None:
    grant = slack.world.grant(TEAM, ("commands", "chat:write"))
    async with asking(api_url(slack)) as inquiry:
        granted = await inquiry.granted(grant.token)
        assert granted.scopes == ("commands", "chat:write")
        assert granted.date is not None
        with pytest.raises(NotInstalled):
            await inquiry.granted("xoxb-unknown")


async def test_a_token_that_opens_sockets_opens_none_by_being_asked(slack: SlackDesk) -> None:
    async with asking(api_url(slack)) as inquiry:
        assert await inquiry.socket("xapp-1") is None
        faults = (Fault(error="missing_scope"), Fault(error="invalid_auth"), Fault(status=503))
        slack.world.faults.add("apps.connections.open", *faults)
        assert await inquiry.socket("xapp-1") == "missing_scope"
        assert await inquiry.socket("xapp-1") == "invalid_auth"
        with pytest.raises(ChatSilent):
            await inquiry.socket("xapp-1")
    assert slack.server.sockets.connections == 0


@pytest.mark.parametrize("what", ["archived", "has_bot"])
async def test_a_channel_that_is_closed_to_us_is_known(slack: SlackDesk, what: str) -> None:
    token = slack.world.grant(TEAM).token
    general = slack.world.workspaces[TEAM].channels[channel_id("general")]
    async with asking(api_url(slack)) as inquiry:
        await inquiry.channel(token, general.id)
        setattr(general, what, what == "archived")
        with pytest.raises(ChannelRefused):
            await inquiry.channel(token, general.id)
        with pytest.raises(ChannelRefused):
            await inquiry.channel(token, "C0NOWHERE")


async def test_our_own_address_says_to_a_look_what_the_doctor_waits_for(slack: SlackDesk) -> None:
    transport = httpx.ASGITransport(slack.http.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://amzigo.test") as client:
        assert (await client.get(PATH)).status_code == 405


@pytest.mark.parametrize("status", [405, 404, 302])
async def test_what_a_public_address_says_is_told_and_no_redirect_followed(status: int) -> None:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(status=status, headers={"Location": "http://127.0.0.1:9/elsewhere"})

    application = web.Application()
    application.router.add_get("/{path:.*}", answer)
    async with TestServer(application) as server:
        assert await own_address(str(server.make_url("/"))) == status
        gone = str(server.make_url("/"))
    assert asked == [PATH]
    assert await own_address(gone) is None
