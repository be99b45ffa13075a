"""The page as a seller uses it: type, press, read; with a script and without."""

import asyncio
import json
from collections.abc import Mapping

import httpx
import pytest

from bot.adapters.local.page import LONGEST, STREAMS, place, split
from bot.card import Card, Text
from bot.envelope import Chat, Click, Command, Reply
from bot.marked import sentence
from bot.web import Server, listen
from core.errors import PortInUse
from core.model import Place
from tests.edges.local import restock_sample, samples
from tests.edges.local.desk import reply
from tests.edges.local.room import OWN_PAGE, SALES, TOKEN, Room, browser, room

PAGE = "/c/sales/"


async def typed(there: Room, text: str) -> str:
    """Send a command without a script and read the page it leads to."""
    async with browser(there) as client:
        sent = await client.post("/c/sales/command", data={"text": text}, headers=OWN_PAGE)
        assert sent.status_code == 303
        assert sent.headers["location"] == PAGE
        return (await client.get(PAGE)).text


async def test_a_command_is_shown_as_yours_and_then_answered() -> None:
    there = room()
    page = await typed(there, "stats 30d")
    assert there.desk.asked == [
        Command("local", "local", "sales", "you", "stats", "30d", "request-1")
    ]
    assert page.index(">stats 30d</p>") < page.index("Last 30 days, Amazon.com")
    assert "Only visible to you" in page
    assert "Tue 24 Nov 08:14" in page


async def test_times_are_those_of_the_channel() -> None:
    there = room()
    await there.chat.post(place("sales"), reply(sentence("Hello.")), "k")
    await there.chat.post(place("reviews"), reply(sentence("Hello.")), "k")
    async with browser(there) as client:
        pages = [(await client.get(f"/c/{channel}/")).text for channel in ("sales", "reviews")]
    assert "Tue 24 Nov 08:14" in pages[0]
    assert "Tue 24 Nov 16:14" in pages[1]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("stats 30d", ("stats", "30d")),
        ("/amzigo stats 30d", ("stats", "30d")),
        ("  /AMZIGO   Stats  30d ", ("stats", "30d")),
        ("/stats", ("stats", "")),
        ("/amzigo", ("", "")),
        ("why 123-1 for Amazon.com", ("why", "123-1 for Amazon.com")),
    ],
)
def test_a_line_is_a_verb_and_its_text(line: str, parts: tuple[str, str]) -> None:
    assert split(line) == parts


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "There is nothing to do yet."),
        ("   ", "There is nothing to do yet."),
        ("/amzigo ", "There is nothing to do yet."),
        ("\u202e", "There is nothing to do yet."),
        ("stats " + "x" * LONGEST, "That is 2,006 characters; I read at most 2,000."),
    ],
)
async def test_an_empty_or_too_long_line_gets_a_sentence(line: str, sentence: str) -> None:
    there = room()
    assert sentence in await typed(there, line)
    assert there.desk.asked == []


async def test_a_shared_answer_is_not_marked_private() -> None:
    assert "Only visible to you" not in await typed(room(), "stats share:yes")


async def test_the_visitor_is_told_privately_where_they_read() -> None:
    there = room()
    await there.chat.tell(place("sales"), "visitor", reply(sentence("Your channel is closed.")))
    (told,) = await there.chat.recent(place("sales"), 9)
    assert (told.entry.private, told.entry.body.summary) == (True, "Your channel is closed.")


async def test_a_hostile_line_stays_text() -> None:
    page = await typed(room(), samples.HOSTILE)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


async def test_a_press_reaches_the_desk_with_its_text() -> None:
    there = room()
    async with browser(there) as client:
        form = {"ref": "r0", "text": " Demo shop "}
        sent = await client.post("/c/sales/click", data=form, headers=OWN_PAGE)
        page = (await client.get(PAGE)).text
    assert sent.status_code == 303
    assert there.desk.asked == [
        Click("local", "local", "sales", "you", "r0", "Demo shop", "request-1")
    ]
    assert "✓ Approved by you at 08:14." in page


async def test_a_press_with_too_long_a_text_does_nothing() -> None:
    there = room()
    async with browser(there) as client:
        form = {"ref": "r0", "text": "x" * (LONGEST + 1)}
        await client.post("/c/sales/click", data=form, headers=OWN_PAGE)
        page = (await client.get(PAGE)).text
    assert "That is 2,001 characters" in page
    assert there.desk.asked == []


@pytest.mark.parametrize(
    ("path", "body", "kind", "status"),
    [
        ("/c/sales/command", b"text=" + b"x" * 40_000, "application/x-www-form-urlencoded", 413),
        ("/c/sales/command", b"text=stats", "text/plain", 413),
        ("/c/sales/command", b"\xff\xfe", "application/x-www-form-urlencoded", 413),
        ("/c/sales/command", b"a=1&" * 50, "application/x-www-form-urlencoded", 413),
        ("/c/sales/click", b"text=x", "application/x-www-form-urlencoded", 413),
        ("/c/nowhere/command", b"text=stats", "application/x-www-form-urlencoded", 404),
    ],
)
async def test_a_body_that_is_no_form_of_ours_does_nothing(
    path: str, body: bytes, kind: str, status: int
) -> None:
    there = room()
    async with browser(there) as client:
        headers = OWN_PAGE | {"content-type": kind}
        answer = await client.post(path, content=body, headers=headers)
    assert answer.status_code == status
    assert there.desk.asked == []


