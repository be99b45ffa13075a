"""One call of an operation, from the gate to a classified answer.

Gate, quota, token, wire, ledger, then what the answer means; repeated only where nothing can have
been done twice.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode, urlsplit

from core.amazon_errors import AmazonError, AppRejected, Throttled, UpstreamError
from core.errors import GateClosed
from core.policy.gate import Allowed, Denied, Standing, judge
from core.policy.operations import Operation
from core.ports.amazon import Caller
from core.ports.clock import Clock
from core.spapi.auth import Tokens
from core.spapi.breaker import Breaker
from core.spapi.classify import Refusal, classify, refusal
from core.spapi.endpoints import Endpoints
from core.spapi.message import Answer, NoAnswer, Request
from core.spapi.quota import BucketKey, Quota
from core.spapi.retry import TRIES, Retry
from core.spapi.sender import Label, Sender

STALE = 5.0
"""Seconds for which a look at what is switched on holds."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~+=-]{0,255}")


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """What is asked: an operation's name, the ids in its path, its query, its JSON body."""

    operation: str
    ids: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    report_type: str | None = None
    apart: bool = False
    """Whether its report type is throttled by itself: its 429s say nothing of the others."""


def permit(caller: Caller, operation: str, report_type: str | None = None) -> Allowed:
    """The gate's leave; raises GateClosed with its reason."""
    verdict = judge(operation, report_type, Standing(caller.features, caller.active))
    if isinstance(verdict, Denied):
        raise GateClosed(reason=verdict.reason)
    return verdict


def label(leave: Allowed, operation: str, report_type: str | None) -> Label:
    """How the ledger names a call; of a report's calls also the report type."""
    name = f"{operation}:{report_type}" if report_type else operation
    return Label(name, leave.amazon_role, leave.feature)


@dataclass(frozen=True, slots=True)
class Calls:
    """Makes calls, one at a time for whoever asks."""

    endpoints: Endpoints
    sender: Sender
    tokens: Tokens
    quota: Quota
    retry: Retry
    clock: Clock
    breaker: Breaker
    standing: Callable[[Caller], Awaitable[Caller]]
    ticks: Callable[[], float]
    _looked: dict[tuple[str, str], float] = field(default_factory=dict)

    async def make(self, caller: Caller, call: Call) -> Answer:
        """The successful answer; raises GateClosed or an AmazonError.

        Raises UnknownOutcome where something that must not be repeated may have been done.
        """
        leave = permit(caller, call.operation, call.report_type)
        errand = self._errand(caller, leave, call)
        tried, renewed = 0, False
        while True:
            answer, token = await self._once(caller, errand)
            if isinstance(answer, Answer) and answer.is_success:
                return answer
            if not renewed and _blames_token(leave.operation, answer):
                renewed = await self.tokens.renew(caller, token)
                if renewed:
                    continue
            tried += 1
            error = classify(leave.operation, answer)
            if tried == TRIES or not _may_repeat(leave.operation, answer, error):
                if isinstance(error, Throttled):
                    error.retry_after = self.quota.wait(leave.operation, errand.key)
                if isinstance(error, AppRejected):
                    await self.tokens.rejected(caller)
                raise error
            await self.retry.pause(tried)

    def _errand(self, caller: Caller, leave: Allowed, call: Call) -> "_Errand":
        operation = leave.operation
        shared = BucketKey(operation.name, caller.tenant, caller.account, caller.region)
        named = label(leave, operation.name, call.report_type)
        key = shared._replace(operation=named.operation) if call.apart else shared
        url = self._url(caller, operation, call)
        return _Errand(operation, url, key, shared, named, call.report_type, call.body)

    async def _once(self, caller: Caller, errand: "_Errand") -> tuple[Answer | NoAnswer, str]:
        """One try, and the token it was made with."""
        host = urlsplit(errand.url).netloc
        self.breaker.check(host, errand.operation.name)
        async with self.quota.turn(errand.operation, errand.key):
            if errand.shared != errand.key:
                await self.quota.take(errand.operation, errand.shared)
            await self._still_permitted(caller, errand)
            token = await self.tokens.get(caller)
            request = self._request(errand, token)
            answer = await self.sender.send(caller, errand.named, request)
            self.quota.heard(errand.operation, errand.key, answer)
        self.breaker.heard(host, answer)
        return answer, token

    async def _still_permitted(self, caller: Caller, errand: "_Errand") -> None:
        """Look again at what is switched on: a job goes on with the caller that it began with.

        Always before what cannot be taken back, else when the last look is seconds ago.
        """
        key, now = (caller.tenant, caller.account), self.ticks()
        if errand.operation.idempotent and now - self._looked.get(key, -STALE) < STALE:
            return
        permit(await self.standing(caller), errand.operation.name, errand.report_type)
        self._looked[key] = now

    def _url(self, caller: Caller, operation: Operation, call: Call) -> str:
        origin = self.endpoints.regions.get(caller.region)
        if origin is None:
            raise GateClosed(reason=f"there is no address for the region {caller.region[:8]}")
        if not all(_ID.fullmatch(value) for value in call.ids.values()):
            raise GateClosed(reason=f"an id for {operation.name} has characters that no id has")
        ids = {name: quote(value, safe="") for name, value in call.ids.items()}
        query = f"?{urlencode(call.query)}" if call.query else ""
        return f"{origin}{operation.path.format(**ids)}{query}"

    def _request(self, errand: "_Errand", token: str) -> Request:
        headers = {
            "accept": "application/json",
            "x-amz-access-token": token,
            "x-amz-date": self.clock().strftime("%Y%m%dT%H%M%SZ"),
        }
        method, url = errand.operation.method, errand.url
        if errand.body is None:
            return Request(method, url, headers)
        headers["content-type"] = "application/json"
        return Request(method, url, headers, json.dumps(errand.body).encode())


@dataclass(frozen=True, slots=True, repr=False)
class _Errand:
    """A call that was permitted, ready to be made as often as it takes."""

    operation: Operation
    url: str
    key: BucketKey
    shared: BucketKey
    """The bucket of all calls of the operation; the same one, but for a type that is apart."""
    named: Label
    report_type: str | None
    body: Mapping[str, object] | None


def _blames_token(operation: Operation, answer: Answer | NoAnswer) -> bool:
    """Whether another token may help: Amazon words a missing role just as an expired token."""
    if isinstance(answer, NoAnswer) or answer.status not in (401, 403):
        return False
    return refusal(operation, answer) is Refusal.TOKEN_OR_ROLE


def _may_repeat(operation: Operation, answer: Answer | NoAnswer, error: AmazonError) -> bool:
    if isinstance(answer, NoAnswer) and not answer.sent:
        return True
    return operation.idempotent and isinstance(error, UpstreamError | Throttled)
