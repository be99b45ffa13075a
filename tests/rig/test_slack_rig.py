"""The local Slack, tried with Slack's own SDK: it does, and refuses, what the real one does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.rig.chat import Chat
from tests.rig.slack_chat import SignedHttp, SlackChat
from tests.rig.slack_faults import Fault
from tests.rig.slack_server import SlackServer, serving
from tests.rig.slack_world import CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET, SlackWorld

TEAM = "T1"


async def say(client: AsyncWebClient, channel: str = "CGENERAL", *blocks: dict[str, Any]) -> str:
    sent = await client.chat_postMessage(
        channel=channel, text="Sales", blocks=blocks or None, unfurl_links=False
    )
    return str(sent["ts"])


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    world = SlackWorld()
    world.workspace(TEAM, "general", "old")
    async with serving(world) as server:
        yield server


@asynccontextmanager
async def client_of(server: SlackServer, token: str | None = None) -> AsyncIterator[AsyncWebClient]:
    known = server.world.grant(TEAM).token if token is None else token
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(known, base_url=f"{server.world.address}/api/", session=session)


async def refresh(client: AsyncWebClient, token: str | None) -> str:
    answer = await client.oauth_v2_access(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        grant_type="refresh_token",
        refresh_token=token,
    )
    return str(answer["access_token"])


def refusal(why: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(why.value.response["error"])


def broke(server: SlackServer) -> str:
    """The one rule that was broken, on purpose."""
    (broken,) = server.world.broken
    server.world.broken.clear()
    return broken


async def test_posts_updates_and_deletes(server: SlackServer) -> None:
    async with client_of(server) as client:
        ts = await say(client)
        await client.chat_update(channel="CGENERAL", ts=ts, text="Changed")
        assert [shown.text for shown in server.world.shown] == ["Sales", "Changed"]
        await client.chat_delete(channel="CGENERAL", ts=ts)
        with pytest.raises(SlackApiError) as why:
            await client.chat_delete(channel="CGENERAL", ts=ts)
    assert refusal(why) == "message_not_found"


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "not_in_channel"])
async def test_refuses_a_channel(server: SlackServer, error: str) -> None:
    channel = server.world.workspaces[TEAM].channels["COLD"]
    channel.archived, channel.has_bot = error == "is_archived", error != "not_in_channel"
    async with client_of(server) as client:
        with pytest.raises(SlackApiError) as why:
            await say(client, "CNONE" if error == "channel_not_found" else "COLD")
    assert refusal(why) == error


async def test_refuses_a_token(server: SlackServer) -> None:
    good = server.world.grant(TEAM, ("commands",))
    for token, error in (("xoxb-none", "invalid_auth"), (good.token, "missing_scope")):
        async with client_of(server, token) as client:
            with pytest.raises(SlackApiError) as why:
                await say(client)
            assert refusal(why) == error
    async with client_of(server, good.token) as client:
        await client.auth_revoke()
        with pytest.raises(SlackApiError) as why:
            await client.auth_test()
    assert refusal(why) == "token_revoked"


async def test_names_the_rule_that_a_payload_breaks(server: SlackServer) -> None:
    async with client_of(server) as client:
        with pytest.raises(SlackApiError) as why:
            await say(client, "CGENERAL", {"type": "dial"})
    assert refusal(why) == "invalid_blocks"
    assert "unsupported type: dial" in broke(server)


async def test_a_file_goes_up_in_three_steps(server: SlackServer) -> None:
    async with client_of(server) as client:
        done = await client.files_upload_v2(
            content=b"a,b\n", filename="rows.csv", channel="CGENERAL"
        )
        file = done["files"][0]["id"]
        assert server.world.shown[-1].files == ("rows.csv",)
        assert server.world.files[file].content == b"a,b\n"
        await client.files_delete(file=file)
    assert server.world.files[file].content == b""


async def test_a_picture_needs_its_file_and_its_words(server: SlackServer) -> None:
    picture = {"type": "image", "slack_file": {"id": "F99"}, "alt_text": "Units"}
    async with client_of(server) as client:
        with pytest.raises(SlackApiError) as why:
            await say(client, "CGENERAL", picture)
        assert refusal(why) == "invalid_blocks"
        server.world.broken.clear()
        await client.files_upload_v2(content=b"png", filename="chart.png")
    assert "without alt_txt" in broke(server)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack_sdk 3.47 beside aiohttp 3.14
async def test_tokens_rotate_and_the_old_refresh_token_dies(server: SlackServer) -> None:
    server.world.rotating = True
    grant = server.world.grant(TEAM)
    async with client_of(server, "") as client:
        new = await refresh(client, grant.refresh)
        with pytest.raises(SlackApiError) as why:
            await refresh(client, grant.refresh)
    assert refusal(why) == "invalid_refresh_token"
    async with client_of(server, new) as client:
        await client.auth_test()
        server.world.clock.forward(hours=13)
        with pytest.raises(SlackApiError) as why:
            await client.auth_test()
    assert refusal(why) == "token_expired"


async def test_a_trigger_lives_three_seconds_and_once(server: SlackServer) -> None:
    modal = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Revoke"},
        "blocks": [{"type": "divider"}],
    }
    async with client_of(server) as client:
        used = server.world.trigger()
        await client.views_open(trigger_id=used, view=modal)
        late = server.world.trigger()
        server.world.clock.forward(seconds=4)
        for trigger, error in ((used, "exchanged_trigger_id"), (late, "expired_trigger_id")):
            with pytest.raises(SlackApiError) as why:
                await client.views_open(trigger_id=trigger, view=modal)
            assert refusal(why) == error
    assert "3 seconds" in broke(server)


async def test_a_home_tab_knows_its_hash(server: SlackServer) -> None:
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    async with client_of(server) as client:
        first = await client.views_publish(user_id="UOWNER", view=home)
        await client.views_publish(user_id="UOWNER", view=home, hash=first["view"]["hash"])
        with pytest.raises(SlackApiError) as why:
            await client.views_publish(user_id="UOWNER", view=home, hash=first["view"]["hash"])
    assert refusal(why) == "hash_conflict"


async def test_a_response_url_serves_five_times(server: SlackServer) -> None:
    url = server.world.response_url((TEAM, "CGENERAL"), "UOWNER")
    statuses = [(await AsyncWebhookClient(url).send(text="Hi")).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [404]
    assert all(shown.private for shown in server.world.shown)
    assert "used 6 times" in broke(server)


async def test_a_response_url_serves_thirty_minutes(server: SlackServer) -> None:
    url = server.world.response_url((TEAM, "CGENERAL"), "UOWNER")
    server.world.clock.forward(minutes=31)
    assert (await AsyncWebhookClient(url).send(text="Hi")).status_code == 404
    assert "after 30 minutes" in broke(server)


async def test_faults_come_in_turn_and_a_wait_is_to_be_honoured(server: SlackServer) -> None:
    server.world.faults.add("auth.test", Fault(503), Fault(429, retry_after=30))
    async with client_of(server) as client:
        client.retry_handlers = []
        for status in (503, 429):
            with pytest.raises(SlackApiError) as why:
                await client.auth_test()
            assert why.value.response.status_code == status
        await client.auth_test()
    assert "before its Retry-After" in broke(server)


async def test_a_connection_can_be_dropped_with_the_work_done(server: SlackServer) -> None:
    server.world.faults.add("chat.postMessage", Fault(dropped=True, done=True))
    async with client_of(server) as client:
        client.retry_handlers = []
        with pytest.raises(aiohttp.ClientError):
            await say(client)
    assert [shown.text for shown in server.world.shown] == ["Sales"]


def echoing(world: SlackWorld, *, takes: float = 0) -> SlackChat:
    """A bolt app without us, whose ack takes seconds of the rig's time."""
    app = AsyncApp(
        authorize=authorized,
        client=AsyncWebClient(base_url=f"{world.address}/api/"),
        signing_secret=SIGNING_SECRET,
        request_verification_enabled=False,
        process_before_response=True,
    )

    async def slowly(ack: AsyncAck, respond: AsyncRespond) -> None:
        world.clock.forward(seconds=takes)
        await ack()
        await respond(text="Hello.")

    app.command("/amzigo")(slowly)
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    routes = [Route("/slack/events", endpoint, methods=["POST"])]
    return SlackChat(world, SignedHttp(world, Starlette(routes=routes)), TEAM)


async def authorized(team_id: str) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="xoxb-1")


async def test_a_bolt_app_talks_with_the_rig(server: SlackServer) -> None:
    chat: Chat = echoing(server.world)
    shown = await chat.command("hello")
    assert (shown.text, shown.user, chat.sent()) == ("Hello.", "UOWNER", [shown])


async def test_an_ack_after_three_seconds_is_written_down(server: SlackServer) -> None:
    await echoing(server.world, takes=3.5).command("hello")
    assert "the ack took 3.5 seconds" in broke(server)


async def test_who_calls_everybody_is_written_down(server: SlackServer) -> None:
    async with client_of(server) as client:
        section = {"type": "section", "text": {"type": "mrkdwn", "text": "<!channel> look"}}
        await say(client, "CGENERAL", section)
    assert "calls everybody" in broke(server)