async def test_a_file_is_downloaded_and_gone_with_its_message() -> None:
    there = room()
    message_id = await there.chat.post(SALES, reply(samples.stats()), "k")
    async with browser(there) as client:
        page = (await client.get(PAGE)).text
        address = page.split('href="files/')[1].split('"')[0]
        got = await client.get(f"/c/sales/files/{address}")
        elsewhere = await client.get(f"/c/reviews/files/{address}")
        assert await there.chat.delete(SALES, message_id)
        after = await client.get(f"/c/sales/files/{address}")
    assert got.content == b"day,orders\n2026-11-22,1101\n"
    assert got.headers["content-disposition"] == "attachment"
    assert (elsewhere.status_code, after.status_code) == (404, 404)


async def test_the_channel_list_and_the_commands_are_on_the_page() -> None:
    async with browser(room()) as client:
        page = (await client.get(PAGE)).text
        entrance = await client.get("/")
        nowhere = await client.get("/c/nowhere/")
    assert entrance.headers["location"] == PAGE
    assert nowhere.status_code == 404
    assert 'href="/c/reviews/"' in page
    assert 'href="/c/sales/" aria-current="page"' in page
    assert '<option value="stats" data-usage="stats [period]"' in page
    assert "Nothing here yet." in page


def events(stream: str) -> list[tuple[str, Mapping[str, str]]]:
    """The events of a finished stream: name and data."""
    blocks = (block.split("\n") for block in stream.split("\n\n"))
    fields = [dict(line.split(": ", 1) for line in block if ": " in line) for block in blocks]
    return [(f["event"], json.loads(f["data"])) for f in fields if "event" in f]


async def test_a_stream_brings_posts_updates_and_deletions_after_a_revision() -> None:
    there = room()
    chat: Chat = there.chat
    kept = await chat.post(SALES, reply(samples.stats()), "k")
    gone = await there.chat.post(SALES, reply(samples.digest()), "k")
    seen = max(m.revision for m in await there.chat.recent(SALES, 10))
    await there.chat.update(SALES, kept, Reply(Card("Sent.", (Text(("✓ 209 sent",)),))))
    await there.chat.delete(SALES, gone)
    await there.chat.post(Place("local", "local", "reviews"), reply(samples.stats()), "k")
    there.chat.close()
    async with browser(there) as client:
        since = await client.get(f"/c/sales/events?after={seen}", headers=OWN_PAGE)
        resumed = OWN_PAGE | {"last-event-id": "999"}
        nothing = await client.get("/c/sales/events?after=0", headers=resumed)
    (first, changed), (second, deleted) = events(since.text)
    assert (first, changed["id"], changed["summary"]) == ("message", kept, "Sent.")
    assert "✓ 209 sent" in changed["html"]
    assert (second, deleted) == ("gone", {"id": gone})
    assert events(nothing.text) == []


async def test_there_is_an_end_to_open_streams() -> None:
    there = room()
    streams = [there.chat.changes(SALES, 0) for _ in range(STREAMS)]
    for stream in streams:
        await anext(stream)
    async with browser(there) as client:
        refused = await client.get("/c/sales/events", headers=OWN_PAGE)
        await streams[0].aclose()
        there.chat.close()
        taken = await client.get("/c/sales/events", headers=OWN_PAGE)
    for stream in streams:
        await stream.aclose()
    assert (refused.status_code, taken.status_code) == (503, 200)
    assert there.chat.listeners == 0


async def test_a_new_message_is_pushed_and_a_stopping_server_ends_the_stream() -> None:
    with listen(0) as sock:
        port = sock.getsockname()[1]
        there = room(port)
        server = Server(there.app, there.chat.close)
        serving = asyncio.create_task(server.serve([sock]))
        address = f"http://127.0.0.1:{port}"
        cookies = {f"amzigo_{port}": TOKEN}
        async with httpx.AsyncClient(base_url=address, cookies=cookies) as client:
            path = "/c/sales/events?after=0"
            async with client.stream("GET", path, headers=OWN_PAGE) as stream:
                lines = stream.aiter_lines()
                assert await anext(lines) == "retry: 2000"
                await there.chat.post(SALES, reply(restock_sample.restock()), "k")
                data = await anext(line async for line in lines if line.startswith("data"))
                server.should_exit = True
                assert [line async for line in lines if line.startswith("data")] == []
        async with asyncio.timeout(5):
            await serving
    assert "3 products to order this week" in json.loads(data.removeprefix("data: "))["html"]


def test_a_taken_port_is_one_sentence() -> None:
    with listen(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"Port {port} is in use"):
            listen(port)


async def test_in_production_the_page_sends_on_to_the_chats() -> None:
    async with browser(room(is_empty=True)) as client:
        answer = await client.get("/")
    assert answer.status_code == 404
    assert "in production amzigo answers in Slack and Discord" in answer.text
    assert "docs/slack.md or docs/discord.md" in answer.text
