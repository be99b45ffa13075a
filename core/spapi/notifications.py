"""Amazon's notifications as a queue hands them over: the bytes of one message's body.

Older types write their names in PascalCase and newer ones in camelCase, so case means nothing here;
a body may lie in the envelope of SNS or EventBridge. Only the fields named here are read: where an
order goes to and what is in it is never looked at. Nothing is raised, whatever the bytes are.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from core.ports.notices import Notification, OrderChange, ReportFinished, Unknown

LARGEST = 1 << 20
"""Bytes; SQS carries no larger message."""
WRAPPED = 2
"""How many envelopes a message may lie in: EventBridge's, within one of SNS."""
WORD = 80
"""Characters of an id, a type or a status; what is longer is none."""

ORDER_CHANGE = "ORDER_CHANGE"
REPORT_FINISHED = "REPORT_PROCESSING_FINISHED"
VERSIONS: Mapping[str, str] = {ORDER_CHANGE: "1.0", REPORT_FINISHED: "2020-09-04"}
"""The payload that is understood of each type; one that tells no version is taken for it."""


def read_notification(body: bytes) -> Notification:
    """What a message says; what cannot be made use of is Unknown, with the reason."""
    if len(body) > LARGEST:
        return _nothing(body, "it is larger than a message may be")
    read = _json(body)
    if read is None:
        return _nothing(body, "it is no JSON object")
    envelope = _unwrapped(read)
    if envelope is None:
        return _nothing(body, "it names no type")
    told = _told(envelope, body)
    known = VERSIONS.get(told.type)
    if known is None:
        return _unknown(told, "its type is not known")
    if told.version not in ("", known):
        return _unknown(told, "its payload version is not known")
    payload = _object(envelope, "payload")
    return _order_change(told, payload) if told.type == ORDER_CHANGE else _report(told, payload)


def _order_change(told: Notification, payload: Mapping[str, Any]) -> Notification:
    change = _object(payload, "orderchangenotification")
    seller = _word(change, "sellerid")
    if not seller:
        return _unknown(told, "it names no seller")
    store = _word(_object(change, "summary"), "marketplaceid")
    order = _word(change, "amazonorderid")
    return OrderChange(*_common(told), seller, store or None, order or None)


def _report(told: Notification, payload: Mapping[str, Any]) -> Notification:
    report = _object(payload, "reportprocessingfinishednotification")
    report_id, status = _word(report, "reportid"), _word(report, "processingstatus")
    if not report_id:
        return _unknown(told, "it names no report")
    return ReportFinished(*_common(told), _word(report, "sellerid") or None, report_id, status)


def _told(envelope: Mapping[str, Any], body: bytes) -> Notification:
    metadata = _object(envelope, "notificationmetadata")
    published = _instant(_word(metadata, "publishtime")) or _instant(_word(envelope, "eventtime"))
    return Notification(
        _word(metadata, "notificationid") or _id_of(body),
        _word(envelope, "notificationtype").upper(),
        _word(envelope, "payloadversion"),
        published,
    )


def _common(told: Notification) -> tuple[str, str, str, datetime | None]:
    return told.notification_id, told.type, told.version, told.published_at


def _unknown(told: Notification, reason: str) -> Unknown:
    return Unknown(*_common(told), reason)


def _nothing(body: bytes, reason: str) -> Unknown:
    return Unknown(_id_of(body), "", "", None, reason)


def _id_of(body: bytes) -> str:
    """An id for a message without one: the same message delivered again has the same."""
    return sha256(body).hexdigest()


def _unwrapped(read: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The notification within; None where there is none."""
    for _ in range(WRAPPED + 1):
        if _word(read, "notificationtype"):
            return read
        inner = _field(read, "detail") or _field(read, "message")
        found = _json(inner.encode(errors="replace")) if isinstance(inner, str) else inner
        if not isinstance(found, dict):
            return None
        read = found
    return None


def _json(body: bytes) -> dict[str, Any] | None:
    """A JSON object whose numbers are kept as they are written; None for anything else."""
    try:
        read = json.loads(body, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _field(read: Mapping[str, Any], name: str) -> Any:
    """A field by its name in lower case."""
    return next((value for key, value in read.items() if key.lower() == name), None)


def _object(read: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = _field(read, name)
    return found if isinstance(found, dict) else {}


def _word(read: Mapping[str, Any], name: str) -> str:
    """A field of a few plain characters; empty where it is none."""
    found = _field(read, name)
    if not isinstance(found, str) or len(found) > WORD:
        return ""
    return found if found.isascii() and found.isprintable() else ""


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
