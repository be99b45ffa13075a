"""What Amazon would have put into the app's queues: kept here, as nothing leaves the machine."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.spapi.sandbox.clock import zulu
from core.spapi.sandbox.notification_types import NotificationType
from core.spapi.sandbox.state import State

APPLICATION_ID = "amzn1.sellerapps.app.00000000-0000-0000-0000-000000000000"
_PASCAL = {"ORDER_CHANGE", "ACCOUNT_STATUS_CHANGED", "FBA_INVENTORY_AVAILABILITY_CHANGES"}
"""The older types, whose envelope begins its names with capitals."""


class Queue:
    """The messages, oldest first."""

    def __init__(self, state: State, new_id: Callable[[], str]) -> None:
        self._state, self._new_id = state, new_id

    def send(self, kind: NotificationType, to: str, payload: dict[str, Any], at: datetime) -> None:
        """Put one message into a destination's queue, or into the app's own where `to` is empty."""
        meta = {"applicationId": APPLICATION_ID, "publishTime": zulu(at)}
        meta["notificationId"] = self._new_id()
        if to:
            meta["subscriptionId"] = self._new_id()
        capital = kind.name in _PASCAL
        body = _envelope(
            {
                "notificationVersion": "1.0",
                "notificationType": kind.name,
                "payloadVersion": kind.version,
                "eventTime": zulu(at),
                "payload": payload,
                "notificationMetadata": _envelope(meta, capital=capital),
            },
            capital=capital,
        )
        self._state.write(
            "INSERT INTO message (at, type, destination, body) VALUES (?, ?, ?, ?)",
            at.timestamp(),
            kind.name,
            to,
            json.dumps(body),
        )

    def read(self, kind: str | None) -> list[dict[str, Any]]:
        """All messages, or those of one type."""
        rows = self._state.read(
            "SELECT * FROM message WHERE ? IS NULL OR type = ? ORDER BY number", kind, kind
        )
        return [
            {"destinationId": row["destination"] or None, "body": json.loads(row["body"])}
            for row in rows
        ]


def _envelope(fields: dict[str, Any], *, capital: bool) -> dict[str, Any]:
    """The envelope's own names, as the type spells them; the payload comes spelled already."""
    if not capital:
        return fields
    return {name[0].upper() + name[1:]: value for name, value in fields.items()}
