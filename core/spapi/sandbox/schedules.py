"""Report schedules: Amazon asks for the report itself, time and again, until it is told to stop.

The clock moves in jumps here, so what has become due is made when somebody next looks.
"""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.clock import wire
from core.spapi.sandbox.report_ledger import ReportLedger
from core.spapi.sandbox.report_requests import read_body, read_moment, read_wanted
from core.spapi.sandbox.report_spec import ReportSpec
from core.spapi.sandbox.sandbox import Call

_FIRST = 60_000_000_000
_MONTHLY = "P1M"
_PERIODS = {
    **{f"PT{minutes}M": timedelta(minutes=minutes) for minutes in (5, 15, 30)},
    **{f"PT{hours}H": timedelta(hours=hours) for hours in (1, 2, 4, 8, 12, 84)},
    **{f"P{days}D": timedelta(days=days) for days in (1, 2, 3, 7, 14, 15, 18, 30)},
    _MONTHLY: timedelta(days=31),
}
_KEPT = timedelta(days=90)


async def create_report_schedule(call: Call) -> Response:
    """POST …/schedules: 201; it takes the place of one for the same type and marketplaces."""
    body = await read_body(call)
    kind, markets, options = read_wanted(body)
    period = body.get("period")
    if period not in _PERIODS:
        raise answers.Rejected(answers.invalid(f"period must be one of {', '.join(_PERIODS)}."))
    first = read_moment(body.get("nextReportCreationTime"), "nextReportCreationTime", call.at)
    create_due(call)
    number = call.sandbox.state.add(
        "INSERT OR REPLACE INTO report_schedule"
        " (account, type, marketplaces, options, period, next) VALUES (?, ?, ?, ?, ?, ?)",
        call.account.key,
        kind,
        ",".join(sorted(markets)),
        json.dumps(options),
        period,
        max(first, call.at).timestamp(),
    )
    return JSONResponse({"reportScheduleId": str(_FIRST + number)}, 201)


async def get_report_schedules(call: Call) -> Response:
    """GET …/schedules: those for 1 to 10 report types."""
    types = call.listed("reportTypes")
    if not 1 <= len(types) <= 10:
        return answers.invalid("reportTypes must hold 1 to 10 types.")
    create_due(call)
    found = [_told(row) for row in _rows(call) if row["type"] in types]
    return JSONResponse({"reportSchedules": found})


async def get_report_schedule(call: Call) -> Response:
    """GET …/schedules/{id}."""
    create_due(call)
    return JSONResponse(_told(_known(call)))


async def cancel_report_schedule(call: Call) -> Response:
    """DELETE …/schedules/{id}: no more reports; those that were made stay."""
    create_due(call)
    number = _known(call)["number"]
    call.sandbox.state.write("DELETE FROM report_schedule WHERE number = ?", number)
    return Response(status_code=200, media_type="application/json")


def create_due(call: Call) -> None:
    """Ask for the reports that schedules have asked for since somebody last looked."""
    for row in _rows(call):
        due = max(_moment(row["next"]), call.at - _KEPT)
        while due <= call.at:
            ledger = ReportLedger(call.sandbox, call.account, due)
            markets = tuple(row["marketplaces"].split(","))
            since, options = due - _PERIODS[row["period"]], json.loads(row["options"])
            schedule = str(_FIRST + row["number"])
            ledger.create(ReportSpec(row["type"], markets, since, due, options, schedule))
            due = _following(due, row["period"])
        call.sandbox.state.write(
            "UPDATE report_schedule SET next = ? WHERE number = ?", due.timestamp(), row["number"]
        )


def _following(due: datetime, period: str) -> datetime:
    if period != _MONTHLY:
        return due + _PERIODS[period]
    later = due.replace(day=1) + timedelta(days=31)
    last = (later.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return later.replace(day=min(due.day, last.day))


def _rows(call: Call) -> list[sqlite3.Row]:
    return call.sandbox.state.read(
        "SELECT * FROM report_schedule WHERE account = ? ORDER BY number", call.account.key
    )


def _known(call: Call) -> sqlite3.Row:
    named = call.path["schedule_id"]
    for row in _rows(call):
        if named == str(_FIRST + row["number"]):
            return row
    raise answers.Rejected(answers.not_found("Report schedule not found."))


def _told(row: sqlite3.Row) -> dict[str, Any]:
    return {
        "reportScheduleId": str(_FIRST + row["number"]),
        "reportType": row["type"],
        "marketplaceIds": row["marketplaces"].split(","),
        "reportOptions": json.loads(row["options"]),
        "period": row["period"],
        "nextReportCreationTime": wire(_moment(row["next"])),
    }


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
