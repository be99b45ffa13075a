"""Faults on order: every answer Amazon is known to give when it should give another."""

import json

import pytest

from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    BY_UPDATE,
    EU,
    FE,
    JP,
    NA,
    REPORTS,
    US,
    grant,
    open_desk,
)
from tests.edges.sandbox.test_control import PARTICIPATIONS, put_fault

_ORDER = "/solicitations/v1/orders/112-1234567-1234567"
_ACTIONS = f"{_ORDER}?marketplaceIds={US}"
_ASK = f"{_ORDER}/solicitations/productReviewAndSellerFeedback?marketplaceIds={US}"


@pytest.mark.parametrize(
    ("more", "header"), [({}, None), ({"rate": "0.5"}, "0.5"), ({"rate": "garbage"}, "garbage")]
)
async def test_a_429_tells_its_rate_or_does_not(more: dict[str, str], header: str | None) -> None:
    async with open_desk() as desk:
        await put_fault(desk, "429", operation="getMarketplaceParticipations", **more)
        answer = await desk.call("GET", PARTICIPATIONS)
        assert answer.status_code == 429
        assert answer.headers.get("x-amzn-ratelimit-limit") == header
        assert "retry-after" not in answer.headers


@pytest.mark.parametrize(
    ("effect", "more", "status", "body"),
    [
        ("empty", {}, 500, ""),
        ("empty", {"status": 200}, 200, ""),
        ("null_errors", {}, 500, '{"errors": null}'),
        ("null_errors", {"status": 400}, 400, '{"errors": null}'),
        ("html", {"status": 403}, 403, "<html>"),
    ],
)
async def test_a_body_may_be_anything(
    effect: str, more: dict[str, int], status: int, body: str
) -> None:
    async with open_desk() as desk:
        await put_fault(desk, effect, operation="getMarketplaceParticipations", **more)
        answer = await desk.call("GET", PARTICIPATIONS)
        assert answer.status_code == status
        assert answer.text.startswith(body)
        assert bool(answer.text) == bool(body)
        assert answer.headers["x-amzn-requestid"]


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        ("denied", ""),
        ("dead_token", "The access token you provided is revoked, malformed or invalid."),
        ("secret_expired", "The LWA secret token you provided has expired."),
    ],
)
async def test_one_403_has_many_meanings(effect: str, said: str) -> None:
    async with open_desk() as desk:
        await put_fault(desk, effect, operation="getMarketplaceParticipations")
        answer = await desk.call("GET", PARTICIPATIONS)
        assert answer.status_code == 403
        assert answer.json()["errors"] == [
            {
                "code": "Unauthorized",
                "message": "Access to requested resource is denied.",
                "details": said,
            }
        ]


async def test_a_refused_review_is_told_in_four_spellings() -> None:
    async with open_desk() as desk:
        told = {}
        for effect in ("outside_window", "mojibake", "invalid_json", "not_offered"):
            await put_fault(
                desk, effect, operation="createProductReviewAndSellerFeedbackSolicitation"
            )
            answer = await desk.call("POST", _ASK)
            assert answer.status_code == 403
            told[effect] = answer.content.decode()
        assert "You can’t use this feature" in json.loads(told["outside_window"])["errors"][0].get(
            "message"
        )
        assert "canâ€™t" in json.loads(told["mojibake"])["errors"][0]["message"]
        with pytest.raises(json.JSONDecodeError):
            json.loads(told["invalid_json"])
        assert "5-30 day range" in told["invalid_json"]
        assert "not available for this amazonOrderId" in told["not_offered"]
        assert (await desk.call("GET", _ACTIONS)).status_code == 404


async def test_a_fault_can_mean_one_seller_and_one_report_type() -> None:
    async with open_desk() as desk:
        await put_fault(
            desk, "429", operation="createReport", report_type=BY_UPDATE, seller="A1DEMOSHOPNA01"
        )

        async def create(kind: str, market: str, refresh: str) -> int:
            body = {"reportType": kind, "marketplaceIds": [market]}
            return (await desk.call("POST", REPORTS, json=body, refresh=refresh)).status_code

        assert await create(BY_UPDATE, JP, FE) == 202
        assert await create(BY_ORDER_DATE, US, NA) == 202
        assert await create(BY_UPDATE, US, NA) == 429
        assert await create(BY_UPDATE, US, NA) == 202


