"""The sandbox's own routes: journal, clock, faults, usage plans, stock of the past."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    NA,
    NOW,
    REPORTS,
    US,
    Desk,
    between,
    grant,
    open_desk,
)

PARTICIPATIONS = "/sellers/v1/marketplaceParticipations"
_UNKNOWN_ORDER = "/solicitations/v1/orders/123-1234567-1234567?marketplaceIds=" + US


async def calls_of(desk: Desk, **query: str) -> list[dict[str, Any]]:
    """The journal's rows."""
    answer = await desk.client.get("/sandbox/journal", params=query)
    calls: list[dict[str, Any]] = answer.json()["calls"]
    return calls


async def put_fault(desk: Desk, effect: str, **more: object) -> None:
    """Let something go wrong."""
    answer = await desk.client.post("/sandbox/faults", json={"effect": effect} | more)
    assert answer.status_code == 200, answer.text


async def test_the_journal_has_every_call_and_no_secret() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **between(NOW - timedelta(days=1), NOW))
        await desk.client.get(await desk.url(report["reportDocumentId"]))
        answer = await desk.client.get(PARTICIPATIONS)
        calls = await calls_of(desk)
        assert [c["operation"] for c in calls] == [
            "token",
            "createReport",
            "token",
            "getReport",
            "token",
            "getReportDocument",
            "download",
            "getMarketplaceParticipations",
        ]
        assert (calls[1]["seller"], calls[1]["status"]) == ("A1DEMOSHOPNA01", 202)
        assert calls[-1]["request_id"] == answer.headers["x-amzn-requestid"]
        assert (calls[-1]["seller"], calls[-1]["status"]) == (None, 403)
        text = str(calls)
        assert "Atz" not in text
        assert "Signature" not in text
        since = (NOW + timedelta(seconds=1)).isoformat()
        assert [
            c["operation"] for c in await calls_of(desk, since=since, operation="getReport")
        ] == ["getReport"]


async def test_the_state_outlives_a_restart(tmp_path: Path) -> None:
    state = str(tmp_path / "sandbox.db")
    asked = ("A1DEMOSHOPNA01", US, date(2026, 11, 1), NOW.date())
    async with open_desk(state=state) as desk:
        token = await desk.token()
        first = desk.sandbox.world.stock_history(*asked)
    async with open_desk(state=state, start=NOW + timedelta(minutes=30)) as desk:
        assert (await desk.call("GET", PARTICIPATIONS, token=token)).status_code == 200
    async with open_desk(state=state, start=NOW + timedelta(days=3)) as desk:
        await desk.client.post("/sandbox/clock", json={"now": "2026-12-24T12:00:00Z"})
        assert (await desk.client.get("/sandbox/health")).json()["now"].startswith("2026-12-24T12")
        assert desk.sandbox.world.stock_history(*asked) == first != []


async def test_only_this_machine_may_steer_it() -> None:
    async with open_desk() as desk:
        transport = httpx.ASGITransport(desk.client._transport.app, client=("192.0.2.7", 1))  # type: ignore[attr-defined]
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as far:
            assert (await far.get("/sandbox/journal")).status_code == 403
            assert (await far.get("/sandbox/health")).status_code == 403
        for host in ("sandbox.example", "127.0.0.1.example:80", "", "[::2]"):
            answer = await desk.client.get("/sandbox/health", headers={"host": host})
            assert answer.status_code == 403, host
        for host in ("localhost:8485", "[::1]:1", "127.0.0.1"):
            answer = await desk.client.get("/sandbox/health", headers={"host": host})
            assert answer.status_code == 200, host
        form = await desk.client.post("/sandbox/clock", data={"now": "2030-01-01"})
        assert form.status_code == 415
        assert desk.sandbox.clock.now() == NOW


@pytest.mark.parametrize("path", ["stock-history?seller=x", "journal?since=then"])
async def test_a_wrong_question_is_answered_with_the_reason(path: str) -> None:
    async with open_desk() as desk:
        answer = await desk.client.get(f"/sandbox/{path}")
        assert answer.status_code == 400
        assert answer.json()["error"]


