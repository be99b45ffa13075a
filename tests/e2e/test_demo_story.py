"""The main job in a browser: digest, stats, an approved batch, a wipe with its certificate.

The tests share one demo and go on where the one before stopped, in the order in which they stand.
"""

import asyncio
import re
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Locator, expect

from bot.cli.demo import demo_settings
from bot.clock import utc_now
from bot.wiring import open_house
from core.tenants import choose
from tests.e2e.browser import ANSWER_MS, PHONE, Demo, Visit, visiting

SHOPS = SHOP, OTHER = "Demo shop", "Smaller shop"
SENT = "createProductReviewAndSellerFeedbackSolicitation"
LOOKED = "getSolicitationActionsForOrder"
SENDING_MS = 60_000
Result = TypeVar("Result")


@pytest.fixture(scope="module")
def last_month() -> str:
    """A month that nothing changes any more."""
    last = utc_now().date() - timedelta(days=45)
    return f"stats {last - timedelta(days=30)}..{last}"


@pytest.fixture(scope="module")
def before(demo: Demo, last_month: str) -> object:
    """What the other shop answers before anything is wiped."""
    return demo.ask(OTHER, last_month)["facts"]["marketplaces"]


@pytest.fixture(scope="module")
def own_skus(demo: Demo) -> list[bytes]:
    """SKUs that only the shop sells: canaries of everything that is its own."""
    found = {
        shop: {
            product["sku"]
            for part in demo.ask(shop, "stats 90d")["facts"]["marketplaces"]
            for product in part["top_by_units"]
        }
        for shop in (SHOP, OTHER)
    }
    return [sku.encode() for sku in sorted(found[SHOP] - found[OTHER])][:5]


def batch_card(visit: Visit) -> Locator:
    """The card of the batch that was posted with the digest."""
    return visit.page.locator(".message.amzigo", has_text="batch ").first


def batch_id(card: Locator) -> str:
    """Its number, as its card says it."""
    found = re.search(r"batch ([0-9a-f]+)", card.inner_text())
    assert found is not None
    return found[1]


@contextmanager
def on_a_phone(browser: Browser, demo: Demo) -> Iterator[Visit]:
    """A visit to the other shop, in the dark."""
    with visiting(browser, demo, PHONE, "dark") as visit:
        visit.page.get_by_text("Channels", exact=True).click()
        visit.go_to("smaller-shop")
        yield visit


def in_a_thread(work: Coroutine[None, None, Result]) -> Result:
    """Run it to its end: the browser holds this thread's event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work)).result()


def traces(folder: Path, canaries: list[bytes]) -> list[str]:
    """Where canaries are found: in all that amzigo keeps, and not in Amazon's own memory."""
    files = [path for path in folder.iterdir() if not path.name.startswith("sandbox.db")]
    return [path.name for path in files for one in canaries if one in path.read_bytes()]


async def approved_orders(demo: Demo, name: str, batch_id: str) -> set[str]:
    """The orders of a batch, opened with the demo's own keys."""
    settings = demo_settings(demo.kept, "http://127.0.0.1:9")
    async with open_house(settings, utc_now) as house, house.storage.read() as uow:
        shop = choose(await uow.directory.tenants(), name)
        assert shop is not None
        scope = await uow.for_tenant(shop.tenant_id)
        rows = await scope.reviews.rows(batch_id)
        ids = [
            await scope.askable.order_id(row.account_id, row.order_ref, utc_now()) for row in rows
        ]
    return {one for one in ids if one is not None}


def test_the_digest_and_the_stats_say_where_their_figures_come_from(
    demo: Demo, browser: Browser
) -> None:
    with visiting(browser, demo) as visit:
        digest = visit.page.locator(".message.amzigo").first
        expect(digest).to_contain_text("Orders complete to", timeout=ANSWER_MS)
        expect(digest).to_contain_text("12 waiting for approval")
        expect(visit.ask("stats 30d")).to_contain_text("Orders complete to")


