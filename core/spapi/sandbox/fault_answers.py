"""What a fault answers in place of the truth, or does to it."""

import json

from starlette.requests import Request
from starlette.responses import Response

from core.spapi.sandbox import answers
from core.spapi.sandbox.connection import Reset, WrongLength
from core.spapi.sandbox.faults import Effect, Fault

SECRET_EXPIRED = "The LWA secret token you provided has expired."  # noqa: S105 Amazon's sentence
_HAL = answers.Hal.media_type
_LONGER, _SHORTER = 2.0, 0.5


def answer_of(fault: Fault | None) -> Response | None:
    """The answer a fault gives in place of the true one, None where it gives none."""
    if fault is None:
        return None
    match fault.effect:
        case Effect.THROTTLED:
            return _throttled(fault.rate)
        case Effect.INTERNAL | Effect.UNAVAILABLE:
            return answers.broken(int(fault.effect))
        case Effect.HTML | Effect.EMPTY | Effect.NULL_ERRORS:
            return _body(fault)
        case Effect.INVALID_GRANT:
            return answers.invalid_grant()
        case Effect.INVALID_CLIENT:
            return answers.invalid_client()
        case Effect.RESET_BEFORE:
            return Reset(status_code=0)
    return _refusal(fault.effect)


def after(fault: Fault | None, response: Response) -> Response:
    """The true answer, or what becomes of it on its way: everything has happened already."""
    match fault.effect if fault else None:
        case Effect.RESET_AFTER:
            return Reset(status_code=response.status_code)
        case Effect.LONG_LENGTH:
            return WrongLength(response, _LONGER)
        case Effect.SHORT_LENGTH:
            return WrongLength(response, _SHORTER)
    return response


async def report_type(request: Request) -> str | None:
    """The report type that a createReport asks for, None where its body does not say."""
    try:
        body = json.loads(await request.body())
    except ValueError:
        return None
    kind = body.get("reportType") if isinstance(body, dict) else None
    return kind if isinstance(kind, str) else None


def _throttled(rate: str | None) -> Response:
    response = answers.throttled()
    if rate is not None:
        response.headers["x-amzn-RateLimit-Limit"] = rate
    return response


def _body(fault: Fault) -> Response:
    """A body that is not what a body should be, under any status."""
    match fault.effect:
        case Effect.HTML:
            page = answers.gateway_page()
            page.status_code = fault.status or page.status_code
            return page
        case Effect.NULL_ERRORS:
            return Response('{"errors": null}', fault.status or 500, media_type="application/json")
    return Response(status_code=fault.status or 500)


def _refusal(effect: Effect) -> Response | None:
    """A 403 in one of its many meanings and spellings."""
    match effect:
        case Effect.DENIED:
            return answers.denied()
        case Effect.DEAD_TOKEN:
            return answers.denied(answers.DEAD_TOKEN)
        case Effect.SECRET_EXPIRED:
            return answers.denied(SECRET_EXPIRED)
        case Effect.OUTSIDE_WINDOW:
            return answers.error(403, "Unauthorized", answers.OUTSIDE_WINDOW)
        case Effect.NOT_OFFERED:
            return answers.error(403, "Unauthorized", answers.NOT_AVAILABLE)
        case Effect.MOJIBAKE:
            wrong = answers.OUTSIDE_WINDOW.encode().decode("cp1252")
            return answers.error(403, "Unauthorized", wrong)
        case Effect.INVALID_JSON:
            quoted = answers.OUTSIDE_WINDOW.replace("’", '"')
            text = f'{{"errors":[{{"code":"Unauthorized","message":"{quoted}","details":}}]'
            return Response(text, 403, media_type=_HAL)
    return None
