"""Login with Amazon: an account's refresh token in, or a scope, and an access token out.

For a week after a rotation two client secrets are good: where one is rejected the other is tried
once, and the one that worked is tried first from then on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from core.amazon_errors import (
    AmazonError,
    AppRejected,
    AppUnauthorized,
    AuthorizationLost,
    Throttled,
    UpstreamError,
)
from core.policy.operations import NO_ROLE
from core.ports.amazon import Caller
from core.ports.egress import Secrets
from core.spapi.classify import classify_token, make_error
from core.spapi.endpoints import Endpoints
from core.spapi.message import Answer, Request
from core.spapi.retry import TRIES, Retry
from core.spapi.sender import Label, Sender

LIFE = 3600.0
_TOKEN = re.compile(r"[!-~]{1,4096}")  # it becomes a header, which can hold nothing else
LABEL = Label("token", NO_ROLE, "account")


@dataclass(frozen=True, slots=True, repr=False)
class Grant:
    """An access token and how long it is good for, in seconds."""

    value: str
    seconds: float

    def __repr__(self) -> str:
        return "Grant()"


@dataclass(frozen=True, slots=True, repr=False)
class TokenEndpoint:
    """Login with Amazon."""

    sender: Sender
    secrets: Secrets
    endpoints: Endpoints
    retry: Retry
    _worked: list[str] = field(default_factory=list)
    """The client secret that was taken last."""

    async def app_id(self) -> str:
        """The id of the application that asks."""
        return (await self.secrets.client())[0]

    async def grant(self, caller: Caller) -> Grant:
        """An account's new token; raises AuthorizationLost, AppRejected, or an UpstreamError."""
        refresh_token = await self.secrets.refresh_token(caller)
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return await self._granted(caller, form)

    async def scoped(self, caller: Caller, scope: str) -> Grant:
        """A token of the application's own, for the operations of a scope."""
        return await self._granted(caller, {"grant_type": "client_credentials", "scope": scope})

    async def _granted(self, caller: Caller, form: Mapping[str, str]) -> Grant:
        client_id, newest = await self.secrets.client()
        known = [newest, await self.secrets.old_client_secret()]
        first = [one for one in known if one in self._worked]
        trying = dict.fromkeys(one for one in (*first, *known) if one)
        answer: Answer | AmazonError = AppRejected()
        for secret in trying:
            answer = await self._patiently(
                caller, {**form, "client_id": client_id, "client_secret": secret}
            )
            if isinstance(answer, Answer | AuthorizationLost | AppUnauthorized):
                self._worked[:] = [secret]
            if not isinstance(answer, AppRejected) or isinstance(answer, AppUnauthorized):
                break
        if isinstance(answer, AmazonError):
            raise answer
        return _read(answer)

    async def _patiently(self, caller: Caller, form: Mapping[str, str]) -> Answer | AmazonError:
        request = Request(
            "POST",
            f"{self.endpoints.tokens}/auth/o2/token",
            {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"},
            urlencode(form).encode(),
        )
        tried = 1
        while isinstance(answer := await self._asked(caller, request), UpstreamError | Throttled):
            if tried == TRIES:
                break
            await self.retry.pause(tried)
            tried += 1
        return answer

    async def _asked(self, caller: Caller, request: Request) -> Answer | AmazonError:
        answer = await self.sender.send(caller, LABEL, request)
        if isinstance(answer, Answer) and answer.is_success:
            return answer
        return classify_token(answer)


def _read(answer: Answer) -> Grant:
    read = answer.json()
    value = read.get("access_token") if isinstance(read, dict) else None
    if not isinstance(read, dict) or not isinstance(value, str) or not _TOKEN.fullmatch(value):
        raise make_error(UpstreamError, "token", answer)
    told = read.get("expires_in")
    seconds = float(told) if isinstance(told, int) and told > 0 else LIFE
    return Grant(value, min(seconds, LIFE))
