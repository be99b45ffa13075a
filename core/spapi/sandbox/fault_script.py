"""Reading a script of faults: all of it is understood, or none of it is taken."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.spapi.sandbox.bomb import LARGEST
from core.spapi.sandbox.faults import Effect, Fault
from core.spapi.sandbox.operations import OPERATIONS
from core.spapi.sandbox.report_encoding import CODECS
from core.spapi.sandbox.sandbox import Sandbox

_REVIEWS = frozenset(
    {"getSolicitationActionsForOrder", "createProductReviewAndSellerFeedbackSolicitation"}
)
_PLACES: dict[frozenset[str], tuple[Effect, ...]] = {
    frozenset({"token"}): (Effect.INVALID_GRANT, Effect.INVALID_CLIENT),
    frozenset({"download"}): (Effect.TRUNCATE, Effect.BOMB, Effect.EXPIRED),
    _REVIEWS: (Effect.OUTSIDE_WINDOW, Effect.MOJIBAKE, Effect.INVALID_JSON, Effect.NOT_OFFERED),
    frozenset({"createReport"}): (
        Effect.FATAL,
        Effect.FATAL_BARE,
        Effect.STUCK,
        Effect.ENCODING,
        Effect.UNFLAGGED,
        Effect.UNPACKED,
    ),
}
_ONLY = {effect: places for places, effects in _PLACES.items() for effect in effects}
"""Effects that belong to some operations only."""

_ALWAYS = {"operation", "effect", "times", "hours", "seller", "report_type"}
_MORE = {
    Effect.THROTTLED: {"rate"},
    Effect.HTML: {"status"},
    Effect.EMPTY: {"status"},
    Effect.NULL_ERRORS: {"status"},
    Effect.SLOW: {"seconds"},
    Effect.BOMB: {"size"},
    Effect.ENCODING: {"codec", "label"},
}
"""Fields that only some effects read."""

_ENDLESS = 10**9


class BadFault(ValueError):
    """A fault that cannot be put in the script; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """What a seller does in Seller Central."""

    seller: str


def load(sandbox: Sandbox, asked: object) -> int:
    """Add a fault, or a list of them, to the script; how many. Raises BadFault."""
    given = asked if isinstance(asked, list) else [asked]
    now = sandbox.clock.now()
    read = [_read(sandbox, fields, number, now) for number, fields in enumerate(given, 1)]
    for one in read:
        if isinstance(one, Revocation):
            sandbox.tokens.revoke(one.seller)
        else:
            sandbox.faults.add(one)
    return len(read)


def _read(sandbox: Sandbox, fields: object, number: int, now: datetime) -> Fault | Revocation:
    try:
        if not isinstance(fields, dict):
            raise BadFault("it is not an object")
        effect = _effect(fields)
        seller = fields.get("seller")
        if seller is not None and not sandbox.tokens.knows(str(seller)):
            raise BadFault(f"there is no seller {seller!r}")
        if effect is Effect.REVOKED:
            if seller is None:
                raise BadFault("it names no seller")
            return Revocation(str(seller))
        return _fault(fields, effect, now)
    except (ValueError, TypeError, OverflowError) as why:
        raise BadFault(f"fault {number}: {why}") from why


def _effect(fields: dict[str, Any]) -> Effect:
    try:
        effect = Effect(str(fields.get("effect", "")))
    except ValueError:
        raise BadFault(f"there is no effect {fields.get('effect')!r}") from None
    foreign = set(fields) - _ALWAYS - _MORE.get(effect, set())
    if foreign:
        raise BadFault(f"{effect} has no {', '.join(sorted(foreign))}")
    return effect


def _fault(fields: dict[str, Any], effect: Effect, now: datetime) -> Fault:
    only = _ONLY.get(effect, frozenset())
    operation = str(fields.get("operation", min(only) if len(only) == 1 else "*"))
    known = {o.name for o in OPERATIONS} | {"*", "token", "download"}
    if operation not in (only or known):
        raise BadFault(f"{effect} cannot happen to {operation}")
    if operation == "download" and fields.get("seller"):
        raise BadFault("a download knows no seller")
    if fields.get("report_type") and operation not in {"createReport", "*"}:
        raise BadFault(f"{operation} knows no report type")
    hours = _number(fields, "hours", None, 1e6)
    times = _number(fields, "times", 1 if hours is None else _ENDLESS, _ENDLESS)
    fault = Fault(operation, effect, int(times or 1))
    fault.seller, fault.report_type = _text(fields, "seller"), _text(fields, "report_type")
    fault.until = None if hours is None else now + timedelta(hours=hours)
    _details(fault, fields)
    return fault


def _details(fault: Fault, fields: dict[str, Any]) -> None:
    fault.rate, fault.label = _text(fields, "rate"), _text(fields, "label")
    fault.seconds = _number(fields, "seconds", 5.0, 1e6) or 0.0
    status = _number(fields, "status", None, 599)
    if status is not None and status < 200:
        raise BadFault("status must be from 200 to 599")
    fault.status = None if status is None else int(status)
    fault.size = int(_number(fields, "size", float(fault.size), LARGEST) or 1)
    fault.codec = str(fields.get("codec", fault.codec))
    if fault.codec not in CODECS:
        raise BadFault(f"codec must be one of {', '.join(CODECS)}")


def _number(fields: dict[str, Any], name: str, default: float | None, most: float) -> float | None:
    given = fields.get(name, default)
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= most:
        raise BadFault(f"{name} must be a number above 0, at most {most:g}")
    return given


def _text(fields: dict[str, Any], name: str) -> str | None:
    given = fields.get(name)
    if given is not None and not (isinstance(given, str) and re.fullmatch("[ -~]*", given)):
        raise BadFault(f"{name} must be a line of ASCII text")
    return given
