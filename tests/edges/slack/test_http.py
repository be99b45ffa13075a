"""Slack over HTTP, end to end: signed requests to the port of a running house."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.rig import slack_payloads
from tests.rig.slack_house import TEAM, SlackHouse, free_port, slack_house
from tests.rig.slack_world import channel_id, user_id

PORT = free_port()


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[SlackHouse]:
    async with slack_house(tmp_path, port=PORT, own=True) as slack:
        yield slack


async def sent(slack: SlackHouse, body: bytes, headers: dict[str, str]) -> httpx.Response:
    """The answer to a request over the wire."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{PORT}/slack/events"
        return await client.post(url, content=body, headers=form | headers)


def typed(slack: SlackHouse, line: str) -> tuple[bytes, dict[str, str]]:
    """A slash command, and its headers."""
    who, where = user_id("owner"), channel_id("general")
    body = slack_payloads.form(slack_payloads.slash(slack.world, TEAM, where, who, line))
    return body, slack_payloads.signed(body, int(slack.world.clock().timestamp()))


async def test_a_signed_command_is_acked_and_answered(slack: SlackHouse) -> None:
    answer = await sent(slack, *typed(slack, "help"))
    assert (answer.status_code, answer.text) == (200, "")
    await slack.world.until(0, 1)
    assert "Nobody owns a shop here yet." in slack.chat.sent()[-1].text


async def test_what_is_not_slack_s_is_refused(slack: SlackHouse) -> None:
    body, headers = typed(slack, "help")
    forged = headers | {"X-Slack-Signature": "v0=" + "0" * 64}
    assert [(await sent(slack, body, one)).status_code for one in (forged, {})] == [401, 401]
    statuses = [(await sent(slack, body, headers)).status_code for _ in range(2)]
    assert statuses == [200, 401], "no request is taken twice"


async def test_a_body_that_is_too_long_is_refused(slack: SlackHouse) -> None:
    body = b"x" * (1024 * 1024 + 1)
    headers = slack_payloads.signed(body, int(slack.world.clock().timestamp()))
    assert (await sent(slack, body, headers)).status_code == 413


async def test_the_page_that_adds_the_app_is_there_and_the_local_page_is_not(
    slack: SlackHouse,
) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{PORT}") as client:
        leading = await client.get("/slack/install")
        health, page = await client.get("/healthz"), await client.get("/")
    assert leading.status_code == 302
    assert leading.headers["location"].startswith(f"{slack.world.address}/oauth/v2/authorize")
    assert (health.text, page.status_code) == ("ok\n", 404)
