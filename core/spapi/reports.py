"""The Reports API 2021-06-30: asking for a report, and asking how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.errors import GateClosed, UnknownOutcome, UpstreamError
from core.policy.operations import (
    CREATE_REPORT,
    GET_REPORT,
    LIST_REPORTS,
    REPORT_TYPES,
)
from core.ports.amazon import Caller, ReportState, ReportStatus, ReportWanted
from core.ports.clock import Clock
from core.spapi.calls import Call, Calls, permit
from core.spapi.classify import make_error
from core.spapi.message import Answer

_STATUS = {
    "DONE": ReportStatus.DONE,
    # Amazon's word for a report that would be empty, too.
    "CANCELLED": ReportStatus.NO_DATA,
    "FATAL": ReportStatus.FAILED,
}
_SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class ReportsApi:
    """Amazon's queue of reports."""

    calls: Calls
    clock: Clock

    async def create(self, caller: Caller, wanted: ReportWanted) -> str:
        """Ask for a report; its id.

        Where Amazon may have taken the request and did not say, its list of reports is looked at
        once; UnknownOutcome where it is not there.
        """
        permit(caller, CREATE_REPORT, wanted.report_type)
        if len(wanted.marketplaces) != 1 and REPORT_TYPES[wanted.report_type].single_store:
            raise GateClosed(reason=f"{wanted.report_type} is made for one store at a time")
        begun = self.clock()
        call = Call(CREATE_REPORT, body=_body(wanted), report_type=wanted.report_type)
        try:
            answer = await self.calls.make(caller, call)
        except UnknownOutcome:
            found = await self._created(caller, wanted, begun - _SKEW)
            if found is None:
                raise
            return found
        return _text(_object(CREATE_REPORT, answer), "reportId", CREATE_REPORT, answer)

    async def state(self, caller: Caller, wanted: ReportWanted, report_id: str) -> ReportState:
        """How far a report is; a status that we do not know counts as waiting."""
        call = Call(GET_REPORT, {"reportId": report_id}, report_type=wanted.report_type)
        answer = await self.calls.make(caller, call)
        read = _object(GET_REPORT, answer)
        if read.get("reportType") != wanted.report_type:
            raise GateClosed(reason="the report is of another type than the one asked for")
        status = _STATUS.get(str(read.get("processingStatus")), ReportStatus.WAITING)
        document = None
        if status is ReportStatus.DONE:
            document = _text(read, "reportDocumentId", GET_REPORT, answer)
        return ReportState(report_id, status, document, _instant(read.get("processingEndTime")))

    async def _created(self, caller: Caller, wanted: ReportWanted, since: datetime) -> str | None:
        """The newest report like the one wanted that Amazon has since then."""
        query = {
            "reportTypes": wanted.report_type,
            "marketplaceIds": ",".join(wanted.marketplaces),
            "createdSince": _wire(since),
            "pageSize": "100",
        }
        call = Call(LIST_REPORTS, query=query, report_type=wanted.report_type)
        answer = await self.calls.make(caller, call)
        rows = _object(LIST_REPORTS, answer).get("reports")
        rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        alike = [row for row in rows if _is_alike(row, wanted)]
        alike.sort(key=lambda row: str(row.get("createdTime")))
        return _text(alike[-1], "reportId", LIST_REPORTS, answer) if alike else None


def _is_alike(row: Mapping[str, Any], wanted: ReportWanted) -> bool:
    markets = row.get("marketplaceIds")
    if not isinstance(markets, list) or set(markets) != set(wanted.marketplaces):
        return False
    for name, moment in (("dataStartTime", wanted.since), ("dataEndTime", wanted.until)):
        if moment is not None and _instant(row.get(name)) != moment.replace(microsecond=0):
            return False
    return row.get("reportType") == wanted.report_type


def _body(wanted: ReportWanted) -> dict[str, object]:
    body: dict[str, object] = {
        "reportType": wanted.report_type,
        "marketplaceIds": list(wanted.marketplaces),
    }
    if wanted.since is not None:
        body["dataStartTime"] = _wire(wanted.since)
    if wanted.until is not None:
        body["dataEndTime"] = _wire(wanted.until)
    return body


def _wire(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def _object(operation: str, answer: Answer) -> Mapping[str, Any]:
    read = answer.json()
    if not isinstance(read, dict):
        raise make_error(UpstreamError, operation, answer)
    return read


def _text(read: Mapping[str, Any], name: str, operation: str, answer: Answer) -> str:
    found = read.get(name)
    if not isinstance(found, str) or not found:
        raise make_error(UpstreamError, operation, answer)
    return found
