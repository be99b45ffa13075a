"""Reports: their life in the queue, their documents, and what an increment restates."""

import json
from datetime import datetime, timedelta

import pytest

from tests.edges.sandbox.desk import (
    BY_ORDER_DATE,
    BY_UPDATE,
    CA,
    DE,
    EU,
    FE,
    INVENTORY,
    JP,
    NA,
    NOW,
    REPORTS,
    US,
    Desk,
    between,
    open_desk,
)

_DAY = timedelta(days=1)


async def _created(desk: Desk, **changes: object) -> str:
    body = {"reportType": BY_ORDER_DATE, "marketplaceIds": [US], **between(NOW - _DAY, NOW)}
    answer = await desk.call("POST", REPORTS, json=body | changes)
    assert answer.status_code == 202
    return str(answer.json()["reportId"])


async def test_a_report_waits_in_line_and_only_the_clock_moves_it() -> None:
    async with open_desk(processing=10) as desk:
        path = f"{REPORTS}/{await _created(desk)}"
        seen = []
        for _ in range(3):
            seen.append((await desk.call("GET", path)).json())
            desk.time.forward(seconds=5)
        assert [r["processingStatus"] for r in seen] == ["IN_QUEUE", "IN_PROGRESS", "DONE"]
        assert "processingStartTime" not in seen[0]
        assert "reportDocumentId" not in seen[1]
        assert seen[2]["processingEndTime"] == "2026-11-18T18:30:10+00:00"
        assert seen[2]["dataStartTime"] == "2026-11-17T18:30:00+00:00"


async def test_only_a_queued_report_can_be_cancelled() -> None:
    async with open_desk() as desk:
        queued, late = await _created(desk), await _created(desk)
        assert (await desk.call("DELETE", f"{REPORTS}/{queued}")).status_code == 200
        desk.time.forward(seconds=1)
        assert (await desk.call("DELETE", f"{REPORTS}/{late}")).status_code == 400
        answer = await desk.call("GET", f"{REPORTS}/{queued}")
        assert answer.json()["processingStatus"] == "CANCELLED"


async def test_no_data_is_cancelled_and_no_error() -> None:
    async with open_desk() as desk:
        span = between(NOW - _DAY * 900, NOW - _DAY * 880)
        report = await desk.report(BY_ORDER_DATE, [US], **span)
        assert report["processingStatus"] == "CANCELLED"
        assert "reportDocumentId" not in report


@pytest.mark.parametrize(
    ("kind", "market", "days"),
    [
        ("GET_SOMETHING_ELSE", US, 1),
        (BY_UPDATE, JP, 1),
        (INVENTORY, JP, 1),
        (BY_UPDATE, US, 32),
    ],
)
async def test_what_amazon_cannot_make_is_fatal_and_explained(
    kind: str, market: str, days: int
) -> None:
    async with open_desk() as desk:
        report = await desk.report(kind, [market], **between(NOW - _DAY * days, NOW))
        assert report["processingStatus"] == "FATAL"
        answer = await desk.client.get(await desk.url(report["reportDocumentId"]))
        assert json.loads(answer.content)["errorDetails"]


@pytest.mark.parametrize(
    "body",
    [
        "no json",
        "[]",
        "{}",
        {"reportType": BY_UPDATE},
        {"reportType": BY_UPDATE, "marketplaceIds": []},
        {"reportType": BY_UPDATE, "marketplaceIds": [US], "dataStartTime": "yesterday"},
        {"reportType": BY_UPDATE, "marketplaceIds": [US], "dataStartTime": "0001-01-01T00:00:00Z"},
        {"reportType": BY_UPDATE, "marketplaceIds": [US], **between(NOW, NOW - _DAY)},
    ],
)
async def test_a_request_that_makes_no_sense_is_invalid(body: object) -> None:
    async with open_desk() as desk:
        text = body if isinstance(body, str) else json.dumps(body)
        answer = await desk.call("POST", REPORTS, content=text)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["code"] == "InvalidInput"
        assert answer.headers["x-amzn-ratelimit-limit"] == "0.0167"


async def test_a_url_opens_for_five_minutes_and_for_its_document_only() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **between(NOW - _DAY, NOW))
        url = await desk.url(report["reportDocumentId"])
        good = await desk.client.get(url)
        assert (good.status_code, good.content[:2]) == (200, b"\x1f\x8b")
        for bad in (url[:-1] + ("0" if url[-1] != "0" else "1"), url.replace("300", "900")):
            assert "SignatureDoesNotMatch" in (await desk.client.get(bad)).text
        desk.time.forward(seconds=299)
        assert (await desk.client.get(url)).status_code == 200
        desk.time.forward(seconds=1)
        late = await desk.client.get(url)
        assert (late.status_code, late.headers["content-type"]) == (403, "application/xml")
        assert "<Message>Request has expired</Message>" in late.text


@pytest.mark.parametrize("name", ["x-amz-access-token", "authorization", "x-amz-date"])
async def test_a_download_that_carries_credentials_is_refused(name: str) -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **between(NOW - _DAY, NOW))
        url = await desk.url(report["reportDocumentId"])
        assert (await desk.client.get(url, headers={name: "x"})).status_code == 403


