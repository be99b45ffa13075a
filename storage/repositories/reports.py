"""Reports that were taken in, and the rows of them that could not be read."""

from collections.abc import Sequence

from sqlalchemy import select

from core.model import AccountId, Unreadable
from core.ports.orders import ReportRow
from storage.bulk import upsert, upsert_many
from storage.repositories.scope import Scope
from storage.tables.imports import quarantined_row, report

SHOWN = 1_000
"""Unreadable rows kept of one report by line; beyond it only their count is kept."""


class SqlReports:
    """One tenant's reports."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def by_digest(self, account: AccountId, digest: bytes) -> ReportRow | None:
        """The same file, if it was taken in before to its end."""
        columns = [report.c[name] for name in ReportRow._fields]
        query = select(*columns).where(
            self._scope.of(report, account), report.c.digest == digest, report.c.state == "done"
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
