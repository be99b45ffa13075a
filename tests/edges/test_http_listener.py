"""The listener for the world: its own routes, no patience, a clean end; and what it is set to."""

import asyncio
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.http_address import HttpAddress
from bot.http_listener import Hasty, serving_http
from bot.settings import read_settings
from bot.web import listen
from core.errors import BadSetting
from tests.rig.slack_house import PAGES, free_port

LOOPBACK = "127.0.0.1"
SECRET = {"AMZIGO_SLACK_SIGNING_SECRET": "hush"}
SOCKET = {"AMZIGO_SLACK_APP_TOKEN": "xapp-1"}
PORT = {"AMZIGO_HTTP_PORT": "8080"}


class Hastier(Hasty):
    """Waits as long as a test may."""

    patience = 0.05


async def hello(_: Request) -> Response:
    """A route."""
    return PlainTextResponse("hello\n")


ROUTES = [Route("/hello", hello)]


@pytest.fixture
def at() -> HttpAddress:
    return HttpAddress(LOOPBACK, free_port())


def url(at: HttpAddress, path: str) -> str:
    """An address there."""
    return f"http://{at.host}:{at.port}{path}"


async def test_it_has_its_own_routes_and_health_and_nothing_else(at: HttpAddress) -> None:
    async with serving_http(ROUTES, at), httpx.AsyncClient() as client:
        answers = [await client.get(url(at, path)) for path in ("/hello", "/healthz", "/", "/ask")]
    assert [one.status_code for one in answers] == [200, 200, 404, 404]
    assert [one.text for one in answers[:2]] == ["hello\n", "ok\n"]
    assert answers[0].headers["x-content-type-options"] == "nosniff"
    assert "server" not in answers[0].headers


