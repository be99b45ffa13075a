"""What Amazon's answers mean, whatever shape their bodies have."""

import json

import pytest

from core import amazon_errors as errors
from core.policy.operations import OPERATIONS, PARTICIPATIONS, SOLICIT, SOLICITATION_ACTIONS
from core.spapi.classify import Refusal, classify, classify_token, refusal
from core.spapi.message import Answer, NoAnswer
from tests.amazon_cases import case

GET, ASK, POST = OPERATIONS[PARTICIPATIONS], OPERATIONS[SOLICITATION_ACTIONS], OPERATIONS[SOLICIT]
WINDOW = (
    "You can’t use this feature to request a review outside the 5-30 day range "
    "after the order delivery date."
)
GONE = "The requested solicitation is not available for this amazonOrderId."
DENIED = "Access to requested resource is denied."
DEAD = "The access token you provided is revoked, malformed or invalid."


def told(message: str, details: str = "", code: str = "Unauthorized") -> bytes:
    """Amazon's list of one error."""
    error = {"code": code, "message": message, "details": details}
    return json.dumps({"errors": [error]}, ensure_ascii=False).encode()


@case(27)
@pytest.mark.parametrize(
    ("body", "meant"),
    [
        (told(WINDOW), errors.OutOfWindow),
        (told(WINDOW.replace("’", "'")), errors.OutOfWindow),
        (told(WINDOW).decode().encode("cp1252"), errors.OutOfWindow),
        (told(WINDOW.replace("’", "â€™").replace("5-30", "5â€“30")), errors.OutOfWindow),
        (told(WINDOW.replace("-", "–")), errors.OutOfWindow),
        (told(WINDOW)[:-3], errors.OutOfWindow),
        (b'{"errors":[{"message":"' + WINDOW.encode() + b'" "details":}]', errors.OutOfWindow),
        (told(GONE), errors.NotAvailable),
        (told(GONE)[:-3], errors.NotAvailable),
        (told(DENIED, DEAD), errors.AccessDenied),
        (told(DENIED, "The access token you provided has expired."), errors.AccessDenied),
        (told(DENIED), errors.AccessDenied),
        (told("", "The LWA secret token you provided has expired."), errors.AppRejected),
        (told("Something new."), errors.UnknownOutcome),
        (b"<html>403 Forbidden</html>", errors.UnknownOutcome),
        (b"", errors.UnknownOutcome),
        (b"\xff\xfe\x00", errors.UnknownOutcome),
        (b'{"errors":null}', errors.UnknownOutcome),
        (b'{"errors":[null,7]}', errors.UnknownOutcome),
        (b"[" * 100_000, errors.UnknownOutcome),
    ],
)
def test_the_many_meanings_of_a_refused_request(
    body: bytes, meant: type[errors.AmazonError]
) -> None:
    assert type(classify(POST, Answer(403, {}, body))) is meant


def test_only_a_solicitation_is_out_of_its_window() -> None:
    assert refusal(GET, Answer(403, {}, told(WINDOW))) is Refusal.TOKEN_OR_ROLE
    assert refusal(GET, Answer(403, {}, told(WINDOW, code="Odd"))) is Refusal.UNCLEAR
    assert refusal(ASK, Answer(403, {}, told(WINDOW))) is Refusal.OUT_OF_WINDOW


def test_401_is_always_about_the_token() -> None:
    assert refusal(GET, Answer(401, {}, b"")) is Refusal.TOKEN_OR_ROLE


@case(39)
@pytest.mark.parametrize(
    ("status", "of_get", "of_post"),
    [
        (302, errors.UpstreamError, errors.UnknownOutcome),
        (400, errors.BadRequest, errors.BadRequest),
        (404, errors.NotFound, errors.NotFound),
        (408, errors.UpstreamError, errors.UnknownOutcome),
        (409, errors.BadRequest, errors.BadRequest),
        (413, errors.BadRequest, errors.BadRequest),
        (415, errors.BadRequest, errors.BadRequest),
        (429, errors.Throttled, errors.Throttled),
        (500, errors.UpstreamError, errors.UnknownOutcome),
        (503, errors.UpstreamError, errors.UnknownOutcome),
        (599, errors.UpstreamError, errors.UnknownOutcome),
    ],
)
def test_the_status_decides_first(
    status: int, of_get: type[errors.AmazonError], of_post: type[errors.AmazonError]
) -> None:
    for body in (b"", b"<html>", told("x"), b'{"errors":null}'):
        assert type(classify(GET, Answer(status, {}, body))) is of_get
        assert type(classify(POST, Answer(status, {}, body))) is of_post


def test_no_answer_is_unknown_only_where_something_may_have_been_done() -> None:
    assert type(classify(GET, NoAnswer(sent=True))) is errors.UpstreamError
    assert type(classify(POST, NoAnswer(sent=False))) is errors.UpstreamError
    assert type(classify(POST, NoAnswer(sent=True))) is errors.UnknownOutcome


def test_an_error_names_the_request_and_nothing_that_amazon_wrote() -> None:
    error = classify(GET, Answer(400, {"x-amzn-requestid": "r-1"}, told("<!channel> hi")))
    assert (error.request_id, error.status) == ("r-1", 400)
    assert error.message == (
        "Amazon could not use the request getMarketplaceParticipations (request r-1)."
    )
    odd = classify(GET, Answer(400, {"x-amzn-requestid": "r\n1"}, b""))
    assert odd.request_id is None


@pytest.mark.parametrize(
    ("status", "body", "meant"),
    [
        (400, b'{"error":"invalid_grant","error_description":"x"}', errors.AuthorizationLost),
        (401, b'{"error":"invalid_client"}', errors.AppRejected),
        (400, b'{"error":"unauthorized_client"}', errors.AppUnauthorized),
        (400, b'{"error":"invalid_request"}', errors.BadRequest),
        (400, b'{"error":"invalid_scope"}', errors.BadRequest),
        (500, b'{"error":"server_error"}', errors.UpstreamError),
        (503, b'{"error":"temporarily_unavailable"}', errors.UpstreamError),
        (500, b'{"error":"invalid_grant"}', errors.UpstreamError),
        (400, b"<html>", errors.UpstreamError),
        (400, b'{"error":["invalid_grant"]}', errors.UpstreamError),
        (400, b"[]", errors.UpstreamError),
        (429, b"", errors.Throttled),
    ],
)
def test_what_login_with_amazon_means(
    status: int, body: bytes, meant: type[errors.AmazonError]
) -> None:
    assert type(classify_token(Answer(status, {}, body))) is meant


def test_a_login_without_an_answer_may_be_tried_again() -> None:
    assert type(classify_token(NoAnswer(sent=True))) is errors.UpstreamError
