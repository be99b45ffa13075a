"""The Customer Feedback API 2024-06-01: what reviews talk about; never a review itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.amazon_errors import UpstreamError
from core.policy.operations import REVIEW_TOPICS
from core.ports.amazon import Caller, ReviewTopic, ReviewTopics
from core.spapi.amounts import decimal
from core.spapi.calls import Call, Calls
from core.spapi.classify import make_error

NO_CONTENT = 204


@dataclass(frozen=True, slots=True)
class FeedbackApi:
    """Amazon's summary of reviews, renewed weekly."""

    calls: Calls

    async def topics(self, caller: Caller, asin: str, marketplace_id: str) -> ReviewTopics | None:
        """What the reviews of a child ASIN talk about most; None where Amazon has no data yet."""
        query = {"marketplaceId": marketplace_id, "sortBy": "MENTIONS"}
        answer = await self.calls.make(caller, Call(REVIEW_TOPICS, {"asin": asin}, query))
        if answer.status == NO_CONTENT:
            return None
        read = answer.json()
        told = read.get("topics") if isinstance(read, dict) else None
        if not isinstance(told, dict):
            raise make_error(UpstreamError, REVIEW_TOPICS, answer)
        return ReviewTopics(_topics(told, "positiveTopics"), _topics(told, "negativeTopics"))


def _topics(told: Mapping[str, Any], side: str) -> tuple[ReviewTopic, ...]:
    rows = told.get(side)
    read = [_topic(row) for row in rows] if isinstance(rows, list) else []
    return tuple(one for one in read if one is not None)


def _topic(row: Any) -> ReviewTopic | None:
    """A topic, None where it has no name; snippets of what buyers wrote are not read."""
    name = row.get("topic") if isinstance(row, dict) else None
    if not isinstance(name, str) or not name:
        return None
    metrics = row.get("asinMetrics")
    metrics = metrics if isinstance(metrics, dict) else {}
    return ReviewTopic(
        name[:80],
        _number(metrics.get("numberOfMentions")),
        _number(metrics.get("starRatingImpact")),
    )


def _number(value: object) -> Decimal | None:
    try:
        return decimal(value)
    except ValueError:
        return None
