"""The journal: every call as Amazon saw it, to prove what was and was not done."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.spapi.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Entry:
    """One call; `seller` is None where the caller was not known."""

    at: datetime
    seller: str | None
    operation: str
    method: str
    path: str
    query: str
    status: int
    request_id: str
    order_id: str | None = None


class Journal:
    """Written on every call, read by tests and by whoever wants to check."""

    def __init__(self, state: State) -> None:
        self._state = state

    def write(self, entry: Entry) -> None:
        """Append one call."""
        self._state.write(
            "INSERT INTO journal (at, seller, operation, method, path, query, status, request_id,"
            " order_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            entry.at.timestamp(),
            entry.seller,
            entry.operation,
            entry.method,
            entry.path,
            entry.query,
            entry.status,
            entry.request_id,
            entry.order_id,
        )

    def read(self, operation: str | None, since: datetime | None) -> list[dict[str, Any]]:
        """Calls in the order in which they came, all or of one operation, from a moment on."""
        rows = self._state.read(
            "SELECT * FROM journal WHERE (? IS NULL OR operation = ?) AND at >= ? ORDER BY id",
            operation,
            operation,
            since.timestamp() if since else 0.0,
        )
        return [
            {**dict(row), "at": datetime.fromtimestamp(row["at"], UTC).isoformat()} for row in rows
        ]
