"""Faults on order: a script of what goes wrong next, for which operation, how many times."""

from dataclasses import dataclass
from enum import StrEnum

from starlette.responses import Response

from core.spapi.sandbox import answers


class Effect(StrEnum):
    """What can go wrong."""

    THROTTLED = "429"
    INTERNAL = "500"
    UNAVAILABLE = "503"
    HTML = "html"
    SLOW = "slow"
    TRUNCATE = "truncate"
    INVALID_GRANT = "invalid_grant"
    INVALID_CLIENT = "invalid_client"
    REVOKED = "revoked"


@dataclass(slots=True)
class Fault:
    """`operation` is an operation's name, `token`, `download`, or `*`; `seconds` is for slow."""

    operation: str
    effect: Effect
    times: int = 1
    seconds: float = 5.0


class Faults:
    """The script, taken in the order in which it was written."""

    def __init__(self, script: list[Fault] | None = None) -> None:
        self._script = list(script or [])

    def add(self, fault: Fault) -> None:
        """Append to the script."""
        self._script.append(fault)

    def clear(self) -> None:
        """Forget the script."""
        self._script.clear()

    def take(self, operation: str) -> Fault | None:
        """The next fault for this operation, used up once; None when all goes well."""
        for fault in self._script:
            if fault.operation in {operation, "*"} and fault.times > 0:
                fault.times -= 1
                return fault
        return None


def answer_of(fault: Fault | None) -> Response | None:
    """The answer a fault gives in place of the true one, None where it gives none."""
    match fault.effect if fault else None:
        case Effect.THROTTLED:
            return answers.throttled()
        case Effect.INTERNAL:
            return answers.broken(500)
        case Effect.UNAVAILABLE:
            return answers.broken(503)
        case Effect.HTML:
            return answers.gateway_page()
        case Effect.INVALID_GRANT:
            return answers.invalid_grant()
        case Effect.INVALID_CLIENT:
            return answers.invalid_client()
    return None
