"""The sandbox's own routes, for tests and demos on this machine: nothing of Amazon's."""

import json
from datetime import UTC, date, datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.spapi.sandbox.fault_script import load
from core.spapi.sandbox.loopback import Handler, guarded
from core.spapi.sandbox.sandbox import Sandbox


def routes(sandbox: Sandbox) -> list[Route]:
    """All control routes, each for callers on this machine only."""
    table: list[tuple[str, str, Handler]] = [
        ("GET", "health", _health),
        ("GET", "journal", _journal),
        ("POST", "clock", _clock),
        ("GET", "stock-history", _stock_history),
        ("POST", "faults", _faults),
        ("DELETE", "faults", _no_faults),
    ]
    return [
        Route(f"/sandbox/{name}", guarded(sandbox, handler), methods=[method])
        for method, name, handler in table
    ]


async def _health(sandbox: Sandbox, _: Request) -> Response:
    return JSONResponse(
        {
            "status": "ok",
            "now": sandbox.clock.now().isoformat(),
            "sellers": [a.seller for a in sandbox.world.accounts],
        }
    )


async def _journal(sandbox: Sandbox, request: Request) -> Response:
    since = request.query_params.get("since")
    entries = sandbox.journal.read(
        request.query_params.get("operation"), _moment(since) if since else None
    )
    return JSONResponse({"calls": entries})


async def _clock(sandbox: Sandbox, request: Request) -> Response:
    sandbox.clock.set(_moment((await request.json())["now"]))
    return JSONResponse({"now": sandbox.clock.now().isoformat()})


async def _stock_history(sandbox: Sandbox, request: Request) -> Response:
    query = request.query_params
    days = sandbox.world.stock_history(
        query["seller"],
        query["marketplace"],
        date.fromisoformat(query["first"]),
        date.fromisoformat(query["last"]),
    )
    return JSONResponse({"stock": [day.as_json() for day in days]})


async def _faults(sandbox: Sandbox, request: Request) -> Response:
    return JSONResponse({"added": load(sandbox, json.loads(await request.body()))})


async def _no_faults(sandbox: Sandbox, _: Request) -> Response:
    sandbox.faults.clear()
    sandbox.tokens.restore()
    return JSONResponse({"added": 0})


def _moment(text: str) -> datetime:
    # In a query an unescaped + arrives as a space.
    moment = datetime.fromisoformat(text.replace(" ", "+"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
