"""The Reports API 2021-06-30: asking for a report, and asking how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.amazon_errors import Throttled, UnknownOutcome, UpstreamError
from core.errors import GateClosed
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
from core.spapi.report_pace import APART, Asked, ReportPace

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
    pace: ReportPace

    async def create(self, caller: Caller, wanted: ReportWanted) -> str:
        """Ask for a report; its id, or that of a recent one that is the same.

        Raises Throttled where it is too early for another one.
        """
        permit(caller, CREATE_REPORT, wanted.report_type)
        if len(wanted.marketplaces) != 1 and REPORT_TYPES[wanted.report_type].single_store:
            raise GateClosed(reason=f"{wanted.report_type} is made for one store at a time")
        self.pace.check(caller, wanted, self.clock())
        if self.pace.interval(wanted) and not self.pace.knows(caller, wanted):
            # Another process may have asked; making a report is dearer than looking for one.
            await self._look(caller, wanted)
        report_id = self.pace.reusable(caller, wanted, self.clock())
        if report_id is None:
            begun = self.clock()
            report_id = await self._made(caller, wanted)
            self.pace.note(caller, Asked(report_id, wanted, begun))
        return report_id

    async def _look(self, caller: Caller, wanted: ReportWanted) -> None:
        """Remember the newest report like the one wanted, if Amazon has one that is recent."""
        since = self.clock() - self.pace.interval(wanted)
        row = await self._newest(caller, wanted, since)
        made_at = _instant(row.get("createdTime")) if row else None
        if row and made_at:
            status = _STATUS.get(str(row.get("processingStatus")), ReportStatus.WAITING)
            self.pace.note(caller, Asked(str(row["reportId"]), wanted, made_at, status))

    async def _made(self, caller: Caller, wanted: ReportWanted) -> str:
        """Where Amazon may have taken the request and did not say, its list of reports is looked at
        once; UnknownOutcome where it is not there."""
        begun = self.clock()
        apart = wanted.report_type in APART
        call = Call(CREATE_REPORT, body=_body(wanted), report_type=wanted.report_type, apart=apart)
        try:
            answer = await self.calls.make(caller, call)
        except UnknownOutcome:
            found = await self._newest(caller, wanted, begun - _SKEW)
            if found is None:
                raise
            return str(found["reportId"])
        except Throttled as why:
            if apart and why.status is not None:
                rest = self.pace.refused(caller, wanted, self.clock())
                why.retry_after = rest.total_seconds()
            raise
        return _text(_object(CREATE_REPORT, answer), "reportId", CREATE_REPORT, answer)

    async def state(self, caller: Caller, wanted: ReportWanted, report_id: str) -> ReportState:
        """How far a report is; a status that we do not know counts as waiting.

        The document of a failed one says why it failed.
        """
        call = Call(GET_REPORT, {"reportId": report_id}, report_type=wanted.report_type)
        answer = await self.calls.make(caller, call)
        read = _object(GET_REPORT, answer)
        if read.get("reportType") != wanted.report_type:
            raise GateClosed(reason="the report is of another type than the one asked for")
        status = _STATUS.get(str(read.get("processingStatus")), ReportStatus.WAITING)
        self.pace.ended(caller, wanted, report_id, status)
        document = None
        if status is ReportStatus.DONE:
            document = _text(read, "reportDocumentId", GET_REPORT, answer)
        elif status is ReportStatus.FAILED and isinstance(read.get("reportDocumentId"), str):
            document = read["reportDocumentId"]
        return ReportState(report_id, status, document, _instant(read.get("processingEndTime")))

    async def _newest(
        self, caller: Caller, wanted: ReportWanted, since: datetime
    ) -> Mapping[str, Any] | None:
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
        if alike:
            _text(alike[-1], "reportId", LIST_REPORTS, answer)
        return alike[-1] if alike else None


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
