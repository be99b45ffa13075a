"""Adding the app to a workspace: by Slack's pages, once, sealed; removed, added again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import text

from bot.adapters.slack.opened import SlackSettings, open_slack
from core.errors import BadSetting
from tests.rig.slack_faults import Fault
from tests.rig.slack_world import CLIENT_ID
from tests.slack_desks import SlackDesk, slack_desk

NEW = "T2"


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    async with slack_desk(sqlite_url) as slack:
        slack.world.workspace(NEW, "general")
        yield slack


async def get(slack: SlackDesk, address: str, cookie: str = "") -> httpx.Response:
    transport = httpx.ASGITransport(slack.http.app)
    async with httpx.AsyncClient(transport=transport, base_url="https://amzigo.test") as client:
        return await client.get(address, headers={"cookie": cookie} if cookie else {})


async def begun(slack: SlackDesk, team: str = NEW) -> tuple[str, str]:
    """Where Slack's page leads back to, and the browser's cookie."""
    leading = await get(slack, f"/slack/install?team={team}")
    assert leading.status_code == 302
    cookies = SimpleCookie(leading.headers["set-cookie"])
    (morsel,) = cookies.values()
    assert morsel["secure"]
    assert morsel["httponly"]
    async with httpx.AsyncClient() as browser:
        back = await browser.get(leading.headers["location"])
    parts = urlsplit(back.headers["location"])
    assert (parts.scheme, parts.netloc) == ("https", "amzigo.test")
    return f"{parts.path}?{parts.query}", f"{morsel.key}={morsel.value}"


async def test_an_installation_is_kept_and_serves_at_once(slack: SlackDesk) -> None:
    back, cookie = await begun(slack)
    done = await get(slack, back, cookie)
    assert (done.status_code, "type /amzigo" in done.text) == (200, True)
    (new,) = slack.welcomed
    assert (new.team_id, new.installed_by, new.expires_at) == (NEW, "UINSTALLER", None)
    assert await slack.tokens.current(NEW) == new.token


async def test_an_installation_with_rotation_knows_its_end(slack: SlackDesk) -> None:
    slack.world.rotating = True
    await get(slack, *(await begun(slack)))
    (new,) = slack.welcomed
    assert new.expires_at == slack.world.clock() + timedelta(hours=12)
    assert new.refresh_token is not None


async def test_a_state_is_taken_once_and_for_ten_minutes(slack: SlackDesk) -> None:
    back, cookie = await begun(slack)
    assert (await get(slack, back, cookie)).status_code == 200
    other, _ = await begun(slack)
    code = other.partition("code=")[2].partition("&")[0]
    again = f"/slack/oauth_redirect?code={code}&{back.partition('&')[2]}"
    assert (await get(slack, again, cookie)).status_code == 401
    late, cookie = await begun(slack)
    slack.world.clock.forward(minutes=11)
    assert (await get(slack, late, cookie)).status_code == 401
    assert len(slack.welcomed) == 1


async def test_another_browser_or_an_invented_state_is_refused(slack: SlackDesk) -> None:
    back, cookie = await begun(slack)
    assert (await get(slack, back)).status_code == 400
    name = cookie.partition("=")[0]
    for state in ("", "x", "99999999999.abc.def", "%C3%A9"):
        answer = await get(slack, f"/slack/oauth_redirect?code=c&state={state}", f"{name}={state}")
        assert answer.status_code in (400, 401), state
    assert slack.welcomed == []


async def test_who_cancels_is_told_where_to_begin_again(slack: SlackDesk) -> None:
    answer = await get(slack, "/slack/oauth_redirect?error=access_denied&state=x")
    assert (answer.status_code, "you cancelled it" in answer.text) == (400, True)
    strange = await get(slack, "/slack/oauth_redirect?error=%3Cscript%3E&state=x")
    assert "script" not in strange.text


async def test_an_invented_code_is_refused(slack: SlackDesk) -> None:
    back, cookie = await begun(slack)
    answer = await get(slack, back.replace("code=code", "code=none"), cookie)
    assert (answer.status_code, slack.welcomed) == (401, [])


async def test_installing_again_replaces_the_token(slack: SlackDesk) -> None:
    for _ in range(3):
        await get(slack, *(await begun(slack)))
    async with slack.engine.connect() as connection:
        query = text("SELECT team_id, token FROM slack_installation ORDER BY team_id")
        rows = (await connection.execute(query)).all()
    assert [row.team_id for row in rows] == ["T1", NEW]
    assert await slack.tokens.current(NEW) == slack.welcomed[-1].token
    assert not any(b"xox" in row.token for row in rows), "no token lies there in clear"


async def test_the_log_and_the_words_of_an_installation_hold_no_token(
    slack: SlackDesk, caplog: pytest.LogCaptureFixture
) -> None:
    slack.world.rotating = True
    with caplog.at_level("DEBUG"):
        done = await get(slack, *(await begun(slack)))
    (new,) = slack.welcomed
    assert new.token not in caplog.text + done.text + repr(new)
    assert str(new.refresh_token) not in caplog.text + repr(new)
    assert CLIENT_ID in str(slack.world.calls[0])


async def opened_with(slack: SlackDesk, token: str) -> None:
    around = slack.again.args[1]
    settings = SlackSettings(api_url=f"{slack.world.address}/api/", bot_token=token)
    async with open_slack(settings, around) as own:
        assert (own.routes, own.socket) == ([], None)
        assert await own.tokens.current(NEW) == token


async def test_ones_own_app_is_known_by_its_token(slack: SlackDesk) -> None:
    token = slack.world.grant(NEW).token
    await opened_with(slack, token)
    slack.world.faults.add("auth.test", Fault(503))
    await opened_with(slack, token)
    await slack.chat.event("Ev1", {"type": "app_uninstalled"})
    with pytest.raises(BadSetting, match="AMZIGO_SLACK_BOT_TOKEN"):
        await opened_with(slack, "xoxb-none")


async def test_whoever_comes_back_too_often_is_told_when_to_come_again(slack: SlackDesk) -> None:
    back, cookie = await begun(slack)
    one = await get(slack, back.replace("code=code", "code=none"), cookie)
    assert one.status_code == 401
    many = [await get(slack, "/slack/oauth_redirect?code=c&state=x") for _ in range(29)]
    assert {answer.status_code for answer in many} == {400}
    fresh, cookie = await begun(slack)
    calls = len(slack.world.calls)
    refused = await get(slack, fresh, cookie)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    assert "Reload this page in 2 seconds" in refused.text
    assert len(slack.world.calls) == calls, "Slack is not asked"
    slack.world.clock.forward(seconds=2)
    assert (await get(slack, fresh, cookie)).status_code == 200


async def test_what_stands_in_a_link_writes_no_lines_into_the_log(
    slack: SlackDesk, caplog: pytest.LogCaptureFixture
) -> None:
    line = "x%0aCRITICAL%20all%20is%20lost%1b[31m" + "y" * 500
    await get(slack, f"/slack/oauth_redirect?error={line}&state=x")
    (record,) = [one for one in caplog.records if "an installation failed" in one.getMessage()]
    said = record.getMessage()
    assert said.isprintable()
    assert len(said) < 100
    await get(slack, "/slack/oauth_redirect?error=access_denied&state=x")
    assert "an installation failed: access_denied" in caplog.text
