"""The Notifications API v1, subscriptions: made by a seller, found and ended by the app too."""

import json
from sqlite3 import Row
from typing import Any

from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.destinations import find_destination, json_object
from core.spapi.sandbox.notification_types import NOTIFICATION_TYPES, NotificationType
from core.spapi.sandbox.queries import Query, bad, page_token, read_token
from core.spapi.sandbox.sample_payloads import sample_payload
from core.spapi.sandbox.sandbox import AppCall, Call

_LONGEST_FILTER = 256
_FILTERED = {"ANY_OFFER_CHANGED", "ORDER_CHANGE"}


async def create_subscription(call: Call) -> Response:
    """POST …/subscriptions/{type}: once for each seller, version and filter expression."""
    kind = _type(call.path["type"])
    if not call.sandbox.roles.allow(call.account.seller, kind.roles):
        return answers.denied()
    body = await json_object(call.request)
    _check(call, kind, body)
    directive = _directive(kind, body.get("processingDirective"))
    state, new = call.sandbox.state, call.sandbox.request_id()
    made = state.write(
        "INSERT OR IGNORE INTO subscription VALUES (?, ?, ?, ?, ?, ?, ?)",
        new,
        call.account.key,
        kind.name,
        kind.version,
        body["destinationId"],
        directive.get("filterExpression", ""),
        json.dumps(directive),
    )
    if not made:
        return answers.conflict("A subscription of this seller for this type exists already.")
    return JSONResponse({"payload": _told(_rows(call, kind)[-1])})


async def get_subscription(call: Call) -> Response:
    """GET …/subscriptions/{type}."""
    rows = _rows(call, _type(call.path["type"]), call.request.query_params.get("payloadVersion"))
    if not rows:
        return answers.not_found("The subscription was not found.")
    return JSONResponse({"payload": _told(rows[-1])})


async def get_subscriptions(call: Call) -> Response:
    """GET …/subscriptions: all of one type."""
    query = Query(call.request)
    types = query.listed("notificationTypes", NOTIFICATION_TYPES)
    if len(types) != 1:
        raise bad("notificationTypes must hold exactly one type.")
    size, token = query.number("pageSize", 30, 100, 30), query.text("nextToken")
    offset = int(read_token("nextToken", token).get("offset", 0)) if token else 0
    version = query.text("payloadVersion") or None
    rows = _rows(call, NOTIFICATION_TYPES[types[0]], version)
    payload: dict[str, Any] = {"subscriptions": [_told(r) for r in rows[offset : offset + size]]}
    if len(rows) > offset + size:
        payload["nextToken"] = page_token({"offset": offset + size})
    return JSONResponse({"payload": payload})


async def get_subscription_by_id(call: AppCall) -> Response:
    """GET …/subscriptions/{type}/{id}, of whichever seller."""
    return JSONResponse({"payload": _told(_known(call))})


async def delete_subscription_by_id(call: AppCall) -> Response:
    """DELETE …/subscriptions/{type}/{id}: also when the seller has revoked long since."""
    call.sandbox.state.write("DELETE FROM subscription WHERE id = ?", _known(call)["id"])
    return JSONResponse({})


async def send_test_notification(call: AppCall) -> Response:
    """POST …/subscriptions/{type}/testNotification: a message without a subscription."""
    kind, body = _type(call.path["type"]), await json_object(call.request)
    scenario = _scenario(kind, body.get("testNotification"))
    destination = find_destination(call.sandbox, body.get("destinationId"))
    if destination is None or kind.transport not in destination["resource"]:
        raise bad("destinationId names no destination that this type can go to.")
    payload = sample_payload(kind.name, scenario, call.at)
    call.sandbox.queue.send(kind, destination["destinationId"], payload, call.at)
    return JSONResponse({"payload": {}})


def _scenario(kind: NotificationType, asked: object) -> str:
    """What to play; the field may be missing, but not be half filled in."""
    if asked is None:
        return "Default"
    test = asked if isinstance(asked, dict) else {}
    if test.get("payloadVersion") != kind.version:
        raise bad(f"The payload version of {kind.name} is {kind.version}.")
    if not test.get("testScenario"):
        raise bad("testNotification needs a testScenario.")
    return str(test["testScenario"])


def _type(name: str) -> NotificationType:
    if name not in NOTIFICATION_TYPES:
        raise bad(f"There is no notification type {name}.")
    return NOTIFICATION_TYPES[name]


def _check(call: Call, kind: NotificationType, body: dict[str, Any]) -> None:
    if body.get("payloadVersion") != kind.version:
        raise bad(f"The payload version of {kind.name} is {kind.version}.")
    destination = find_destination(call.sandbox, body.get("destinationId"))
    if destination is None:
        raise answers.Rejected(answers.not_found("The destination was not found."))
    if kind.transport not in destination["resource"]:
        raise bad(f"{kind.name} is delivered to {kind.transport} only.")


def _directive(kind: NotificationType, asked: object) -> dict[str, Any]:
    """What to leave out; an event filter must be made for the type."""
    directive = asked if isinstance(asked, dict) else {}
    events, expression = directive.get("eventFilter"), directive.get("filterExpression", "")
    if events is not None:
        named = events.get("eventFilterType") if isinstance(events, dict) else None
        if named != kind.name or kind.name not in _FILTERED:
            raise bad(f"eventFilter cannot be used with {kind.name}.")
    if not isinstance(expression, str) or len(expression) > _LONGEST_FILTER:
        raise bad(f"filterExpression may have at most {_LONGEST_FILTER} characters.")
    return directive


def _rows(call: Call, kind: NotificationType, version: str | None = None) -> list[Row]:
    return call.sandbox.state.read(
        "SELECT * FROM subscription WHERE account = ? AND type = ?"
        " AND (? IS NULL OR version = ?) ORDER BY rowid",
        call.account.key,
        kind.name,
        version,
        version,
    )


def _known(call: AppCall) -> Row:
    rows = call.sandbox.state.read(
        "SELECT * FROM subscription WHERE id = ? AND type = ?",
        call.path["subscription_id"],
        call.path["type"],
    )
    if not rows:
        raise answers.Rejected(answers.not_found("The subscription was not found."))
    return rows[0]


def _told(row: Row) -> dict[str, Any]:
    subscription = {
        "subscriptionId": row["id"],
        "payloadVersion": row["version"],
        "destinationId": row["destination"],
    }
    directive = json.loads(row["directive"])
    return subscription | ({"processingDirective": directive} if directive else {})
