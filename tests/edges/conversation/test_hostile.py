"""Product titles as a hostile hand writes them: read as letters on both platforms, and no more."""

import json
import re
from itertools import islice
from typing import Any

import pytest

from core.model import TenantId
from tests.edges.conversation.house import Both
from tests.edges.conversation.scenario import buttons_in
from tests.edges.conversation.shop import PRODUCTS, furnish
from tests.edges.conversation.side import Seen, Side
from tests.edges.conversation.suite import PLATFORMS
from tests.edges.discord.seen import read
from tests.rig.slack_rules import MENTIONS, marked_up

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("transcript")]

TITLES = (
    "<!channel> <!here> <@UOWNER> <#C1|room> <https://evil.example|free>",
    "@everyone @here <@1> <@&2> [free](https://evil.example) https://evil.example",
    "``` **bold** __under__ ||spoiler|| `code` ~~gone~~ ```",
    "\u202egnp.exe\u202c \u2066isolated\u2069 \u200fright \u200bzero \x07bell",
    "&lt;!channel&gt; &amp; *star* _low_ ~wave~ :bell: <!date^1^{date}|now>",
    "> quote\n# head\n- list\n1. one\n-# small",
    "x" * 10_000,
    "word " * 2_000,
    "ｗｉｄｅ 𝕋 e\u0301 " + "\u0301" * 300 + "🎉" * 200,
)
LINES = ("stats 7d", "product GP-01", "why GP-01", "restock", "digest", "reviews", "home")
LONGEST = 12_000
UNSEEN = re.compile("[\u200c-\u200f\u202a-\u202e\u2066-\u2069\x00-\x08]")


async def shop_of(both: Both, side: Side, titles: tuple[str, ...]) -> str:
    """A shop whose products have these titles, in a channel of its own."""
    channel = both.new_channel()
    tenant: TenantId = await both.house.create_tenant(f"Shop {titles[0][:40]}")
    names = dict(zip(PRODUCTS, titles, strict=True))
    await furnish(both.house.storage, tenant, names)
    await both.settle(tenant, side, channel)
    return channel


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "titles", [TITLES[n : n + 3] for n in range(0, len(TITLES), 3)], ids=range(3)
)
async def test_a_title_is_letters(house: Both, titles: tuple[str, ...], platform: str) -> None:
    side = house.side(platform)
    channel = await shop_of(house, side, titles)
    for line in LINES:
        for shared in ("", " share:yes"):
            if shared and line == "home":
                continue
            seen = await side.command(line + shared, channel=channel)
            assert "Something broke" not in seen.text, line
            assert only_letters(seen) == [], line
            assert len(seen.text) < LONGEST
            if line in ("home", "reviews"):
                continue
            assert "GP-01" in seen.text, line
            for label in islice(dict.fromkeys(seen.buttons), 2):
                assert only_letters(await side.click(label, on=seen)) == [], label


def only_letters(seen: Seen) -> list[str]:
    """What in an answer is more than letters: a mention, a link, a sign that nobody sees."""
    raw: list[Any] = [dict(one) for one in seen.raw]
    wrong = UNSEEN.findall(seen.text)
    if seen.platform == "slack":
        marks = [text for one in raw for text in marked_up(one)]
        wrong += [sign for sign in MENTIONS for text in marks if sign in text]
        wrong += [text for text in marks if "<http" in text]
        return wrong + re.findall(r'"type": "(?:link|broadcast|emoji|usergroup)"', json.dumps(raw))
    signs = [sign for one in raw for sign in read(one.get("components") or []).signs]
    return wrong + [sign for sign in signs if sign in ("mention", "link", "address", "fence")]


async def test_a_hostile_title_is_offered_as_it_is_and_calls_nobody(house: Both) -> None:
    side = house.discord
    channel = await shop_of(house, side, TITLES[1:4])
    offered = await side.chat.complete("product g", channel=channel)  # type: ignore[attr-defined]
    assert offered
    assert all(0 < len(one) <= 100 for one in offered)
    assert not any(UNSEEN.search(one) for one in offered)


async def test_what_was_typed_comes_back_as_letters(house: Both) -> None:
    for side in house.sides:
        channel = await house.shop(side)
        for text in ("<!channel>", "@everyone", "https://evil.example", "``` x", "x" * 3_000):
            for line in (f"stats {text}", f"product {text}", f"why {text}", f"help {text}"):
                seen = await side.command(line, channel=channel)
                assert only_letters(seen) == [], line
                assert len(seen.text) < 400
                assert buttons_in(seen.raw) == []
