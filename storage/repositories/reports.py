"""Reports that were taken in, and the rows of them that could not be read."""

from collections.abc import Sequence

from sqlalchemy import select

from core.model import AccountId, Unreadable
from core.ports.orders import ReportRow
from storage.bulk import upsert, upsert_many
from storage.repositories.scope import Scope
from storage.tables.imports import quarantined_row, report

_COLUMNS = [report.c[name] for name in ReportRow._fields]
SHOWN = 1_000
"""Unreadable rows kept of one report by line; beyond it only their count is kept."""


class SqlReports:
    """One tenant's reports."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def by_digest(self, account: AccountId, digest: bytes) -> ReportRow | None:
        """The same file, if it was taken in before to its end; the last time where often."""
        same = (report.c.digest == digest, report.c.state == "done")
        query = select(*_COLUMNS).where(self._scope.of(report, account), *same)
        newest = query.order_by(report.c.begun_at.desc()).limit(1)
        row = (await self._scope.connection.execute(newest)).first()
        return None if row is None else ReportRow(*row)

    async def newest(self, account: AccountId, origin: str) -> ReportRow | None:
        """The last report of an origin that was taken in to its end."""
        query = (
            select(*_COLUMNS)
            .where(
                self._scope.of(report, account), report.c.origin == origin, report.c.state == "done"
            )
            .order_by(report.c.done_at.desc())
            .limit(1)
        )
        row = (await self._scope.connection.execute(query)).first()
        return None if row is None else ReportRow(*row)

    async def begin(self, account: AccountId, row: ReportRow) -> None:
        """Note a report whose taking in begins."""
        await self._write(account, row)

    async def finish(
        self, account: AccountId, row: ReportRow, unreadable: Sequence[Unreadable]
    ) -> None:
        """Note what became of a report, and the rows that could not be read."""
        await self._write(account, row)
        key = (self._scope.tenant, account, row.report_id)
        rows = [(*key, bad.line, bad.reason) for bad in unreadable[:SHOWN]]
        await upsert_many(self._scope.connection, quarantined_row, rows)

    async def _write(self, account: AccountId, row: ReportRow) -> None:
        connection = self._scope.connection
        values = {"tenant_id": self._scope.tenant, "account_id": account, **row._asdict()}
        await connection.execute(upsert(connection.dialect.name, report), values)
