"""Which of Amazon's notifications were heard."""

from datetime import datetime

from core.model import AccountId
from storage.bulk import insert
from storage.repositories.scope import Scope
from storage.tables.notices import notice_seen


class SqlNotices:
    """One tenant's notifications (the port is core.ports.notices.Notices)."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def note(self, account: AccountId, notification_id: str, at: datetime) -> bool:
        """Note that a notification arrived; False where it was noted before."""
        connection = self._scope.connection
        row = {
            "tenant_id": self._scope.tenant,
            "account_id": account,
            "notification_id": notification_id,
            "seen_at": at,
        }
        statement = insert(connection.dialect.name, notice_seen).on_conflict_do_nothing()
        new = await connection.scalar(statement.returning(notice_seen.c.notification_id), row)
        return new is not None
