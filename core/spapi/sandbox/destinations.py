"""The Notifications API v1, destinations: where messages go; the app's own, and grantless."""

import json
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.queries import bad
from core.spapi.sandbox.sandbox import AppCall, Sandbox

_QUEUE = re.compile(r"arn:aws:sqs:\S+:\S+:\S+")
_LONGEST_NAME, _LONGEST_ARN = 256, 1000


async def create_destination(call: AppCall) -> Response:
    """POST …/destinations: one for each queue or event bus."""
    body = await json_object(call.request)
    name = body.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= _LONGEST_NAME:
        raise bad(f"name must have 1 to {_LONGEST_NAME} characters.")
    resource = json.dumps(_resource(body.get("resourceSpecification"), name), sort_keys=True)
    state, new = call.sandbox.state, call.sandbox.request_id()
    if state.read("SELECT 1 FROM destination WHERE resource = ?", resource):
        return answers.conflict("A destination for this resource exists already.")
    state.write("INSERT INTO destination VALUES (?, ?, ?)", new, name, resource)
    return JSONResponse({"payload": find_destination(call.sandbox, new)})


async def get_destinations(call: AppCall) -> Response:
    """GET …/destinations."""
    rows = call.sandbox.state.read("SELECT * FROM destination ORDER BY rowid")
    return JSONResponse({"payload": [_told(row) for row in rows]})


async def get_destination(call: AppCall) -> Response:
    """GET …/destinations/{id}."""
    return JSONResponse({"payload": _known(call)})


async def delete_destination(call: AppCall) -> Response:
    """DELETE …/destinations/{id}: not while a subscription uses it."""
    destination, state = _known(call)["destinationId"], call.sandbox.state
    if state.read("SELECT 1 FROM subscription WHERE destination = ?", destination):
        return answers.conflict("The destination has subscriptions.")
    state.write("DELETE FROM destination WHERE id = ?", destination)
    return JSONResponse({})


def find_destination(sandbox: Sandbox, destination: object) -> dict[str, Any] | None:
    """A destination as the API tells it, None where there is none of that id."""
    rows = sandbox.state.read("SELECT * FROM destination WHERE id = ?", str(destination))
    return _told(rows[0]) if rows else None


async def json_object(request: Request) -> dict[str, Any]:
    """The request's body, which must be a JSON object."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise bad("The request body is not a JSON object.")
    return body


def _known(call: AppCall) -> dict[str, Any]:
    destination = find_destination(call.sandbox, call.path["destination_id"])
    if destination is None:
        raise answers.Rejected(answers.not_found("The destination was not found."))
    return destination


def _told(row: Any) -> dict[str, Any]:
    return {
        "destinationId": row["id"],
        "name": row["name"],
        "resource": json.loads(row["resource"]),
    }


def _resource(asked: object, name: str) -> dict[str, Any]:
    """A standard queue by its ARN, or an event bus by account and region; exactly one of them."""
    if not isinstance(asked, dict) or len(asked) != 1:
        raise bad("resourceSpecification must hold either sqs or eventBridge.")
    kind, fields = next(iter(asked.items()))
    given = fields if isinstance(fields, dict) else {}
    if kind == "sqs":
        arn = str(given.get("arn", ""))
        if not _QUEUE.fullmatch(arn) or len(arn) > _LONGEST_ARN or arn.endswith(".fifo"):
            raise bad("sqs.arn must be the ARN of a standard queue.")
        return {"sqs": {"arn": arn}}
    account, region = str(given.get("accountId", "")), str(given.get("region", ""))
    if kind != "eventBridge" or not account or not region:
        raise bad("eventBridge needs accountId and region.")
    return {"eventBridge": {"accountId": account, "region": region, "name": name}}
