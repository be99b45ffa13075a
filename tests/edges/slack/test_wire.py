"""What Slack, or a proxy on the way to it, answers that no reader expects: told by its outcome."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.session import slack_session
from bot.adapters.slack.wire import open_client, slack_errors
from core.chat_errors import ChatBusy, ChatError, ChatSilent

HTML, PLAIN, JSON = "text/html", "text/plain", "application/json"
KNOWN_REFUSED, UNKNOWN = ChatError, ChatSilent
WAIT = {"Retry-After": "7"}


class Answering:
    """A server of one answer."""

    def __init__(self) -> None:
        self.status, self.kind, self.body = 200, JSON, ""

    async def answer(self, _: web.Request) -> web.Response:
        """The answer."""
        headers = WAIT if self.status == 429 else None
        return web.Response(
            status=self.status, text=self.body, content_type=self.kind, headers=headers
        )


@pytest.fixture
async def slack() -> AsyncIterator[tuple[Answering, AsyncWebClient]]:
    answering, app = Answering(), web.Application()
    app.router.add_post("/api/{method}", answering.answer)
    async with TestServer(app) as server:
        url = str(server.make_url("/api/"))
        async with slack_session(url) as session:
            yield answering, open_client(session, url)


@pytest.mark.parametrize(
    ("status", "kind", "body", "error"),
    [
        (200, HTML, "<html>maintenance</html>", UNKNOWN),
        (200, PLAIN, "upstream", UNKNOWN),
        (200, JSON, "", UNKNOWN),
        (200, JSON, '{"ok":tru', UNKNOWN),
        (200, JSON, "[]", UNKNOWN),
        (502, HTML, "<html>bad gateway</html>", UNKNOWN),
        (503, PLAIN, "upstream connect error", UNKNOWN),
        (503, JSON, '{"ok":', UNKNOWN),
        (403, HTML, "<html>not through this proxy</html>", KNOWN_REFUSED),
        (407, PLAIN, "who are you", KNOWN_REFUSED),
        (429, HTML, "slow", ChatBusy),
        (429, PLAIN, "slow", ChatBusy),
        (429, JSON, "{", ChatBusy),
    ],
)
async def test_an_answer_that_says_nothing_is_told_by_its_outcome(
    slack: tuple[Answering, AsyncWebClient],
    status: int,
    kind: str,
    body: str,
    error: type[ChatError],
) -> None:
    answering, client = slack
    answering.status, answering.kind, answering.body = status, kind, body
    with pytest.raises(ChatError) as why, slack_errors():
        await client.chat_postMessage(token="t", channel="C1", text="Yesterday was ordinary.")
    assert type(why.value) is error
    assert not isinstance(why.value, ChatBusy) or why.value.retry_after == 7


async def test_a_fault_of_our_own_is_none_of_slacks() -> None:
    with pytest.raises(AttributeError), slack_errors():
        _ = object().get  # type: ignore[attr-defined]
