"""Reading what a caller asks of the Reports API; every reader raises Rejected with a 400."""

import json
from datetime import UTC, datetime
from typing import Any

from core.spapi.sandbox import answers
from core.spapi.sandbox.sandbox import Call

_FIRST_YEAR = 1995  # no order is older than Amazon


async def read_body(call: Call) -> dict[str, Any]:
    """The JSON object of a request."""
    try:
        body = json.loads(await call.request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise answers.Rejected(answers.invalid("The request body is not a JSON object."))
    return body


def read_wanted(body: dict[str, Any]) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """The report type, the marketplaces and the options that a body names."""
    markets, kind = body.get("marketplaceIds"), body.get("reportType")
    if not isinstance(kind, str) or not kind:
        raise answers.Rejected(answers.invalid("Missing required field: reportType."))
    named = isinstance(markets, list) and all(isinstance(m, str) for m in markets)
    if not isinstance(markets, list) or not named or not 1 <= len(markets) <= 25:
        raise answers.Rejected(answers.invalid("marketplaceIds must hold 1 to 25 ids."))
    options = body.get("reportOptions") or {}
    if not isinstance(options, dict) or not all(isinstance(v, str) for v in options.values()):
        raise answers.Rejected(answers.invalid("reportOptions must map strings to strings."))
    return kind, tuple(markets), options


def read_moment(given: object, name: str, default: datetime) -> datetime:
    """A time in ISO 8601, in UTC where it names no zone."""
    if given is None:
        return default
    try:
        moment = datetime.fromisoformat(str(given))
    except ValueError:
        raise answers.Rejected(answers.invalid(f"{name} is not an ISO 8601 time.")) from None
    if moment.year < _FIRST_YEAR:
        raise answers.Rejected(answers.invalid(f"{name} is too long ago."))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
