"""The document store: presigned URLs, good for five minutes, that want no other credential."""

import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.clock import wire
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.sandbox import Call, Sandbox

_SECONDS = 300
_STAMP = "%Y%m%dT%H%M%SZ"
_FOREIGN_HEADERS = ("authorization", "x-amz-access-token", "x-amz-date", "x-amz-security-token")


def signed_url(call: Call, document: str, *, encoding: bool) -> str:
    """A URL on this host that opens one document until its five minutes are over."""
    asked = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Date": call.at.strftime(_STAMP),
        "X-Amz-Expires": str(_SECONDS),
        "X-Amz-SignedHeaders": "host",
    }
    if encoding:
        asked["response-content-encoding"] = "gzip"
    asked["X-Amz-Signature"] = _signature(call.sandbox, document, asked)
    return f"{call.request.base_url}documents/{document}?{urlencode(asked)}"


def download(sandbox: Sandbox, request: Request, fault: Fault | None, request_id: str) -> Response:
    """GET /documents/{id}: the bytes, or the store's own XML."""
    refusal = _refusal(sandbox, request, request_id)
    if refusal is not None:
        return refusal
    document = request.path_params["document_id"]
    rows = sandbox.state.read("SELECT * FROM document WHERE id = ?", document)
    if not rows:
        return answers.s3_error("AccessDenied", "Access Denied", request_id)
    body: bytes = rows[0]["content"]
    if fault is not None and fault.effect is Effect.TRUNCATE:
        body = body[: len(body) // 2]
    headers = {"content-type": f"text/plain;charset={rows[0]['charset']}"}
    if "response-content-encoding" in request.query_params and rows[0]["packed"]:
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers)


def _refusal(sandbox: Sandbox, request: Request, request_id: str) -> Response | None:
    if any(name in request.headers for name in _FOREIGN_HEADERS):
        return answers.s3_error(
            "AccessDenied",
            "There were headers present in the request which were not signed",
            request_id,
        )
    asked = dict(request.query_params)
    given = asked.pop("X-Amz-Signature", "")
    true = _signature(sandbox, request.path_params["document_id"], asked)
    if not hmac.compare_digest(given.encode(), true.encode()):
        return answers.s3_error(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the "
            "signature you provided. Check your key and signing method.",
            request_id,
        )
    signed = datetime.strptime(asked["X-Amz-Date"], _STAMP).replace(tzinfo=UTC)
    expires, now = signed + timedelta(seconds=_SECONDS), sandbox.clock.now()
    if now >= expires:
        more = (
            f"<X-Amz-Expires>{_SECONDS}</X-Amz-Expires><Expires>{wire(expires)}</Expires>"
            f"<ServerTime>{wire(now)}</ServerTime>"
        )
        return answers.s3_error("AccessDenied", "Request has expired", request_id, more)
    return None


def _signature(sandbox: Sandbox, document: str, asked: dict[str, str]) -> str:
    text = document + "\n" + urlencode(sorted(asked.items()))
    return hmac.new(sandbox.url_key, text.encode(), "sha256").hexdigest()
