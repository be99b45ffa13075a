"""Reports as Amazon keeps them: a queue that only the clock moves on."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool

from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.clock import wire
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.report_content import Content, Maker
from core.spapi.sandbox.report_encoding import FLAGGED, PACKED
from core.spapi.sandbox.report_spec import Plan, ReportSpec
from core.spapi.sandbox.report_types import TYPES
from core.spapi.sandbox.sandbox import Sandbox

_FIRST = 50_000_000_000
_IN_QUEUE_SHARE = 0.4
_FOREVER = 1e9
_KEPT = timedelta(days=90)
_REPORTS = "report LEFT JOIN report_detail USING (number)"


@dataclass(frozen=True, slots=True)
class Report:
    """One report as of a moment; the times of processing are None before they happen."""

    number: int
    spec: ReportSpec
    created: datetime
    status: str
    started: datetime | None
    ended: datetime | None
    document: str | None

    def as_json(self) -> dict[str, Any]:
        """As getReport shows it: what is not there is left out."""
        fields = {
            "reportId": str(_FIRST + self.number),
            "reportType": self.spec.type,
            "marketplaceIds": list(self.spec.marketplace_ids),
            "dataStartTime": wire(self.spec.since),
            "dataEndTime": wire(self.spec.until),
            "reportScheduleId": self.spec.schedule,
            "createdTime": wire(self.created),
            "processingStatus": self.status,
            "processingStartTime": wire(self.started) if self.started else None,
            "processingEndTime": wire(self.ended) if self.ended else None,
            "reportDocumentId": self.document,
        }
        return {name: value for name, value in fields.items() if value is not None}


class ReportLedger:
    """One seller's reports."""

    def __init__(self, sandbox: Sandbox, account: SellerAccount, at: datetime) -> None:
        self._sandbox, self._state = sandbox, sandbox.state
        self._account, self._at = account, at

    def create(self, spec: ReportSpec, fault: Fault | None = None) -> str:
        """Queue a report; its id."""
        stuck = fault is not None and fault.effect is Effect.STUCK
        plan = Plan(fault, self._is_too_soon(spec))
        number = self._state.add(
            "INSERT INTO report (seller, type, marketplaces, data_start, data_end, created, takes)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            self._account.key,
            spec.type,
            ",".join(spec.marketplace_ids),
            spec.since.timestamp(),
            spec.until.timestamp(),
            self._at.timestamp(),
            _FOREVER if stuck else self._sandbox.settings.processing,
        )
        detail = _detail(spec, plan)
        self._state.write("INSERT INTO report_detail VALUES (?, ?)", number, detail)
        return str(_FIRST + number)

    async def get(self, report_id: str) -> Report | None:
        """One report as it stands now, None for an unknown or foreign id."""
        number = int(report_id) - _FIRST if report_id.isdecimal() else 0
        rows = self._state.read(
            f"SELECT * FROM {_REPORTS} WHERE number = ? AND seller = ?",  # noqa: S608 ours alone
            number,
            self._account.key,
        )
        return await self._report(rows[0]) if rows else None

    async def listed(self, types: list[str], since: datetime, until: datetime) -> list[Report]:
        """Reports of these types created in a span, newest first."""
        marks = ",".join("?" * len(types))
        rows = self._state.read(
            f"SELECT * FROM {_REPORTS} WHERE seller = ? AND created BETWEEN ? AND ?"  # noqa: S608
            f" AND type IN ({marks}) ORDER BY number DESC",  # question marks only
            self._account.key,
            since.timestamp(),
            until.timestamp(),
            *types,
        )
        return [await self._report(row) for row in rows]

    def find_document(self, document: str) -> bool | None:
        """Whether a document is said to be gzip; None for an unknown, foreign or old one."""
        rows = self._state.read(
            "SELECT packed, type, created + takes AS ended FROM document"
            " JOIN report ON report.document = document.id"
            " WHERE document.id = ? AND document.seller = ?",
            document,
            self._account.key,
        )
        if not rows:
            return None
        kind = TYPES.get(rows[0]["type"])
        kept = kind.kept if kind else _KEPT
        if self._at >= _moment(rows[0]["ended"]) + kept:
            return None
        return bool(rows[0]["packed"] & FLAGGED)

    def cancel(self, report: Report) -> None:
        """Take it out of the queue."""
        self._state.write(
            "UPDATE report SET outcome = 'CANCELLED', takes = -1 WHERE number = ?", report.number
        )

    async def _report(self, row: sqlite3.Row) -> Report:
        spec = ReportSpec(
            row["type"],
            tuple(row["marketplaces"].split(",")),
            _moment(row["data_start"]),
            _moment(row["data_end"]),
            *_asked(row["detail"]),
        )
        created, takes = _moment(row["created"]), timedelta(seconds=row["takes"])
        if row["takes"] < 0:
            return Report(row["number"], spec, created, "CANCELLED", None, None, None)
        started, ended = created + takes * _IN_QUEUE_SHARE, created + takes
        if self._at < started:
            return Report(row["number"], spec, created, "IN_QUEUE", None, None, None)
        if self._at < ended:
            return Report(row["number"], spec, created, "IN_PROGRESS", started, None, None)
        outcome, document = row["outcome"], row["document"]
        if outcome is None:
            plan = _plan(row["detail"])
            outcome, document = await self._finish(row["number"], spec, plan, ended)
        return Report(row["number"], spec, created, outcome, started, ended, document)

    async def _finish(
        self, number: int, spec: ReportSpec, plan: Plan, ended: datetime
    ) -> tuple[str, str | None]:
        """Make the document outside the event loop; whoever is second keeps the first one's."""
        maker = Maker(self._sandbox.world, self._account)
        content = await run_in_threadpool(maker.make, spec, plan, ended)
        region = self._account.region.lower()
        name = f"amzn1.spdoc.1.4.{region}.{self._sandbox.request_id()}"
        with self._state.together() as connection:
            row = connection.execute(
                "SELECT outcome, document FROM report WHERE number = ?", (number,)
            ).fetchone()
            if row["outcome"] is None:
                return self._keep(connection, number, name, content)
            return row["outcome"], row["document"]

    def _keep(
        self, connection: sqlite3.Connection, number: int, name: str, content: Content
    ) -> tuple[str, str | None]:
        made = content.document
        document = None if made is None else name
        connection.execute(
            "UPDATE report SET outcome = ?, document = ? WHERE number = ?",
            (content.status, document, number),
        )
        if made is not None:
            packed = PACKED * made.packed + FLAGGED * made.flagged
            connection.execute(
                "INSERT INTO document VALUES (?, ?, ?, ?, ?)",
                (name, self._account.key, made.charset, packed, made.raw),
            )
        return content.status, document

    def _is_too_soon(self, spec: ReportSpec) -> bool:
        """Whether Amazon would not make this type anew yet; only where its limits are applied."""
        kind = TYPES.get(spec.type)
        if kind is None or kind.every is None or not self._sandbox.settings.throttle:
            return False
        rows = self._state.read(
            "SELECT 1 FROM report WHERE seller = ? AND type = ? AND marketplaces = ?"
            " AND created > ? AND (outcome IS NULL OR outcome = 'DONE')",
            self._account.key,
            spec.type,
            ",".join(spec.marketplace_ids),
            (self._at - kind.every).timestamp(),
        )
        return bool(rows)


def _detail(spec: ReportSpec, plan: Plan) -> str:
    """What the columns do not say, as text."""
    fault = plan.fault
    said = [fault.effect, fault.codec, fault.label] if fault else None
    told = {"options": dict(spec.options), "schedule": spec.schedule}
    return json.dumps({**told, "fault": said, "too_soon": plan.too_soon})


def _asked(detail: str | None) -> tuple[dict[str, str], str | None]:
    """The options, and the schedule behind it."""
    read = json.loads(detail or '{"options": {}, "schedule": null}')
    return read["options"], read["schedule"]


def _plan(detail: str | None) -> Plan:
    read = json.loads(detail or '{"fault": null, "too_soon": false}')
    if read["fault"] is None:
        return Plan(too_soon=read["too_soon"])
    effect, codec, label = read["fault"]
    return Plan(Fault("createReport", Effect(effect), codec=codec, label=label), read["too_soon"])


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
