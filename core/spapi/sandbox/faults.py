"""Faults on order: a script of what goes wrong next, for which calls, how often or how long."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Effect(StrEnum):
    """What can go wrong."""

    THROTTLED = "429"
    INTERNAL = "500"
    UNAVAILABLE = "503"
    HTML = "html"
    EMPTY = "empty"
    NULL_ERRORS = "null_errors"
    DENIED = "denied"
    DEAD_TOKEN = "dead_token"  # noqa: S105 the name of a fault
    SECRET_EXPIRED = "secret_expired"  # noqa: S105 the name of a fault
    SLOW = "slow"
    RESET_BEFORE = "reset_before"
    RESET_AFTER = "reset_after"
    LONG_LENGTH = "long_length"
    SHORT_LENGTH = "short_length"
    INVALID_GRANT = "invalid_grant"
    INVALID_CLIENT = "invalid_client"
    REVOKED = "revoked"
    TRUNCATE = "truncate"
    BOMB = "bomb"
    EXPIRED = "expired"
    OUTSIDE_WINDOW = "outside_window"
    MOJIBAKE = "mojibake"
    INVALID_JSON = "invalid_json"
    NOT_OFFERED = "not_offered"
    FATAL = "fatal"
    FATAL_BARE = "fatal_bare"
    STUCK = "stuck"
    ENCODING = "encoding"
    UNFLAGGED = "unflagged"
    UNPACKED = "unpacked"


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong.

    `operation` is an operation's name, `token`, `download`, or `*`; `seller` and `report_type`
    narrow it. It happens `times` times, and not from `until` on. `seconds` is for slow, `rate` the
    header of a 429, `status` that of a wrong body, `size` a bomb's bytes once expanded, `codec` and
    `label` what a report is written in and what is said of it.
    """

    operation: str
    effect: Effect
    times: int = 1
    seconds: float = 5.0
    seller: str | None = None
    report_type: str | None = None
    until: datetime | None = None
    rate: str | None = None
    status: int | None = None
    size: int = 1 << 30
    codec: str = "utf-8"
    label: str | None = None

    def fits(self, operation: str, seller: str | None, report_type: str | None) -> bool:
        """Whether it is meant for such a call."""
        return (
            self.operation in {operation, "*"}
            and self.seller in {seller, None}
            and self.report_type in {report_type, None}
        )


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

    def take(
        self, operation: str, at: datetime, seller: str | None, report_type: str | None
    ) -> Fault | None:
        """The next fault for this call, used up once; None when all goes well."""
        for fault in self._script:
            over = fault.times < 1 or (fault.until is not None and at >= fault.until)
            if not over and fault.fits(operation, seller, report_type):
                fault.times -= 1
                return fault
        return None
