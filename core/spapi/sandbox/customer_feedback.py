"""The Customer Feedback API 2024-06-01: topics and trends; 204 where there is nothing to tell."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.categories import Category, category_of, find_category
from core.spapi.sandbox.marketplaces import MARKETPLACES, Marketplace
from core.spapi.sandbox.products import Product
from core.spapi.sandbox.queries import Query, bad
from core.spapi.sandbox.review_topics import Voices
from core.spapi.sandbox.sandbox import Call
from core.spapi.sandbox.stock_now import launch

_COUNTRIES = {"US", "GB", "FR", "IT", "DE", "ES", "JP"}
_SORTS = ("MENTIONS", "STAR_RATING_IMPACT")
_ASIN = re.compile(r"B0[0-9A-Z]{8}")
_TOO_NEW = 60  # days on sale before there is anything to tell
_SIDES = (("positiveTopics", True), ("negativeTopics", False))


@dataclass(frozen=True, slots=True)
class _Subject:
    """A product or a browse node in one marketplace, and what its buyers say."""

    market: Marketplace
    category: Category
    voices: Voices
    product: Product | None = None

    def head(self) -> dict[str, Any]:
        """How every answer begins."""
        named = {"browseNodeId": self.category.id, "displayName": self.category.name}
        if self.product:
            title = self.product.title_in(self.market.country)
            named = {"asin": self.product.asin, "itemName": title}
        return named | {
            "marketplaceId": self.market.id,
            "countryCode": self.market.country,
            "dateRange": self.voices.span(),
        }


async def get_item_browse_node(call: Call) -> Response:
    """GET …/items/{asin}/browseNode."""
    category = _item(call).category
    return JSONResponse({"browseNodeId": category.id, "displayName": category.name})


async def get_item_review_topics(call: Call) -> Response:
    """GET …/items/{asin}/reviews/topics."""
    sort = Query(call.request).choice("sortBy", _SORTS)
    return _sides("topics", _item(call), _item_topic, sort)


async def get_browse_node_review_topics(call: Call) -> Response:
    """GET …/browseNodes/{id}/reviews/topics."""
    sort = Query(call.request).choice("sortBy", _SORTS)
    return _sides("topics", _node(call), _node_topic, sort)


async def get_item_review_trends(call: Call) -> Response:
    """GET …/items/{asin}/reviews/trends."""
    return _sides("reviewTrends", _item(call), _item_trend)


async def get_browse_node_review_trends(call: Call) -> Response:
    """GET …/browseNodes/{id}/reviews/trends."""
    return _sides("reviewTrends", _node(call), _node_trend)


async def get_browse_node_return_topics(call: Call) -> Response:
    """GET …/browseNodes/{id}/returns/topics."""
    subject = _node(call)
    topics = [_return(subject, topic, "all") for topic in subject.voices.returns()]
    return JSONResponse(subject.head() | {"topics": topics})


async def get_browse_node_return_trends(call: Call) -> Response:
    """GET …/browseNodes/{id}/returns/trends."""
    subject = _node(call)
    trends = [_trend(subject, topic, _all_products) for topic in subject.voices.returns()]
    return JSONResponse(subject.head() | {"returnTrends": trends})


def _market(call: Call) -> Marketplace:
    """The one marketplace asked for; where the programme does not exist there is no data."""
    named = Query(call.request).needed("marketplaceId")
    if named not in MARKETPLACES:
        raise bad("marketplaceId is not valid.")
    if named not in call.account.marketplace_ids:
        raise answers.Rejected(answers.denied())
    if MARKETPLACES[named].country not in _COUNTRIES:
        raise _nothing()
    return MARKETPLACES[named]


def _item(call: Call) -> _Subject:
    asin = call.path["asin"]
    if not _ASIN.fullmatch(asin):
        raise bad("asin is not valid.")
    market, shop = _market(call), call.sandbox.world.stocked(call.account)
    products = shop.store(market.id).products if shop else ()
    product = next((p for p in products if p.asin == asin), None)
    if product is None or not shop:
        raise _nothing()
    if (market.local_day(call.at) - launch(shop, product)).days < _TOO_NEW:
        raise _nothing()
    return _Subject(market, category_of(product), Voices(asin, market.id, call.at), product)


def _node(call: Call) -> _Subject:
    node = call.path["node_id"]
    if not node.isdecimal():
        raise bad("browseNodeId is not valid.")
    market, category = _market(call), find_category(node)
    if category is None:
        raise _nothing()
    return _Subject(market, category, Voices(node, market.id, call.at))


def _nothing() -> answers.Rejected:
    return answers.Rejected(Response(status_code=204))


def _sides(
    name: str,
    subject: _Subject,
    tell: Callable[[_Subject, str, bool], dict[str, Any]],
    sort: str = _SORTS[0],
) -> Response:
    """Praise and blame, each in the order asked for."""
    told: dict[str, list[dict[str, Any]]] = {}
    for side, praise in _SIDES:
        topics = subject.voices.topics(praise=praise, by_impact=sort == _SORTS[1])
        told[side] = [tell(subject, topic, praise) for topic in topics]
    return JSONResponse(subject.head() | {name: told})


def _item_topic(subject: _Subject, topic: str, praise: bool) -> dict[str, Any]:
    voices = subject.voices
    mentions, percent = voices.often(topic, praise), voices.percent(topic)
    metrics = {
        "numberOfMentions": mentions,
        "occurrencePercentage": percent,
        "starRatingImpact": voices.impact(topic, praise),
    }
    subtopic = voices.subtopic(topic, praise)
    subtopic["metrics"]["numberOfMentions"] = mentions // 3
    counted = {"asin": voices.subject, "numberOfMentions": mentions}
    return {
        "topic": topic,
        "asinMetrics": metrics,
        "parentAsinMetrics": metrics,
        "browseNodeMetrics": {
            "occurrencePercentage": {"allProducts": voices.percent(topic, "node")},
            "starRatingImpact": {"allProducts": voices.impact(topic, praise, "node")},
        },
        "childAsinMetrics": {"mostMentions": counted, "leastMentions": counted},
        "reviewSnippets": voices.snippets(topic, praise),
        "subtopics": [subtopic],
    }


def _node_topic(subject: _Subject, topic: str, praise: bool) -> dict[str, Any]:
    voices = subject.voices
    return {
        "topic": topic,
        "browseNodeMetrics": {
            "occurrencePercentage": _best_and_all(subject, topic, ""),
            "starRatingImpact": {
                "topTwentyFivePercentProducts": voices.impact(topic, praise, "best"),
                "allProducts": voices.impact(topic, praise),
            },
        },
        "reviewSnippets": voices.snippets(topic, praise),
        "subtopics": [voices.subtopic(topic, praise)],
    }


def _trend(
    subject: _Subject, topic: str, tell: Callable[[_Subject, str, str], dict[str, Any]]
) -> dict[str, Any]:
    """Six months of a topic."""
    points = [
        {"dateRange": span, **tell(subject, topic, month)}
        for month, span in subject.voices.months()
    ]
    return {"topic": topic, "trendMetrics": points}


def _item_trend(subject: _Subject, topic: str, _: bool) -> dict[str, Any]:
    return _trend(subject, topic, _item_point)


def _item_point(subject: _Subject, topic: str, month: str) -> dict[str, Any]:
    metrics = {"occurrencePercentage": subject.voices.percent(topic, month)}
    own = {"asinMetrics": metrics, "parentAsinMetrics": metrics}
    return own | _all_products(subject, topic, f"{month} node")


def _node_trend(subject: _Subject, topic: str, _: bool) -> dict[str, Any]:
    return _trend(subject, topic, _node_point)


def _node_point(subject: _Subject, topic: str, month: str) -> dict[str, Any]:
    return {"browseNodeMetrics": {"occurrencePercentage": _best_and_all(subject, topic, month)}}


def _best_and_all(subject: _Subject, topic: str, when: str) -> dict[str, float]:
    return {
        "topTwentyFivePercentProducts": subject.voices.percent(topic, when, "best"),
        "allProducts": subject.voices.percent(topic, when),
    }


def _return(subject: _Subject, topic: str, when: str) -> dict[str, Any]:
    return {"topic": topic, **_all_products(subject, topic, when)}


def _all_products(subject: _Subject, topic: str, when: str) -> dict[str, Any]:
    percent = subject.voices.percent(topic, when)
    return {"browseNodeMetrics": {"occurrencePercentage": {"allProducts": percent}}}
