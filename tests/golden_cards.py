"""The main cards as their handlers make them, and their JSON on each platform, kept to be read.

After a change that is meant, write the files anew and read what differs:

    python -m tests.golden_cards && git diff tests/edges
"""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.adapters.discord import render as discord
from bot.adapters.slack import render as slack
from bot.card import Card, Chart
from bot.figures import Writing
from bot.handlers.asked import Answer, Asked, Member
from bot.handlers.claim import code_card
from bot.handlers.digest import digest_with
from bot.handlers.handlers import HANDLERS
from bot.handlers.home import home_card
from bot.handlers.review_why import review_of, why_card
from bot.handlers.reviews import answer_reviews
from bot.handlers.revoke import preview_card
from bot.handlers.status import status_card
from bot.marked import sentence
from core.claims import CodeFacts
from core.digests import ReviewCounts
from core.errors import BadPeriod
from core.model import MemberRole
from core.reviews import Terms
from core.revoke import RevokePreview
from core.status import StatusFacts
from tests import review_shop, stocked
from tests.cards import refs_of
from tests.databases import DATA_FILE, start
from tests.edges.test_access_cards import ORDERS, open_desk
from tests.edges.test_home_cards import AT, FE, HOME, LA, NA, begun

EDGES = Path(__file__).parent / "edges"
DAY = timedelta(days=1)
CODE = CodeFacts("claim-code/1", "Demo shop", "7K2M-Q9RT-HXW4", AT + timedelta(hours=1))
Golden = dict[str, Any]


async def _counted(*_: object) -> ReviewCounts:
    return ReviewCounts(212, 198, 41, 0)


async def _figures(shop: stocked.Shop) -> AsyncIterator[tuple[str, Card]]:
    """What a seller reads of sales and stock."""
    last = stocked.MONDAY - DAY
    for sku, units, empty in (("GP-01", 14, 161), ("TI-3", 5, 90), ("BB-L", 9, 4_000)):
        await shop.sell(stocked.daily(sku, 63, units, until=last))
        sold = units * (3 if sku == "TI-3" else 1)
        await shop.sell([stocked.Sale(sku, stocked.MONDAY, sold, 1_000 * sold)])
        days = [(stocked.MONDAY + DAY - n * DAY, empty + units * n) for n in range(60)]
        await shop.stock(sku, days)
    yield "digest", (await digest_with(_counted)(shop.asked())).card
    for name, verb, said in (
        ("stats", "stats", {"period": "7d"}),
        ("stats-30-days", "stats", {"period": "30d", "by": "day"}),
        ("restock", "restock", {}),
        ("why-product", "why", {"what": "GP-01"}),
    ):
        yield name, (await HANDLERS[verb](shop.asked(**said))).card


async def _requests(shop: review_shop.Shop) -> AsyncIterator[tuple[str, Card]]:
    """What an approver reads of review requests."""
    orders = [review_shop.order(number, 8 + number % 6) for number in range(1, 29)]
    later = review_shop.order(77, 5)
    line = review_shop.line(store=review_shop.CA)
    await shop.add(*orders, review_shop.order(90, 12, "Shipped", line), later)
    approver = Member(review_shop.SHOP, "approver", MemberRole.APPROVER, LA)
    asked = Asked(approver, {}, shop.storage, lambda: shop.now)
    answer: Answer = await answer_reviews(asked, Terms())
    yield "batch", answer.card
    yield "why-order", why_card(await review_of(asked, review_shop.order_id(77)))


@asynccontextmanager
async def _url(folder: Path, name: str) -> AsyncIterator[tuple[str, Path]]:
    own = folder / name
    own.mkdir()
    await asyncio.to_thread(start, own)
    yield f"sqlite+aiosqlite:///{own / DATA_FILE}", own


async def real_cards(folder: Path) -> dict[str, Card]:
    """The cards by name, from databases in a folder."""
    cards = {
        "home": home_card(HOME, LA),
        "home-begun": home_card(begun(is_bound=True, has_feature=True), LA),
        "claim-code": code_card(CODE, LA),
        "status": status_card(StatusFacts("status/1", "Demo shop", AT, ("sales",), (FE, NA)), LA),
        "revoke": preview_card(
            RevokePreview("Demo shop", 1_204_118, 412, 3, 2_016, 4, connected=True)
        ),
        "refusal": sentence(BadPeriod(period="nextweek").message),
    }
    async with _url(folder, "figures") as (url, _), stocked.open_shop(url) as shop:
        cards |= {name: card async for name, card in _figures(shop)}
    async with _url(folder, "requests") as (url, _), review_shop.open_shop(url) as reviews:
        cards |= {name: card async for name, card in _requests(reviews)}
    async with _url(folder, "access") as (url, own), open_desk(url, own) as desk:
        await desk.says("on:sales")
        await desk.call(ORDERS, "sales", 202, timedelta(hours=2))
        await desk.call("Brand Analytics", "traffic", 403, timedelta(days=2))
        cards["access"] = (await desk.says()).card
    return cards


@cache
def golden_cards() -> Mapping[str, Card]:
    """The cards, made once a run."""
    with tempfile.TemporaryDirectory(prefix="amzigo-golden-") as folder:
        return asyncio.run(real_cards(Path(folder)))


def on_slack(card: Card) -> Golden:
    """A card's JSON on Slack, its pictures uploaded."""
    pictures = {chart: f"F{n:010}" for n, chart in enumerate(slack.wanted(card))}
    paper = slack.Paper(writing=Writing(card.year), pictures=pictures)
    return _json(slack.render(card, refs_of(card), paper))


def on_discord(card: Card) -> Golden:
    """A card's JSON on Discord, its pictures drawn."""
    charts = (node for node in card.nodes if isinstance(node, Chart))
    paper = discord.Paper(writing=Writing(card.year), pictures=dict.fromkeys(charts, b"a picture"))
    return _json(discord.render(card, refs_of(card), paper))


def _json(rendered: slack.Rendered | discord.Rendered) -> Golden:
    """As it is kept: of a file its name and words, and what a table's holds."""
    found: Golden = json.loads(json.dumps(asdict(rendered), default=_bytes))
    return found


def _bytes(content: bytes) -> list[str]:
    return content.decode("utf-8-sig").splitlines()


DRAWN: Mapping[str, Callable[[Card], Golden]] = {"slack": on_slack, "discord": on_discord}


def kept(platform: str, name: str) -> Path:
    """Where the JSON of a card is kept."""
    return EDGES / platform / "golden" / f"{name}.json"


def write() -> None:
    """Write all files anew, and delete those of cards that are no more."""
    for platform, draw in DRAWN.items():
        for old in kept(platform, "x").parent.glob("*.json"):
            old.unlink()
        for name, card in golden_cards().items():
            text = json.dumps(draw(card), ensure_ascii=False, indent=1)
            kept(platform, name).write_text(f"{text}\n", "utf-8")


if __name__ == "__main__":
    write()
