"""Faults on order: every answer Amazon is known to give when it should give another."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest

from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    BY_UPDATE,
    EU,
    FE,
    JP,
    NA,
    NOW,
    REPORTS,
    US,
    Desk,
    between,
    grant,
    open_desk,
)
from tests.edges.sandbox.test_control import PARTICIPATIONS, put_fault

_SPAN = between(NOW - timedelta(days=1), NOW)
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


async def test_fatal_comes_with_a_reason_and_without() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "fatal", operation="createReport")
        told = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        await put_fault(desk, "fatal_bare", operation="createReport")
        bare = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        assert (told["processingStatus"], bare["processingStatus"]) == ("FATAL", "FATAL")
        assert "reportDocumentId" not in bare
        reason = await desk.client.get(await desk.url(told["reportDocumentId"]))
        assert "could not be generated" in reason.json()["errorDetails"]


async def test_a_stuck_report_stays_in_the_queue_and_can_be_cancelled() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "stuck")
        report = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        path = f"{REPORTS}/{report['reportId']}"
        desk.time.forward(days=30)
        assert (await desk.call("GET", path)).json()["processingStatus"] == "IN_QUEUE"
        assert (await desk.call("DELETE", path)).status_code == 200
        assert (await desk.call("GET", path)).json()["processingStatus"] == "CANCELLED"


async def test_a_url_can_be_out_of_date_at_once() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        url = await desk.url(report["reportDocumentId"])
        await put_fault(desk, "expired")
        answer = await desk.client.get(url)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/xml")
        assert "Request has expired" in answer.text
        assert (await desk.client.get(url)).status_code == 200


async def _document(desk: Desk, refresh: str = NA, market: str = US) -> tuple[bytes, str, Any]:
    """A document's bytes, the type they are labelled with, and how they are said to be packed."""
    report = await desk.report(BY_ORDER_DATE, [market], refresh=refresh, **_SPAN)
    path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
    told = (await desk.call("GET", path, refresh=refresh)).json()
    answer = await desk.client.get(told["url"])
    return answer.content, answer.headers["content-type"], told.get("compressionAlgorithm")


@pytest.mark.parametrize(
    ("codec", "label", "charset"),
    [
        ("cp932", None, "Windows-31J"),
        ("cp932", "UTF-8", "UTF-8"),
        ("utf-8-sig", None, "UTF-8"),
        ("utf-8", "ISO-8859-1", "ISO-8859-1"),
        ("utf-16", "UTF-8", "UTF-8"),
    ],
)
async def test_a_report_may_be_mislabelled(codec: str, label: str | None, charset: str) -> None:
    async with open_desk() as desk:
        more = {} if label is None else {"label": label}
        await put_fault(desk, "encoding", codec=codec, **more)
        raw, kind, packed = await _document(desk, FE, JP)
        assert (kind, packed) == (f"text/plain;charset={charset}", "GZIP")
        text = gzip.decompress(raw).decode(codec)
        assert text.startswith("amazon-order-id\t")
        assert "まな板" in text
        true, kind, _ = await _document(desk, FE, JP)
        assert kind == "text/plain;charset=Windows-31J"
        assert gzip.decompress(true).decode("cp932").splitlines() == text.splitlines()


async def test_a_report_may_say_nothing_of_its_charset() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "encoding", codec="cp1252", label="")
        raw, kind, _ = await _document(desk)
        assert kind == "text/plain"
        assert gzip.decompress(raw).decode("cp1252").startswith("amazon-order-id\t")


async def test_gzip_may_be_unannounced_or_announced_and_not_there() -> None:
    async with open_desk() as desk:
        await put_fault(desk, "unflagged")
        raw, _, packed = await _document(desk)
        assert (raw[:2], packed) == (b"\x1f\x8b", None)
        await put_fault(desk, "unpacked")
        raw, _, packed = await _document(desk)
        assert (raw[:15], packed) == (b"amazon-order-id", "GZIP")


async def test_who_asks_for_it_gets_a_content_encoding() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **_SPAN)
        path = f"/reports/2021-06-30/documents/{report['reportDocumentId']}"
        asked = {"enableContentEncodingUrlHeader": "true"}
        told = (await desk.call("GET", path, params=asked)).json()
        answer = await desk.client.get(told["url"])
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.text.startswith("amazon-order-id\t")  # unpacked on the way


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
