"""Who is let in: this machine, with the address of this start, from our own page."""

import pytest

from bot.adapters.local.door import Door
from tests.edges.local.room import OWN_PAGE, PORT, SALES, TOKEN, browser, room

FORM = {"text": "stats 30d"}
PAGE = "/c/sales/"
COMMAND = "/c/sales/command"


async def test_the_printed_address_lets_a_browser_in_and_vanishes_from_the_bar() -> None:
    async with browser(room(), admitted=False) as client:
        first = await client.get(Door(TOKEN, PORT).address)
        assert first.status_code == 303
        assert first.headers["location"] == "/"
        cookie = first.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        second = await client.get(PAGE)
        assert second.status_code == 200


@pytest.mark.parametrize("path", [PAGE, "/", "/?token=wrong", "/c/sales/files/x", "/?token="])
async def test_without_the_token_there_is_one_sentence_and_the_next_step(path: str) -> None:
    async with browser(room(), admitted=False) as client:
        answer = await client.get(path)
    assert answer.status_code == 403
    assert "only with the address that amzigo printed" in answer.text
    assert "Copy that address" in answer.text
    assert "set-cookie" not in answer.headers


async def test_a_cookie_of_another_start_does_not_open() -> None:
    async with browser(room(), admitted=False) as client:
        client.cookies.set(f"amzigo_{PORT}", "token-of-another-start")
        assert (await client.get(PAGE)).status_code == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (f"127.0.0.1:{PORT}", 200),
        (f"localhost:{PORT}", 200),
        (f"[::1]:{PORT}", 200),
        (f"LOCALHOST:{PORT}", 200),
        ("127.0.0.1", 403),
        ("127.0.0.1:1", 403),
        (f"rebound.example:{PORT}", 403),
        (f"127.0.0.1.example:{PORT}", 403),
        ("", 403),
    ],
)
async def test_only_this_machine_s_names_are_answered(host: str, status: int) -> None:
    async with browser(room()) as client:
        cookie = {"cookie": f"amzigo_{PORT}={TOKEN}"}
        answer = await client.get(PAGE, headers={"host": host, **cookie})
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("headers", "done"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, True),
        ({"origin": f"http://127.0.0.1:{PORT}"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "cross-site", "origin": f"http://127.0.0.1:{PORT}"}, False),
        ({"origin": "http://127.0.0.1:1"}, False),
        ({"origin": f"https://127.0.0.1:{PORT}"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
async def test_a_post_counts_only_from_our_own_page(headers: dict[str, str], done: bool) -> None:
    there = room()
    async with browser(there) as client:
        answer = await client.post(COMMAND, data=FORM, headers=headers)
    assert answer.status_code == (303 if done else 403)
    assert bool(there.desk.asked) is done


@pytest.mark.parametrize("headers", [{}, {"sec-fetch-site": "cross-site"}])
async def test_another_page_cannot_listen(headers: dict[str, str]) -> None:
    there = room()
    there.chat.close()
    async with browser(there) as client:
        assert (await client.get("/c/sales/events", headers=headers)).status_code == 403
        assert (await client.get("/c/sales/events", headers=OWN_PAGE)).status_code == 200


async def test_a_redirect_never_leads_to_another_host() -> None:
    async with browser(room(), admitted=False) as client:
        answer = await client.get(f"http://127.0.0.1:{PORT}//other.example/?token={TOKEN}&x=1")
    assert answer.status_code == 404
    assert "location" not in answer.headers


@pytest.mark.parametrize("path", [PAGE, "/static/page.css", "/healthz", "/nowhere"])
async def test_every_answer_carries_the_safe_headers(path: str) -> None:
    async with browser(room()) as client:
        headers = (await client.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


async def test_the_page_has_no_script_style_or_address_of_another_place() -> None:
    there = room()
    async with browser(there) as client:
        await client.post(COMMAND, data={"text": "digest"}, headers=OWN_PAGE)
        page = (await client.get(PAGE)).text
        style = (await client.get("/static/page.css")).text
        script = (await client.get("/static/page.js")).text
    assert page.count("<script") == 1
    assert "style=" not in page
    assert " on" + "click=" not in page
    for text in (page, style, script):
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert len(await there.chat.recent(SALES, 10)) == 2
