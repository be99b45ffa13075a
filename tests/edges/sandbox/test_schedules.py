"""Report schedules: made once, run by the clock, replaced by their like, stopped for good."""

from datetime import timedelta
from typing import Any

import pytest

from tests.edges.sandbox.desk import BY_UPDATE, CA, FE, INVENTORY, NOW, REPORTS, US, Desk, open_desk

_PATH = "/reports/2021-06-30/schedules"


async def _schedule(desk: Desk, period: str = "PT12H", **more: object) -> str:
    body = {"reportType": BY_UPDATE, "marketplaceIds": [US], "period": period} | more
    answer = await desk.call("POST", _PATH, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["reportScheduleId"])


async def _made(desk: Desk, kind: str = BY_UPDATE) -> list[dict[str, Any]]:
    query = {"reportTypes": kind, "pageSize": "100"}
    made: list[dict[str, Any]] = (await desk.call("GET", REPORTS, params=query)).json()["reports"]
    return made


async def test_the_clock_makes_the_reports_of_a_schedule() -> None:
    async with open_desk() as desk:
        schedule = await _schedule(desk)
        desk.time.forward(hours=25)
        reports = await _made(desk)
        assert [r["createdTime"] for r in reports] == [
            (NOW + timedelta(hours=hours)).isoformat() for hours in (24, 12, 0)
        ]
        assert {r["reportScheduleId"] for r in reports} == {schedule}
        assert {r["processingStatus"] for r in reports} == {"DONE"}
        assert reports[0]["dataStartTime"] == reports[1]["createdTime"]
        told = (await desk.call("GET", f"{_PATH}/{schedule}")).json()
        assert told == {
            "reportScheduleId": schedule,
            "reportType": BY_UPDATE,
            "marketplaceIds": [US],
            "reportOptions": {},
            "period": "PT12H",
            "nextReportCreationTime": (NOW + timedelta(hours=36)).isoformat(),
        }
        assert len(await _made(desk)) == 3, "looking makes none"


async def test_a_schedule_that_is_cancelled_makes_no_more() -> None:
    async with open_desk() as desk:
        schedule = await _schedule(desk)
        desk.time.forward(hours=13)
        assert (await desk.call("DELETE", f"{_PATH}/{schedule}")).status_code == 200
        desk.time.forward(days=9)
        assert len(await _made(desk)) == 2
        for method in ("GET", "DELETE"):
            assert (await desk.call(method, f"{_PATH}/{schedule}")).status_code == 404


async def test_one_for_the_same_type_and_stores_takes_its_place() -> None:
    async with open_desk() as desk:
        first = await _schedule(desk, marketplaceIds=[US, CA])
        second = await _schedule(desk, "P1D", marketplaceIds=[CA, US])
        other = await _schedule(desk, reportType=INVENTORY)
        query = {"reportTypes": f"{BY_UPDATE},{INVENTORY}"}
        listed = (await desk.call("GET", _PATH, params=query)).json()["reportSchedules"]
        assert [s["reportScheduleId"] for s in listed] == [second, other]
        assert first != second
        only = (await desk.call("GET", _PATH, params={"reportTypes": INVENTORY})).json()
        assert [s["reportScheduleId"] for s in only["reportSchedules"]] == [other]


async def test_a_schedule_can_begin_later_and_each_month_has_its_day() -> None:
    async with open_desk() as desk:
        await _schedule(desk, "P1M", nextReportCreationTime="2026-12-31T06:00:00Z")
        assert await _made(desk) == []
        desk.time.forward(days=110)
        days = [r["createdTime"][:10] for r in await _made(desk)]
        assert days == ["2027-02-28", "2027-01-31", "2026-12-31"]


async def test_a_schedule_belongs_to_its_seller() -> None:
    async with open_desk() as desk:
        schedule = await _schedule(desk)
        path = f"{_PATH}/{schedule}"
        assert (await desk.call("GET", path, refresh=FE)).status_code == 404
        assert (await desk.call("DELETE", path, refresh=FE)).status_code == 404
        assert (await desk.call("GET", path)).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"reportType": BY_UPDATE, "marketplaceIds": [US]},
        {"reportType": BY_UPDATE, "marketplaceIds": [US], "period": "PT1M"},
        {"reportType": BY_UPDATE, "marketplaceIds": [], "period": "P1D"},
        {
            "reportType": BY_UPDATE,
            "marketplaceIds": [US],
            "period": "P1D",
            "nextReportCreationTime": "soon",
        },
    ],
)
async def test_a_schedule_that_makes_no_sense_is_invalid(body: dict[str, object]) -> None:
    async with open_desk() as desk:
        assert (await desk.call("POST", _PATH, json=body)).status_code == 400
        assert (await desk.call("GET", _PATH)).status_code == 400
