"""Customer Feedback 2024-06-01: seven ways to ask, and when there is nothing to tell."""

from typing import Any

import httpx
import pytest

from core.spapi.sandbox.products import DEMO_PRODUCTS
from tests.edges.sandbox.desk import CA, DE, EU, JP, NA, US, Desk, open_desk

BASE = "/customerFeedback/2024-06-01"
_ASIN = DEMO_PRODUCTS[0].asin
_NEW = next(p.asin for p in DEMO_PRODUCTS if p.sku == "HM-MAT-BATH")
_NODE = "90000101"
_ITEM, _BRANCH = f"items/{_ASIN}", f"browseNodes/{_NODE}"
_ALL: tuple[tuple[str, dict[str, str]], ...] = (
    (f"{_ITEM}/reviews/topics", {"sortBy": "MENTIONS"}),
    (f"{_ITEM}/browseNode", {}),
    (f"{_ITEM}/reviews/trends", {}),
    (f"{_BRANCH}/reviews/topics", {"sortBy": "STAR_RATING_IMPACT"}),
    (f"{_BRANCH}/reviews/trends", {}),
    (f"{_BRANCH}/returns/topics", {}),
    (f"{_BRANCH}/returns/trends", {}),
)


async def _ask(
    desk: Desk, path: str, store: str = US, refresh: str = NA, **query: str
) -> httpx.Response:
    asked = {"marketplaceId": store} | query
    return await desk.call("GET", f"{BASE}/{path}", params=asked, refresh=refresh)


async def _body(desk: Desk, path: str, **query: str) -> Any:
    answer = await _ask(desk, path, **query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(("path", "query"), _ALL)
async def test_every_question_has_an_answer(path: str, query: dict[str, str]) -> None:
    async with open_desk() as desk:
        answer = await _ask(desk, path, **query)
        assert answer.status_code == 200, answer.text
        assert "x-amzn-ratelimit-limit" not in answer.headers
        if not path.endswith("browseNode"):
            assert answer.json()["dateRange"]["endDate"] == "2026-11-15T00:00:00Z"
            assert answer.json()["countryCode"] == "US"


async def test_topics_come_in_the_order_asked_for() -> None:
    path = f"{_ITEM}/reviews/topics"
    async with open_desk() as desk:
        for sort, metric in (
            ("MENTIONS", "numberOfMentions"),
            ("STAR_RATING_IMPACT", "starRatingImpact"),
        ):
            topics = (await _body(desk, path, sortBy=sort))["topics"]
            for side, sign in (("positiveTopics", 1), ("negativeTopics", -1)):
                values = [abs(t["asinMetrics"][metric]) for t in topics[side]]
                assert values == sorted(values, reverse=True)
                assert all(t["asinMetrics"]["starRatingImpact"] * sign > 0 for t in topics[side])
        for sort in ("", "starRatingImpact"):
            assert (await _ask(desk, path, sortBy=sort)).status_code == 400


async def test_words_are_refreshed_once_a_week() -> None:
    path = f"{_ITEM}/reviews/topics"
    async with open_desk() as desk:
        first = await _body(desk, path, sortBy="MENTIONS")
        desk.time.forward(days=3)
        assert await _body(desk, path, sortBy="MENTIONS") == first
        desk.time.forward(days=1)
        later = await _body(desk, path, sortBy="MENTIONS")
        assert later["dateRange"]["endDate"] == "2026-11-22T00:00:00Z"
        assert later["topics"] != first["topics"]


async def test_trends_are_six_whole_months() -> None:
    async with open_desk() as desk:
        for path in (f"{_ITEM}/reviews/trends", f"{_BRANCH}/reviews/trends"):
            trend = (await _body(desk, path))["reviewTrends"]["positiveTopics"][0]
            spans = [p["dateRange"] for p in trend["trendMetrics"]]
            assert [s["startDate"][:7] for s in spans] == [f"2026-{m:02d}" for m in range(5, 11)]
            assert spans[-1]["endDate"] == "2026-10-31T23:59:59Z"


async def test_buyers_words_may_hold_mentions_of_everyone() -> None:
    async with open_desk() as desk:
        texts = [
            (await _ask(desk, f"items/{p.asin}/reviews/topics", sortBy="MENTIONS")).text
            for p in DEMO_PRODUCTS[:5]
        ]
        assert any("<!channel>" in text and "@everyone" in text for text in texts)


@pytest.mark.parametrize(
    ("path", "store", "refresh"),
    [
        (_ITEM, CA, NA),
        (f"items/{_NEW}", US, NA),
        ("items/B000000000", US, NA),
        (f"items/{_ASIN}", DE, EU),
        ("browseNodes/123456789", US, NA),
    ],
)
async def test_no_data_is_204_without_a_body(path: str, store: str, refresh: str) -> None:
    async with open_desk() as desk:
        answer = await _ask(desk, f"{path}/reviews/trends", store, refresh)
        assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    ("path", "store", "status"),
    [
        (f"{_ITEM}/reviews/trends", JP, 403),
        (f"{_ITEM}/reviews/trends", "abcd", 400),
        (f"{_ITEM}/reviews/trends", "", 400),
        ("items/123456/browseNode", US, 400),
        ("browseNodes/kitchen/returns/topics", US, 400),
        (f"{_ITEM}/reviews", US, 403),
        (f"{_ITEM}/returns/topics", US, 403),
    ],
)
async def test_wrong_questions_and_wrong_paths(path: str, store: str, status: int) -> None:
    async with open_desk() as desk:
        assert (await _ask(desk, path, store)).status_code == status
