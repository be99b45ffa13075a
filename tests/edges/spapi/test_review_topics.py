"""What reviews talk about: topics, nothing yet, or refused."""

import json
from decimal import Decimal

import pytest

from core.amazon_errors import AccessDenied, UpstreamError
from core.errors import GateClosed
from core.model import Feature
from core.ports.amazon import ReviewTopic
from tests.amazon_cases import case
from tests.edges.sandbox.desk import US
from tests.edges.spapi.rig import Rig, caller, said

ASIN = "B000000001"
PATH = f"/customerFeedback/2024-06-01/items/{ASIN}/reviews/topics"


@case(32)
async def test_no_content_means_no_data_yet(rig: Rig) -> None:
    rig.answer("/customerFeedback", said(204))
    assert await rig.api.review_topics(caller(), ASIN, US) is None
    assert rig.line.passed[-1].url.path == PATH
    assert dict(rig.line.passed[-1].url.params) == {"marketplaceId": US, "sortBy": "MENTIONS"}


@case(32)
async def test_a_refusal_is_told_and_is_no_lack_of_data(rig: Rig) -> None:
    body = (
        b'{"errors":[{"code":"Unauthorized","message":"Access to requested resource is denied."}]}'
    )
    rig.answer("/customerFeedback", said(403, body))
    with pytest.raises(AccessDenied):
        await rig.api.review_topics(caller(), ASIN, US)
    assert rig.ledger.told()[-1] == ("getItemReviewTopics", 403)


async def test_topics_without_what_buyers_wrote(rig: Rig) -> None:
    metrics = {"numberOfMentions": 36, "occurrencePercentage": 17.31, "starRatingImpact": -2.3}
    loud = {"topic": "Noise", "asinMetrics": metrics, "reviewSnippets": ["<!channel> loud"]}
    topics = {"positiveTopics": [{"topic": "Size"}, {}, None], "negativeTopics": [loud]}
    rig.answer("/customerFeedback", said(200, json.dumps({"topics": topics}).encode()))
    found = await rig.api.review_topics(caller(), ASIN, US)
    assert found is not None
    assert found.positive == (ReviewTopic("Size", None, None),)
    assert found.negative == (ReviewTopic("Noise", Decimal(36), Decimal("-2.3")),)
    assert "channel" not in repr(found)


async def test_topics_belong_to_the_feature_feedback(rig: Rig) -> None:
    with pytest.raises(GateClosed, match="feedback"):
        await rig.api.review_topics(caller("NA", Feature.REVIEWS), ASIN, US)
    assert rig.line.passed == []


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"topics":null}'])
async def test_an_unsuited_answer_is_no_topic(rig: Rig, body: bytes) -> None:
    rig.answer("/customerFeedback", said(200, body))
    with pytest.raises(UpstreamError):
        await rig.api.review_topics(caller(), ASIN, US)
