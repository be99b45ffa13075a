"""What an answer that is no success means.

Amazon's error bodies may be JSON, a gateway's page, mis-encoded or cut off, so the status decides
first and the text is only searched, never trusted or shown.
"""

import re
from enum import Enum, auto

from core.amazon_errors import (
    AccessDenied,
    AmazonError,
    AppRejected,
    AppUnauthorized,
    AuthorizationLost,
    BadRequest,
    NotAvailable,
    NotFound,
    OutOfWindow,
    Throttled,
    UnknownOutcome,
    UpstreamError,
)
from core.policy.operations import Operation
from core.spapi.message import Answer, NoAnswer

# Any character between the figures: dashes arrive mis-encoded.
_WINDOW = re.compile(r"\b5.{1,3}30.{1,3}day")
_TOKEN_ERRORS: dict[str, type[AmazonError]] = {
    "invalid_grant": AuthorizationLost,
    "invalid_client": AppRejected,
    "unauthorized_client": AppUnauthorized,
    "invalid_request": BadRequest,
    "invalid_scope": BadRequest,
    "unsupported_grant_type": BadRequest,
}
_READ = 4096
_CODE = re.compile(r"[A-Za-z][A-Za-z.]{1,40}", re.ASCII)
_DENIED = ("Unauthorized", "AccessDenied", "InvalidSignature")


class Refusal(Enum):
    """What Amazon's overloaded 401 and 403 mean."""

    OUT_OF_WINDOW = auto()
    NOT_AVAILABLE = auto()
    SECRET = auto()
    TOKEN_OR_ROLE = auto()
    UNCLEAR = auto()


def classify(operation: Operation, answer: Answer | NoAnswer) -> AmazonError:
    """The error that an answer other than a success means."""
    if isinstance(answer, NoAnswer):
        may_be_done = answer.sent and not operation.idempotent
        return make_error(UnknownOutcome if may_be_done else UpstreamError, operation.name, answer)
    return make_error(_kind(operation, answer), operation.name, answer)


def _kind(operation: Operation, answer: Answer) -> type[AmazonError]:
    unclear = UpstreamError if operation.idempotent else UnknownOutcome
    match answer.status:
        case 429:
            return Throttled
        case 401 | 403:
            return {
                Refusal.OUT_OF_WINDOW: OutOfWindow,
                Refusal.NOT_AVAILABLE: NotAvailable,
                Refusal.SECRET: AppRejected,
                Refusal.TOKEN_OR_ROLE: AccessDenied,
            }.get(refusal(operation, answer), unclear)
        case 404:
            return NotFound
        case 408:
            return unclear
        case status if 400 <= status < 500:
            return BadRequest
    return unclear


def refusal(operation: Operation, answer: Answer) -> Refusal:
    """Which of its meanings a 401 or 403 has."""
    text = _text(answer)
    if _is_solicitation(operation):
        if _WINDOW.search(text):
            return Refusal.OUT_OF_WINDOW
        if "not available" in text:
            return Refusal.NOT_AVAILABLE
    if "lwa secret" in text:
        return Refusal.SECRET
    named = "access to requested resource is denied" in text or "access token" in text
    # Solicitations call everything so; elsewhere the code alone is plain.
    named = named or (not _is_solicitation(operation) and reason_code(answer) in _DENIED)
    return Refusal.TOKEN_OR_ROLE if named or answer.status == 401 else Refusal.UNCLEAR


def _is_solicitation(operation: Operation) -> bool:
    return operation.path.startswith("/solicitations/")


def reason_code(answer: Answer) -> str | None:
    """The code of the first error in an error body, None where there is none to be read."""
    read = answer.json()
    errors = read.get("errors") if isinstance(read, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    code = first.get("code") if isinstance(first, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else None


def _text(answer: Answer) -> str:
    """What an error body says, read as far as it can be."""
    read = answer.json()
    if isinstance(read, dict) and isinstance(read.get("errors"), list):
        told = [error for error in read["errors"] if isinstance(error, dict)]
        parts = [f"{error.get('message', '')} {error.get('details', '')}" for error in told]
        return " ".join(parts)[:_READ].casefold()
    return answer.body[:_READ].decode("utf-8", "replace").casefold()


def classify_token(answer: Answer | NoAnswer) -> AmazonError:
    """The same for Login with Amazon, whose errors have another shape."""
    if isinstance(answer, NoAnswer):
        return make_error(UpstreamError, "token", answer)
    read = answer.json()
    name = read.get("error") if isinstance(read, dict) else None
    if answer.status == 429:
        return make_error(Throttled, "token", answer)
    if answer.status < 500 and isinstance(name, str) and name in _TOKEN_ERRORS:
        return make_error(_TOKEN_ERRORS[name], "token", answer)
    return make_error(UpstreamError, "token", answer)


def make_error(
    kind: type[AmazonError], operation: str, answer: Answer | NoAnswer, **fields: object
) -> AmazonError:
    """An error with what its message names, and with Amazon's request id."""
    request_id = answer.request_id if isinstance(answer, Answer) else None
    status = answer.status if isinstance(answer, Answer) else None
    named: dict[str, object] = {
        "operation": operation,
        "request_id": request_id or "unknown",
        "status": status or "no answer",
    }
    error = kind(None, **(named | fields))
    error.request_id, error.status = request_id, status
    if isinstance(answer, Answer) and not answer.is_success:
        error.reason_code = reason_code(answer)
    return error
