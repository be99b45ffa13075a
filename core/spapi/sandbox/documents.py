"""The document store: presigned URLs, good for five minutes, that want no other credential."""

import hmac
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from core.spapi.sandbox import answers, bomb
from core.spapi.sandbox.clock import wire
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.report_encoding import FLAGGED, PACKED
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
    if fault is not None and fault.effect is Effect.EXPIRED:
        return _expired(sandbox.clock.now(), sandbox.clock.now(), request_id)
    refusal = _refusal(sandbox, request, request_id)
    if refusal is not None:
        return refusal
    document = request.path_params["document_id"]
    rows = sandbox.state.read("SELECT * FROM document WHERE id = ?", document)
    if not rows:
        return answers.s3_error("AccessDenied", "Access Denied", request_id)
    charset, packed = rows[0]["charset"], rows[0]["packed"]
    headers = {"content-type": f"text/plain;charset={charset}" if charset else "text/plain"}
    if "response-content-encoding" in request.query_params and packed == PACKED | FLAGGED:
        headers["content-encoding"] = "gzip"
    if fault is not None and fault.effect is Effect.BOMB:
        headers["content-length"] = str(bomb.wire_size(fault.size))
        return StreamingResponse(bomb.pieces(fault.size), headers=headers)
    body: bytes = rows[0]["content"]
    if fault is not None and fault.effect is Effect.TRUNCATE:
        body = body[: len(body) // 2]
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
    return _expired(expires, now, request_id) if now >= expires else None


def _expired(expires: datetime, now: datetime, request_id: str) -> Response:
    more = (
        f"<X-Amz-Expires>{_SECONDS}</X-Amz-Expires><Expires>{wire(expires)}</Expires>"
        f"<ServerTime>{wire(now)}</ServerTime>"
    )
    return answers.s3_error("AccessDenied", "Request has expired", request_id, more)


def _signature(sandbox: Sandbox, document: str, asked: dict[str, str]) -> str:
    text = document + "\n" + urlencode(sorted(asked.items()))
    return hmac.new(sandbox.url_key, text.encode(), "sha256").hexdigest()