def test_an_approved_batch_is_exactly_what_amazon_saw(demo: Demo, browser: Browser) -> None:
    """Approved at a desk and, while the first is on its way, another one on a phone in the dark."""
    assert demo.journal(SENT) == []
    with visiting(browser, demo) as desk, on_a_phone(browser, demo) as phone:
        batch, other = batch_card(desk), batch_card(phone)
        expect(batch).to_contain_text("12 review requests are ready for approval")
        batches = [batch_id(card) for card in (batch, other)]
        batch.get_by_role("button", name="Send 12 requests").click()
        expect(batch).to_contain_text(re.compile(r"[1-9]\d* of 12 sent"), timeout=2_000)
        assert phone.too_wide() == []
        other.get_by_role("button", name=re.compile(r"Send \d+ requests")).click()
        expect(other.get_by_role("button")).to_have_count(0, timeout=ANSWER_MS)
        expect(other).to_contain_text(re.compile(r"\d+ of \d+ sent|✓"), timeout=SENDING_MS)
        for card in (batch, other):
            expect(card).not_to_contain_text(re.compile(r"of \d+ sent"), timeout=SENDING_MS)
            expect(card.get_by_role("button")).to_have_count(0)
        assert phone.too_wide() == []
        assert phone.faint() == []
        told = [re.search(r"(\d+) sent", card.inner_text()) for card in (batch, other)]
    seen, looked = demo.journal(SENT), {order for order, _ in demo.journal(LOOKED)}
    assert {status for _, status in seen} == {201}
    approved = [
        in_a_thread(approved_orders(demo, *one)) for one in zip(SHOPS, batches, strict=True)
    ]
    assert looked == approved[0] | approved[1]
    for sent, orders, at_least in zip(told, approved, (8, 0), strict=True):
        of_it = [order for order, _ in seen if order in orders]
        assert sent is not None
        assert len(of_it) == int(sent[1]) > at_least  # Amazon may no longer offer one or two
    assert {order for order, _ in seen} <= looked


def test_a_wrong_name_deletes_nothing(demo: Demo, browser: Browser) -> None:
    with visiting(browser, demo) as visit:
        confirm(visit.ask("revoke"), "demo shop?")
        expect(visit.page.locator(".message.amzigo").last).to_contain_text("Nothing was deleted")
        expect(visit.ask("stats 7d")).to_contain_text("Amazon.com")


def confirm(card: Locator, name: str) -> None:
    """Type a name under the card of what will go, and press its button."""
    card.locator("summary", has_text="Delete everything").click()
    card.get_by_label("to confirm").fill(name)
    card.get_by_role("button", name="Delete everything").click()


def test_a_wipe_leaves_a_certificate_and_nothing_else(
    demo: Demo, browser: Browser, own_skus: list[bytes], before: object, last_month: str
) -> None:
    canaries = [*own_skus, SHOP.encode()]
    assert len(own_skus) == 5
    assert set(traces(demo.kept, canaries)) & {"amzigo.db", "amzigo.db-wal"}
    with visiting(browser, demo) as visit:
        confirm(visit.ask("revoke"), SHOP)
        done = visit.page.locator(".message.amzigo", has_text="Deleted at").last
        expect(done).to_be_visible(timeout=SENDING_MS)
        with visit.page.expect_download() as download:
            done.get_by_role("link", name=re.compile("certificate")).click()
        certificate = demo.folder / download.value.suggested_filename
        download.value.save_as(certificate)
        assert visit.page.locator(".message").count() == 1
        expect(visit.ask("stats 7d")).to_contain_text("connected to no shop")
    verified = demo.run("cert", "verify", str(certificate))
    assert verified.returncode == 0, verified.stderr
    assert traces(demo.kept, canaries) == []
    assert SHOP not in demo.errors
    assert demo.ask(OTHER, last_month)["facts"]["marketplaces"] == before
    assert demo.run("ask", "--tenant", SHOP, "stats", folder=demo.kept).returncode == 1


def test_the_other_shop_can_be_wiped_on_a_phone_in_the_dark(demo: Demo, browser: Browser) -> None:
    assert traces(demo.kept, [OTHER.encode()])
    with on_a_phone(browser, demo) as visit:
        digest = visit.page.locator(".message.amzigo").first
        expect(digest).to_contain_text("Orders complete to", timeout=ANSWER_MS)
        expect(visit.ask("stats 7d")).to_contain_text("Amazon.de")
        confirm(visit.ask("revoke"), OTHER)
        done = visit.page.locator(".message.amzigo", has_text="Deleted at").last
        expect(done).to_be_visible(timeout=SENDING_MS)
        assert visit.too_wide() == []
        assert visit.faint() == []
        with visit.page.expect_download() as download:
            done.get_by_role("link", name=re.compile("certificate")).click()
        certificate = demo.folder / "phone" / download.value.suggested_filename
        download.value.save_as(certificate)
    verified = demo.run("cert", "verify", str(certificate))
    assert verified.returncode == 0, verified.stderr
    assert traces(demo.kept, [OTHER.encode()]) == []


def test_a_certificate_that_was_changed_is_refused(demo: Demo) -> None:
    certificate = next(demo.folder.glob("amzigo-certificate-*.json"))
    changed = bytearray(certificate.read_bytes())
    changed[changed.index(b'"before":') + 9] ^= 1
    (demo.folder / "changed.json").write_bytes(changed)
    refused = demo.run("cert", "verify", str(demo.folder / "changed.json"))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
