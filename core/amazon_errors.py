"""What Amazon answers instead of what was asked: a branch of the tree in core.errors.

AmazonError
├── Throttled, AuthorizationLost, AccessDenied, NotAvailable, OutOfWindow, UpstreamError
├── UnknownOutcome, BadDocument
├── AppRejected     AppUnauthorized
└── BadRequest      NotFound
"""

from core.errors import AmzigoError


class AmazonError(AmzigoError):
    """Amazon did not answer as expected (request {request_id}). I keep trying; nothing is lost."""

    code = "amazon"
    request_id: str | None = None
    status: int | None = None
    reason_code: str | None = None
    """Amazon's own name of what was wrong, such as InvalidInput; never its text."""


class Throttled(AmazonError):
    """Amazon asks to slow down; I go on by myself."""


class AuthorizationLost(AmazonError):
    """Amazon no longer accepts this shop's authorization. An owner can renew it at Amazon."""


class AppRejected(AmazonError):
    """Amazon rejects this installation's own credentials. The operator must check them."""


class AppUnauthorized(AppRejected):
    """Amazon says that this shop authorized another app. An owner can authorize this one."""


class AccessDenied(AmazonError):
    """Amazon refused {operation} (request {request_id}): the app may lack a role."""


class NotAvailable(AmazonError):
    """Amazon no longer offers a review request for this order."""


class OutOfWindow(AmazonError):
    """Amazon takes review requests for an order only from day 5 to day 30 after delivery."""


class BadRequest(AmazonError):
    """Amazon could not use the request {operation} (request {request_id})."""


class NotFound(BadRequest):
    """Amazon does not have what {operation} asked for (request {request_id})."""


class UpstreamError(AmazonError):
    """Amazon had an error of its own ({status}, request {request_id}). I try again by myself."""


class UnknownOutcome(AmazonError):
    """Amazon did not say whether it accepted {operation}. I check before anything is repeated."""


class BadDocument(AmazonError):
    """The report Amazon delivered is damaged ({reason}); nothing of it was used. I ask again."""