async def test_stock_history_is_there_for_the_past() -> None:
    query = {
        "seller": "A1DEMOSHOPNA01",
        "marketplace": US,
        "first": "2026-11-16",
        "last": "2026-11-17",
    }
    async with open_desk() as desk:
        stock = (await desk.client.get("/sandbox/stock-history", params=query)).json()["stock"]
        assert {s["day"] for s in stock} == {"2026-11-16", "2026-11-17"}
        assert set(stock[0]) == {
            "day",
            "sku",
            "asin",
            "sellable",
            "reserved",
            "inbound_working",
            "inbound_shipped",
            "inbound_receiving",
        }
        other = await desk.client.get("/sandbox/stock-history", params=query | {"seller": "x"})
        assert other.json() == {"stock": []}


async def test_usage_plans_apply_when_asked_for() -> None:
    async with open_desk(throttle=True) as desk:
        token = await desk.token()
        statuses = [
            (await desk.call("GET", _UNKNOWN_ORDER, token=token)).status_code for _ in range(6)
        ]
        assert statuses == [404] * 5 + [429]
        desk.time.forward(seconds=1)
        assert (await desk.call("GET", _UNKNOWN_ORDER, token=token)).status_code == 404
        refused = await desk.call("GET", _UNKNOWN_ORDER, token=token)
        assert refused.json() == {
            "errors": [
                {
                    "code": "QuotaExceeded",
                    "details": "",
                    "message": "You exceeded your quota for the requested resource.",
                }
            ]
        }
        assert not {"retry-after", "x-amzn-ratelimit-limit"} & set(refused.headers)
        other = await desk.call("GET", PARTICIPATIONS, token=token)
        assert other.status_code == 200


@pytest.mark.parametrize(
    ("effect", "status", "kind"),
    [
        ("429", 429, "application/json"),
        ("500", 500, "application/json"),
        ("503", 503, "application/json"),
        ("html", 503, "text/html"),
    ],
)
async def test_faults_come_in_their_number_and_go(effect: str, status: int, kind: str) -> None:
    async with open_desk() as desk:
        await put_fault(desk, effect, operation="getMarketplaceParticipations", times=2)
        answers = [await desk.call("GET", PARTICIPATIONS) for _ in range(3)]
        assert [a.status_code for a in answers] == [status, status, 200]
        assert answers[0].headers["content-type"].startswith(kind)
        assert answers[0].headers["x-amzn-requestid"]


async def test_faults_of_the_token_endpoint() -> None:
    async with open_desk() as desk:
        for effect, status in (("invalid_grant", 400), ("invalid_client", 401)):
            await put_fault(desk, effect, operation="token")
            answer = await desk.client.post("/auth/o2/token", data=grant(NA))
            assert (answer.status_code, answer.json()["error"]) == (status, effect)
        assert (await desk.client.post("/auth/o2/token", data=grant(NA))).status_code == 200


async def test_a_revoked_seller_is_locked_out_until_restored() -> None:
    async with open_desk() as desk:
        token = await desk.token()
        await put_fault(desk, "revoked", seller="A1DEMOSHOPNA01")
        answer = await desk.call("GET", PARTICIPATIONS, token=token)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "Unauthorized")
        refused = await desk.client.post("/auth/o2/token", data=grant(NA))
        assert "User may have revoked" in refused.json()["error_description"]
        await desk.client.delete("/sandbox/faults")
        assert (await desk.call("GET", PARTICIPATIONS)).status_code == 200


async def test_a_download_can_be_cut_and_a_call_can_be_slow() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **between(NOW - timedelta(days=1), NOW))
        url = await desk.url(report["reportDocumentId"])
        await put_fault(desk, "truncate", operation="download")
        cut, whole = [len((await desk.client.get(url)).content) for _ in range(2)]
        assert cut == whole // 2
        await put_fault(desk, "slow", operation="getReports", seconds=40)
        path = f"{REPORTS}?reportTypes={BY_ORDER_DATE}"
        assert (await desk.call("GET", path)).status_code == 200
        assert desk.slept == [40.0]