async def test_a_fault_can_last_for_hours() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "429", operation="createReport", report_type=BY_UPDATE, hours=6)
        body = {"reportType": BY_UPDATE, "marketplaceIds": [US]}
        for _ in range(3):
            assert (await desk.call("POST", REPORTS, json=body)).status_code == 429
        desk.time.forward(hours=5, minutes=59)
        assert (await desk.call("POST", REPORTS, json=body)).status_code == 429
        desk.time.forward(minutes=1)
        assert (await desk.call("POST", REPORTS, json=body)).status_code == 202


async def test_a_burst_can_be_taken_away_while_tokens_are_left() -> None:
    async with open_desk(throttle=True) as desk:
        body = {"reportType": BY_UPDATE, "marketplaceIds": [US]}
        token = await desk.token()
        await put_fault(desk, "429", operation="createReport")
        answers = [await desk.call("POST", REPORTS, json=body, token=token) for _ in range(16)]
        assert [a.status_code for a in answers] == [429] + [202] * 15


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({}, "no effect"),
        ({"effect": "flood"}, "no effect 'flood'"),
        ("429", "not an object"),
        ({"effect": "revoked"}, "names no seller"),
        ({"effect": "revoked", "seller": "x"}, "no seller 'x'"),
        ({"effect": "429", "seller": "x"}, "no seller 'x'"),
        ({"effect": "429", "operation": "getEverything"}, "cannot happen to getEverything"),
        ({"effect": "stuck", "operation": "getReport"}, "cannot happen to getReport"),
        ({"effect": "mojibake"}, "cannot happen to *"),
        ({"effect": "bomb", "seller": "A1DEMOSHOPNA01"}, "knows no seller"),
        ({"effect": "429", "operation": "getReport", "report_type": BY_UPDATE}, "no report type"),
        ({"effect": "429", "times": 0}, "times must be a number above 0"),
        ({"effect": "429", "times": True}, "times must be"),
        ({"effect": "429", "times": 1e400}, "times must be"),
        ({"effect": "429", "hours": "six"}, "hours must be"),
        ({"effect": "429", "rate": "0.5\r\nset-cookie: a=b"}, "rate must be"),
        ({"effect": "500", "rate": "1"}, "500 has no rate"),
        ({"effect": "empty", "status": 7}, "status must be from 200"),
        ({"effect": "encoding", "codec": "rot13"}, "codec must be one of"),
        ({"effect": "encoding", "label": "日本"}, "label must be"),
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused(fault: object, reason: str) -> None:
    async with open_desk() as desk:
        text = json.dumps([{"effect": "500", "times": 3}, fault]).replace("Infinity", "1e999")
        headers = {"content-type": "application/json"}
        answer = await desk.client.post("/sandbox/faults", content=text, headers=headers)
        assert answer.status_code == 400
        assert "fault 2: " in answer.json()["error"]
        assert reason in answer.json()["error"]
        assert (await desk.call("GET", PARTICIPATIONS)).status_code == 200, "none was taken"


async def test_the_token_endpoint_fails_in_its_own_ways() -> None:
    async with open_desk() as desk:
        for effect, status in (("invalid_grant", 400), ("invalid_client", 401), ("html", 503)):
            await put_fault(desk, effect, operation="token", times=2)
            for _ in range(2):
                answer = await desk.client.post("/auth/o2/token", data=grant(EU))
                assert answer.status_code == status
            assert (await desk.client.post("/auth/o2/token", data=grant(EU))).status_code == 200


async def test_one_sellers_grant_can_be_refused_while_the_others_go_on() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "invalid_grant", seller="A1SMALLSHOPEU1", hours=24)
        for refresh, status in ((EU, 400), (NA, 200), (EU, 400)):
            answer = await desk.client.post("/auth/o2/token", data=grant(refresh))
            assert answer.status_code == status
        desk.time.forward(hours=24)
        answer = await desk.client.post("/auth/o2/token", data=grant(EU))
        assert answer.status_code == 200
