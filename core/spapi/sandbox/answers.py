"""Amazon's answers: bodies, codes and content types as it sends them."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse, Response

DENIED = "Access to requested resource is denied."
NO_TOKEN = "Access token is missing in the request header."  # noqa: S105 Amazon's sentence
DEAD_TOKEN = "The access token you provided is revoked, malformed or invalid."  # noqa: S105
OLD_TOKEN = "The access token you provided has expired."  # noqa: S105 Amazon's sentence
OUTSIDE_WINDOW = (
    "You can’t use this feature to request a review outside the 5-30 day range "
    "after the order delivery date."
)
NOT_AVAILABLE = "The requested solicitation is not available for this amazonOrderId."


class Hal(JSONResponse):
    """JSON as the Solicitations API labels it."""

    media_type = "application/hal+json"


def error(status: int, code: str, message: str, details: str = "") -> Response:
    """Amazon's list of one error."""
    body = {"errors": [{"code": code, "message": message, "details": details}]}
    return JSONResponse(body, status)


def denied(details: str = "") -> Response:
    """403: a dead token, a missing role, another region's or seller's object."""
    return error(403, "Unauthorized", DENIED, details)


def invalid(message: str) -> Response:
    """400: the request itself is wrong."""
    return error(400, "InvalidInput", message)


def not_found(message: str = "The requested resource was not found.") -> Response:
    """404: no such object for this seller."""
    return error(404, "NotFound", message)


def conflict(message: str) -> Response:
    """409: there is one already, or it is in use."""
    return error(409, "Conflict", message)


def throttled() -> Response:
    """429, without Retry-After: Amazon sends none."""
    return error(429, "QuotaExceeded", "You exceeded your quota for the requested resource.")


def broken(status: int) -> Response:
    """Amazon's own trouble: 500 or 503."""
    if status == 503:
        return error(503, "ServiceUnavailable", "Service is temporarily unavailable. Try again.")
    return error(status, "InternalFailure", "We encountered an internal error. Please try again.")


def gateway_page() -> Response:
    """What a gateway in front of Amazon sends: a page where JSON is expected."""
    return Response(
        "<html><head><title>503 Service Temporarily Unavailable</title></head>"
        "<body><h1>503 Service Temporarily Unavailable</h1></body></html>",
        503,
        media_type="text/html",
    )


def oauth_error(status: int, name: str, description: str) -> Response:
    """An error of the token endpoint: another shape, other names."""
    return JSONResponse({"error_description": description, "error": name}, status)


def oauth_answer(fields: Mapping[str, Any]) -> Response:
    """A token, never to be cached."""
    return JSONResponse(dict(fields), headers={"cache-control": "no-store", "pragma": "no-cache"})


def s3_error(code: str, message: str, request_id: str, more: str = "") -> Response:
    """The XML of the document store, which is not the SP-API."""
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<Error><Code>{code}</Code><Message>{message}</Message>{more}"
        f"<RequestId>{request_id}</RequestId><HostId>{request_id[::-1]}</HostId></Error>"
    )
    return Response(xml, 403, media_type="application/xml")


def invalid_grant() -> Response:
    """The refresh token is unknown, revoked, or another app's."""
    return oauth_error(
        400,
        "invalid_grant",
        "The request has an invalid grant parameter : refresh_token. "
        "User may have revoked or didn't grant the permission.",
    )


def invalid_client() -> Response:
    """The app's own id or secret is wrong."""
    return oauth_error(401, "invalid_client", "Client authentication failed")


class Rejected(Exception):
    """A handler's way out: the call is answered with this error and nothing happened."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response
