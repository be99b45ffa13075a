"""What a local Slack does wrong when a test asks for it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Fault:
    """One bad answer: an HTTP status, an error code of the Web API, or a dropped connection.

    `done`: whether the request is carried out all the same, so that only its answer is lost.
    """

    status: int = 200
    error: str = ""
    retry_after: int | None = None
    dropped: bool = False
    done: bool = False


@dataclass
class Faults:
    """Faults in waiting, by method ("chat.postMessage", "response_url", "upload"), used in turn."""

    waiting: dict[str, list[Fault | None]] = field(default_factory=lambda: defaultdict(list))
    quiet_until: dict[str, datetime] = field(default_factory=dict)

    def add(self, method: str, *faults: Fault | None) -> None:
        """Have the next calls of a method fail; None lets one pass."""
        self.waiting[method] += faults

    def take(self, method: str, now: datetime) -> Fault | None:
        """The fault of this call, if any."""
        if not self.waiting[method]:
            return None
        fault = self.waiting[method].pop(0)
        if fault is not None and fault.retry_after is not None:
            self.quiet_until[method] = now + timedelta(seconds=fault.retry_after)
        return fault

    def is_too_soon(self, method: str, now: datetime) -> bool:
        """Whether a call does not honour the Retry-After that was given before."""
        return now < self.quiet_until.get(method, now)


def headers_of(fault: Fault) -> Mapping[str, str]:
    """The headers of a bad answer."""
    return {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