async def test_another_sellers_report_and_document_are_not_found() -> None:
    async with open_desk() as desk:
        report = await desk.report(BY_ORDER_DATE, [US], **between(NOW - _DAY, NOW))
        for path in (
            f"{REPORTS}/{report['reportId']}",
            f"/reports/2021-06-30/documents/{report['reportDocumentId']}",
        ):
            assert (await desk.call("GET", path, refresh=NA)).status_code == 200
            assert (await desk.call("GET", path, refresh=FE)).status_code == 404


async def test_one_seller_in_two_regions_has_reports_of_its_own_in_each() -> None:
    async with open_desk() as desk:
        here, there = (f"Atzr|sandbox-merchant-shop-{region}" for region in ("eu", "na"))
        span = between(NOW - _DAY, NOW)
        report = await desk.report(BY_ORDER_DATE, [DE], refresh=here, **span)
        path = f"{REPORTS}/{report['reportId']}"
        assert (await desk.call("GET", path, refresh=here)).status_code == 200
        assert (await desk.call("GET", path, refresh=there)).status_code == 404


async def test_a_list_goes_on_by_its_token_alone() -> None:
    async with open_desk() as desk:
        made = [await _created(desk) for _ in range(3)]
        made.append(await _created(desk, reportType=INVENTORY))
        desk.time.forward(seconds=1)
        query = {"reportTypes": BY_ORDER_DATE, "pageSize": "2", "processingStatuses": "DONE"}
        first = (await desk.call("GET", REPORTS, params=query)).json()
        assert [r["reportId"] for r in first["reports"]] == [made[2], made[1]]
        token = {"nextToken": first["nextToken"]}
        second = (await desk.call("GET", REPORTS, params=token)).json()
        assert [r["reportId"] for r in second["reports"]] == [made[0]]
        assert "nextToken" not in second
        for wrong in (token | query, {}, {"nextToken": "x"}, {"reportTypes": "A", "pageSize": "0"}):
            assert (await desk.call("GET", REPORTS, params=wrong)).status_code == 400


async def test_an_increment_restates_what_was_pending() -> None:
    async with open_desk() as desk:
        first = await desk.rows(BY_UPDATE, [US], **between(NOW - _DAY, NOW))
        pending = {r["amazon-order-id"] for r in first if r["order-status"] == "Pending"}
        assert pending
        assert all(
            r["currency"] == r["item-price"] == "" for r in first if r["order-status"] == "Pending"
        )
        desk.time.forward(days=2)
        later = await desk.rows(BY_UPDATE, [US], **between(NOW, desk.time.now))
        again = {r["amazon-order-id"]: r for r in later if r["amazon-order-id"] in pending}
        assert set(again) == pending
        shipped = [r for r in again.values() if r["order-status"] == "Shipped"]
        priced = [r for r in shipped if r["sales-channel"] == "Amazon.com"]
        assert priced
        assert all(r["currency"] == "USD" and float(r["item-price"]) >= 0 for r in priced)
        assert all(r["last-updated-date"] > NOW.isoformat() for r in again.values())


async def test_the_two_spans_filter_by_their_own_date() -> None:
    span = (NOW - _DAY * 3, NOW - _DAY)
    async with open_desk() as desk:
        for kind, column in ((BY_ORDER_DATE, "purchase-date"), (BY_UPDATE, "last-updated-date")):
            rows = await desk.rows(kind, [US, CA], **between(*span))
            moments = [datetime.fromisoformat(r[column]) for r in rows]
            assert span[0] <= min(moments) <= max(moments) < span[1]
            assert {r["currency"] for r in rows} >= {"USD", "CAD"}


async def test_yen_have_no_decimals_and_japan_writes_shift_jis() -> None:
    async with open_desk() as desk:
        span = between(NOW - _DAY * 5, NOW)
        rows = await desk.rows(BY_ORDER_DATE, [JP], refresh=FE, **span)
        prices = {r["item-price"] for r in rows} - {""}
        assert prices
        assert all(p.isdecimal() for p in prices)
        assert any("まな板" in r["product-name"] for r in rows)
        german = await desk.rows(BY_ORDER_DATE, [DE], refresh=EU, **span)
        assert any("Küchenwaage" in r["product-name"] for r in german)


async def test_inventory_adds_up_and_follows_the_hour() -> None:
    async with open_desk() as desk:
        rows = await desk.rows(INVENTORY, [US, CA])
        assert {r["your-price"][-1] for r in rows} == {"9"}  # the first marketplace only
        for row in rows:
            units = {n: int(v) for n, v in row.items() if n.startswith("afn-") and v.isdecimal()}
            assert min(units.values()) >= 0
            kinds = ("fulfillable", "unsellable", "reserved")
            stored = sum(units[f"afn-{kind}-quantity"] for kind in kinds)
            assert units["afn-warehouse-quantity"] == stored
        before = {r["sku"]: int(r["afn-fulfillable-quantity"]) for r in rows}
        desk.time.forward(hours=4)
        after = {
            r["sku"]: int(r["afn-fulfillable-quantity"]) for r in await desk.rows(INVENTORY, [US])
        }
        assert all(after[sku] <= before[sku] for sku in before)
        assert sum(after.values()) < sum(before.values())
