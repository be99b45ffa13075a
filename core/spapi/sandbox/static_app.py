"""Amazon's static sandbox as one ASGI app: its published cases, and an error for all else."""

import json
from datetime import datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.spapi.sandbox import answers, control
from core.spapi.sandbox.app import METHODS, served_by
from core.spapi.sandbox.gate import Gate
from core.spapi.sandbox.journal import Entry
from core.spapi.sandbox.operations import Operation, is_amazons
from core.spapi.sandbox.sandbox import Sandbox
from core.spapi.sandbox.settings import SandboxSettings
from core.spapi.sandbox.static_cases import StaticCase, StaticOperation, Wanted
from core.spapi.sandbox.tokens import Holder

_RATE, _BURST = "5.0", 15
"""Amazon's limits of its sandbox, the same for every operation."""
_OWN_ROUTES = {"/sandbox/health", "/sandbox/journal", "/sandbox/clock"}
"""Of the sandbox's own: there is no invented stock here, and nothing goes wrong on order."""
_NO_CASE = "Could not match input arguments"


def build_static_app(
    settings: SandboxSettings, operations: tuple[StaticOperation, ...]
) -> Starlette:
    """The app; `app.state.sandbox` is the Sandbox whose tokens, clock and journal it uses."""
    sandbox = Sandbox(settings)
    routes = [
        *(route for route in control.routes(sandbox) if route.path in _OWN_ROUTES),
        Route("/auth/o2/token", Gate(sandbox).token, methods=["POST"]),
        Route("/{path:path}", StaticGate(sandbox, operations).api, methods=METHODS),
    ]
    return served_by(sandbox, routes)


class StaticGate:
    """The way in: a live token of any kind, then the case that fits."""

    def __init__(self, sandbox: Sandbox, operations: tuple[StaticOperation, ...]) -> None:
        self._sandbox = sandbox
        self._operations = operations

    async def api(self, request: Request) -> Response:
        """Every path of the SP-API."""
        at, request_id = self._sandbox.clock.now(), self._sandbox.request_id()
        operation = self._find(request)
        name = operation.name if operation else "unknown"
        holder: Holder | None = None
        try:
            holder = self._caller(request, at)
            response = await self._answer(request, operation, holder, at)
        except answers.Rejected as rejected:
            response = rejected.response
        response.headers["x-amzn-RequestId"] = request_id
        seller = holder.account.seller if holder and holder.account else None
        url, status = request.url, response.status_code
        self._sandbox.journal.write(
            Entry(at, seller, name, request.method, url.path, url.query, status, request_id)
        )
        return response

    def _find(self, request: Request) -> StaticOperation | None:
        for operation in self._operations:
            if operation.method == request.method and operation.path.fullmatch(request.url.path):
                return operation
        return None

    def _caller(self, request: Request, at: datetime) -> Holder:
        if not request.headers.get("user-agent", "").strip():
            raise answers.Rejected(answers.invalid("The user-agent header is required."))
        given = request.headers.get("x-amz-access-token", "")
        holder = self._sandbox.tokens.holder(given, at)
        if holder is None:
            details = answers.DEAD_TOKEN if given else answers.NO_TOKEN
            raise answers.Rejected(answers.denied(details))
        if holder.expired:
            raise answers.Rejected(answers.denied(answers.OLD_TOKEN))
        return holder

    async def _answer(
        self, request: Request, operation: StaticOperation | None, holder: Holder, at: datetime
    ) -> Response:
        if operation is None:
            known = is_amazons(request.url.path)
            return answers.denied() if known else answers.not_found()
        if not self._is_its_turn(operation, holder, at):
            return answers.throttled()
        body = await _body(request)
        for case in operation.cases:
            if all(_fits(one, operation, request, body) for one in case.wanted):
                return _told(operation, case)
        return _unmatched(operation)

    def _is_its_turn(self, operation: StaticOperation, holder: Holder, at: datetime) -> bool:
        if not self._sandbox.settings.throttle:
            return True
        plan = Operation(operation.name, operation.method, operation.path, _RATE, _BURST)
        caller = holder.account.seller if holder.account else holder.scope
        return self._sandbox.plans.take(plan, caller, at)


async def _body(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        return None


def _fits(wanted: Wanted, operation: StaticOperation, request: Request, body: Any) -> bool:
    """Whether a request has the parameter that a case names."""
    value = wanted.value
    if wanted.place == "body":
        return bool(body == value)
    if wanted.place == "path":
        match = operation.path.fullmatch(request.url.path)
        return match is not None and match[wanted.name] == _text(value)
    if wanted.place == "header":
        return request.headers.get(wanted.name) == _text(value)
    given = request.query_params.getlist(wanted.name)
    if isinstance(value, list):
        return [part for text in given for part in text.split(",")] == [_text(v) for v in value]
    if isinstance(value, bool):
        given = [text.lower() for text in given]  # Amazon's own SDK sends True
    return given == [_text(value)]


def _text(value: object) -> str:
    """A value as a query holds it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(operation: StaticOperation, case: StaticCase) -> Response:
    headers = {"x-amzn-RateLimit-Limit": _RATE}
    if case.status == 204:
        return Response(status_code=204, headers=headers)
    return Response(case.body, case.status, headers, operation.media_type)


def _unmatched(operation: StaticOperation) -> Response:
    """What Amazon answers where no case fits; its Solicitations break down instead."""
    if operation.model.startswith("solicitations"):
        return answers.broken(500)
    return answers.invalid(_NO_CASE)
