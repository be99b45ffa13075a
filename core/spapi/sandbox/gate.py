"""The way in: who calls, may they, is it their turn; and every answer's headers and journal row."""

import re
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.documents import download
from core.spapi.sandbox.fault_answers import after, answer_of, report_type
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.handlers import APP_HANDLERS, HANDLERS
from core.spapi.sandbox.journal import Entry
from core.spapi.sandbox.lwa import owner, token
from core.spapi.sandbox.operations import Operation, find_operation, is_amazons
from core.spapi.sandbox.roles import needed_roles
from core.spapi.sandbox.sandbox import AppCall, Call, Sandbox

_SHOWS_RATE = {200, 201, 202, 204, 400, 404}
_LONGEST_AGENT = 500


@dataclass(slots=True)
class _Visit:
    """One request on its way through; what the journal will say of it is filled in as it goes."""

    request: Request
    at: datetime
    request_id: str
    operation: str = "unknown"
    account: SellerAccount | None = None
    rate: str | None = None
    order_id: str | None = None
    fault: Fault | None = None


class Gate:
    """The three doors: tokens, documents, and the API itself."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    async def token(self, request: Request) -> Response:
        """POST /auth/o2/token."""
        visit = self._visit(request, "token")
        visit.account = await owner(self._sandbox, request)
        response = answer_of(await self._fault(visit))
        if response is None:
            response, visit.account = await token(self._sandbox, request)
        return self._leave(visit, response)

    async def document(self, request: Request) -> Response:
        """GET /documents/{id}."""
        visit = self._visit(request, "download")
        fault = await self._fault(visit)
        response = answer_of(fault)
        if response is None:
            response = download(self._sandbox, request, fault, visit.request_id)
        return self._leave(visit, response)

    async def api(self, request: Request) -> Response:
        """Every other path: the SP-API."""
        visit = self._visit(request, "unknown")
        try:
            response = await self._enter(visit)
        except answers.Rejected as rejected:
            response = rejected.response
        return self._leave(visit, response)

    async def _enter(self, visit: _Visit) -> Response:
        request = visit.request
        found = find_operation(request.method, request.url.path)
        if found is not None:
            operation, path = found
            visit.operation, visit.rate = operation.name, operation.rate
            visit.order_id = path.get("order_id")
        self._check_agent(request)
        account = visit.account = self._caller(visit, operation.scope if found else "")
        if found is None:
            return self._elsewhere(request.url.path)
        response = answer_of(await self._fault(visit))
        if response is None:
            response = self._turn(operation, account, visit.at)
        if response is None:
            response = await self._serve(operation, path, visit)
        return response

    async def _serve(self, operation: Operation, path: dict[str, str], visit: _Visit) -> Response:
        sandbox, request, account = self._sandbox, visit.request, visit.account
        visit.rate = sandbox.plans.rate(operation)
        if account is None:
            return await APP_HANDLERS[operation.name](AppCall(sandbox, request, path, visit.at))
        if not sandbox.roles.allow(account.seller, await needed_roles(operation, request)):
            return answers.denied()
        call = Call(sandbox, account, request, path, visit.at, visit.fault)
        return await HANDLERS[operation.name](call)

    def _check_agent(self, request: Request) -> None:
        agent = request.headers.get("user-agent", "").strip()
        if not agent or len(agent) > _LONGEST_AGENT:
            message = f"The user-agent header is required, of at most {_LONGEST_AGENT} characters."
            raise answers.Rejected(answers.invalid(message))

    def _caller(self, visit: _Visit, scope: str) -> SellerAccount | None:
        """Whose call it is; None for the app itself, which a grantless operation wants."""
        given = visit.request.headers.get("x-amz-access-token", "")
        holder = self._sandbox.tokens.holder(given, visit.at)
        if holder is None:
            details = answers.DEAD_TOKEN if given else answers.NO_TOKEN
            raise answers.Rejected(answers.denied(details))
        visit.account = holder.account
        if holder.expired:
            raise answers.Rejected(answers.denied(answers.OLD_TOKEN))
        host = re.search("sellingpartnerapi-(na|eu|fe)", visit.request.headers.get("host", ""))
        wrong_host = host and holder.account and host[1].upper() != holder.account.region
        if holder.scope != scope or wrong_host:
            raise answers.Rejected(answers.denied())
        return holder.account

    def _elsewhere(self, path: str) -> Response:
        """Amazon's other APIs want a role that this app does not have; the rest is nowhere."""
        return answers.denied() if is_amazons(path) else answers.not_found()

    def _turn(
        self, operation: Operation, account: SellerAccount | None, at: datetime
    ) -> Response | None:
        if not self._sandbox.settings.throttle:
            return None
        allowed = self._sandbox.plans.take(operation, account.key if account else "", at)
        return None if allowed else answers.throttled()

    async def _fault(self, visit: _Visit) -> Fault | None:
        seller = visit.account.seller if visit.account else None
        kind = await report_type(visit.request) if visit.operation == "createReport" else None
        fault = visit.fault = self._sandbox.faults.take(visit.operation, visit.at, seller, kind)
        if fault is not None and fault.effect is Effect.SLOW:
            await self._sandbox.settings.sleep(fault.seconds)
        return fault

    def _visit(self, request: Request, operation: str) -> _Visit:
        sandbox = self._sandbox
        return _Visit(request, sandbox.clock.now(), sandbox.request_id(), operation)

    def _leave(self, visit: _Visit, response: Response) -> Response:
        response = after(visit.fault, response)
        response.headers["x-amzn-RequestId"] = visit.request_id
        if visit.rate and response.status_code in _SHOWS_RATE:
            response.headers["x-amzn-RateLimit-Limit"] = visit.rate
        url = visit.request.url
        query = "" if visit.operation == "download" else url.query  # signatures are secrets
        self._sandbox.journal.write(
            Entry(
                visit.at,
                visit.account.seller if visit.account else None,
                visit.operation,
                visit.request.method,
                url.path,
                query,
                response.status_code,
                visit.request_id,
                visit.order_id,
            )
        )
        return response