@pytest.mark.parametrize("sent", [b"", b"GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_who_does_not_finish_a_head_is_not_waited_for(at: HttpAddress, sent: bytes) -> None:
    async with serving_http(ROUTES, at, Hastier):
        reader, writer = await asyncio.open_connection(*at)
        writer.write(sent)
        async with asyncio.timeout(5):
            assert await reader.read() == b""
        writer.close()


async def test_a_second_head_that_does_not_come_whole_is_not_waited_for(at: HttpAddress) -> None:
    async with serving_http(ROUTES, at, Hastier):
        reader, writer = await asyncio.open_connection(*at)
        writer.write(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b"hello\n")).startswith(b"HTTP/1.1 200")
        writer.write(b"GET /hello HTTP/1.1\r\n")
        async with asyncio.timeout(4):  # an idle connection is kept for five seconds
            assert await reader.read() == b""
        writer.close()


async def test_the_rest_of_a_body_that_was_answered_early_is_not_waited_for(
    at: HttpAddress,
) -> None:
    async with serving_http(ROUTES, at, Hastier):
        reader, writer = await asyncio.open_connection(*at)
        writer.write(b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\nNot Found")).startswith(b"HTTP/1.1 404")
        writer.write(b"x")
        async with asyncio.timeout(4):  # an idle connection is kept for five seconds
            assert await reader.read() == b""
        writer.close()


async def test_a_body_that_trickles_on_after_the_answer_gains_no_time(at: HttpAddress) -> None:
    async with serving_http(ROUTES, at, Hastier):
        reader, writer = await asyncio.open_connection(*at)
        writer.write(b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
        await reader.readuntil(b"\r\n\r\nNot Found")
        ends = asyncio.ensure_future(reader.read())
        async with asyncio.timeout(4):
            while not (await asyncio.wait({ends}, timeout=0.01))[0]:
                writer.write(b"x")
        assert isinstance(ends.exception(), ConnectionError | None)
        writer.close()


async def test_a_body_that_ends_after_its_answer_makes_way_for_the_next_request(
    at: HttpAddress,
) -> None:
    async with serving_http(ROUTES, at):
        reader, writer = await asyncio.open_connection(*at)
        writer.write(b"POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n")
        await reader.readuntil(b"\r\n\r\nNot Found")
        writer.write(b"xxGET /hello HTTP/1.1\r\nHost: x\r\n\r\n")
        assert (await reader.readuntil(b"hello\n")).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_who_does_not_read_the_answers_is_not_waited_for(at: HttpAddress) -> None:
    gone = asyncio.Event()

    class Watched(Hastier):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            gone.set()

    async def long(_: Request) -> Response:
        return PlainTextResponse("x" * 8_000_000)

    async with serving_http([Route("/long", long)], at, Watched):
        reader, writer = await asyncio.open_connection(*at)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(4):
            await gone.wait()
        assert not reader.at_eof()
        writer.close()


async def test_a_slow_answer_outlives_the_patience_for_its_head(at: HttpAddress) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: Request) -> Response:
        begun.set()
        await go_on.wait()
        return PlainTextResponse("done\n")

    async with httpx.AsyncClient() as client:
        async with serving_http([Route("/slow", slow)], at, Hastier):
            asking = asyncio.create_task(client.get(url(at, "/slow")))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.2, go_on.set)
        assert (await asking).text == "done\n", "the end waits for what is under way"
        with pytest.raises(httpx.ConnectError):
            await client.get(url(at, "/healthz"))


async def test_a_taken_port_is_a_sentence_about_its_setting(at: HttpAddress) -> None:
    with listen(at.port), pytest.raises(BadSetting, match=r"AMZIGO_HTTP_PORT .* is in use"):
        async with serving_http(ROUTES, at):
            raise AssertionError


async def test_an_address_that_is_not_ours_is_a_sentence_about_its_setting() -> None:
    with pytest.raises(BadSetting, match="AMZIGO_HTTP_HOST"):
        async with serving_http(ROUTES, HttpAddress("192.0.2.1", free_port())):
            raise AssertionError


@pytest.mark.parametrize(
    ("given", "at"),
    [
        (SECRET | PORT, (LOOPBACK, 8080)),
        (SECRET | PORT | {"AMZIGO_HTTP_HOST": "0.0.0.0"}, ("0.0.0.0", 8080)),  # noqa: S104
        (SECRET | SOCKET, None),
        (SECRET | SOCKET | PORT, (LOOPBACK, 8080)),
        (SOCKET, None),
        (SOCKET | PAGES | PORT, (LOOPBACK, 8080)),
        ({}, None),
    ],
)
def test_where_it_listens_is_set(given: dict[str, str], at: tuple[str, int] | None) -> None:
    found = read_settings({"AMZIGO_ENV": "demo"} | given).http
    assert (found and tuple(found)) == at


@pytest.mark.parametrize(
    ("given", "name", "said"),
    [
        (SECRET, "AMZIGO_HTTP_PORT", "Slack's requests come over HTTP"),
        (PAGES, "AMZIGO_HTTP_PORT", "the app is added by a page of ours"),
        (SOCKET | PAGES, "AMZIGO_HTTP_PORT", "the app is added by a page of ours"),
        (PORT, "AMZIGO_HTTP_PORT", "nothing is served there"),
        (SOCKET | PORT, "AMZIGO_HTTP_PORT", "nothing is served there"),
        (SECRET | SOCKET | {"AMZIGO_HTTP_HOST": LOOPBACK}, "AMZIGO_HTTP_HOST", "PORT is not set"),
        (SECRET | PORT | {"AMZIGO_HTTP_HOST": "shop.example"}, "AMZIGO_HTTP_HOST", "no address"),
        (SECRET | {"AMZIGO_HTTP_PORT": "0"}, "AMZIGO_HTTP_PORT", "no port"),
        (SECRET | {"AMZIGO_HTTP_PORT": "65536"}, "AMZIGO_HTTP_PORT", "no port"),
        (SECRET | {"AMZIGO_HTTP_PORT": "٨٠"}, "AMZIGO_HTTP_PORT", "no port"),
        (SOCKET | {"AMZIGO_SLACK_CLIENT_ID": "1.2"}, "AMZIGO_SLACK_CLIENT_ID", "set both"),
        (SOCKET | {"AMZIGO_SLACK_CLIENT_SECRET": "x"}, "AMZIGO_SLACK_CLIENT_SECRET", "set both"),
    ],
)
def test_settings_that_contradict_each_other_are_one_sentence(
    given: dict[str, str], name: str, said: str, tmp_path: Path
) -> None:
    with pytest.raises(BadSetting) as why:
        read_settings({"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(tmp_path)} | given)
    assert why.value.message.startswith(f"The setting {name} cannot be used: ")
    assert said in why.value.message
    assert "hush" not in why.value.message
