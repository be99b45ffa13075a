"""The demo as a person meets it: one address, two channels, answers that come by themselves.

The tests share one demo and go on where the one before stopped, in the order in which they stand.
"""

import re

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.browser import ANSWER_MS, PHONE, WIDE, Demo, visiting

SHOP_STORES = ("Amazon.ca", "Amazon.co.jp", "Amazon.com")
SMALLER_STORE = "Amazon.de"


def test_the_page_opens_only_with_the_printed_address(demo: Demo, browser: Browser) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=\S{32,}", demo.address)
    assert httpx.get(demo.origin + "/").status_code == 403
    assert httpx.get(demo.origin + "/?token=guessed").status_code == 403
    with visiting(browser, demo) as visit:
        assert visit.channels() == ["demo-shop", "smaller-shop"]
        assert "token" not in visit.page.url


def test_nobody_else_on_the_machine_looks_into_its_folder(demo: Demo) -> None:
    """The folder of a real shop comes to lie beside it."""
    data = demo.folder / "data"
    assert [path.stat().st_mode & 0o077 for path in (data, *data.iterdir())] == [0, 0]


def test_yesterday_s_digest_is_already_there(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo) as visit:
        first = visit.page.locator(".message.amzigo").first
        expect(first).to_contain_text("7-day mean", timeout=ANSWER_MS)
        for store in SHOP_STORES:
            expect(first).to_contain_text(store)
        expect(first.locator("svg:visible")).to_have_count(1)


def test_help_lists_the_verbs(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo) as visit:
        answer = visit.ask("help")
        for verb in ("home", "stats", "digest", "restock", "why", "status"):
            expect(answer.get_by_text(verb, exact=True).first).to_be_visible()


def test_stats_shows_a_chart_for_each_marketplace(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo) as visit:
        answer = visit.ask("stats 30d")
        charts = [
            chart.get_attribute("aria-label") for chart in answer.locator("svg:visible").all()
        ]
        assert [str(label).partition(":")[0] for label in charts] == [
            f"Revenue by day on {store}" for store in SHOP_STORES
        ]
        said = answer.inner_text()
        assert all(sign in said for sign in ("$", "C$", "¥", "units", "against the 30 days before"))
        assert SMALLER_STORE not in said


def test_each_channel_answers_for_its_own_shop(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo) as visit:
        visit.go_to("smaller-shop")
        said = visit.ask("stats 30d").inner_text()
        everything = "\n".join(visit.messages())
    assert SMALLER_STORE in said
    assert not [store for store in SHOP_STORES if f"{store} " in everything]


def test_an_unknown_command_is_answered_with_the_nearest(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo) as visit:
        expect(visit.ask("stast 30d")).to_contain_text("stats")


def test_nothing_is_wider_than_a_phone(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo, PHONE) as visit:
        for command in ("digest", "stats 30d", "restock", "status", "help"):
            visit.ask(command)
            assert visit.too_wide() == [], command
        visit.page.get_by_text("Channels", exact=True).click()
        visit.go_to("smaller-shop")


def test_on_a_phone_every_cell_but_the_first_has_its_head(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo, PHONE) as visit:
        expect(visit.ask("team").get_by_role("cell", name="May owner")).to_be_visible()


def test_a_store_s_name_is_not_cut_on_a_phone(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo, PHONE) as visit:
        cell = visit.ask("status").get_by_role("cell", name="Amazon.co.jp", exact=True)
        lines = cell.evaluate(
            "(one) => { const words = document.createRange();"
            "words.selectNodeContents(one); return words.getClientRects().length }"
        )
        assert lines == 1


def test_light_and_dark_can_both_be_read(demo: Demo, browser: Browser) -> None:
    backgrounds = []
    for scheme in ("light", "dark"):
        with visiting(browser, demo, scheme=scheme) as visit:
            visit.ask("stats 7d")
            assert visit.faint() == [], scheme
            backgrounds.append(visit.background())
    assert len(set(backgrounds)) == 2


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_everything_can_be_reached_by_tab(
    demo: Demo, browser: Browser, size: tuple[int, int]
) -> None:
    with visiting(browser, demo, size) as visit:
        visit.ask("home")
        reached, wanted = visit.tab_stops(), visit.focusable()
    assert len(wanted) >= 6
    assert set(wanted) - set(reached) == set()


def test_a_restart_that_keeps_shows_the_same_messages(demo: Demo, browser: Browser) -> None:
    """And Ctrl-C ends everything, which `stop` checks."""
    with visiting(browser, demo) as visit:
        visit.ask("stats 30d")
        before = visit.messages()
        old = demo.address
        demo.stop()
        visit.page.goto("about:blank")  # by then it has said that its stream of news ended
        visit.complaints.clear()
    demo.start("--keep")
    with visiting(browser, demo) as visit:
        assert visit.messages() == before
        assert "stats 30d" in "\n".join(before)
        expect(visit.ask("stats 7d")).to_contain_text("7 days")
    assert httpx.get(f"{demo.origin}/?{old.partition('?')[2]}").status_code == 403
