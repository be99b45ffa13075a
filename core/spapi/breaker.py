"""A breaker a host: where Amazon is down, it is left alone for a while instead of hammered."""

from collections.abc import Callable
from dataclasses import dataclass

from core.amazon_errors import UpstreamError
from core.spapi.message import Answer, NoAnswer

PATIENCE = 10
"""So many failures in a row mean that a host is down, whoever asked."""
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 480.0
_DOWN = (502, 503, 504)


@dataclass(slots=True)
class _Host:
    failures: int = 0
    pause: float = FIRST_PAUSE
    until: float = 0.0


class Breaker:
    """Which hosts are down; `ticks` is a clock in seconds that only goes forward."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._hosts: dict[str, _Host] = {}

    def check(self, host: str, operation: str) -> None:
        """Raise UpstreamError where a host is left alone, with the seconds until it is tried."""
        known = self._hosts.get(host)
        if known is None or known.until <= self._ticks():
            return
        error = UpstreamError(operation=operation, status="no call made", request_id="none")
        error.retry_after = known.until - self._ticks()
        raise error

    def heard(self, host: str, answer: Answer | NoAnswer) -> None:
        """Learn from an answer; after a pause one more failure is enough for a longer one.

        A call that was sent and not answered in time says nothing: one operation may be slow.
        """
        if isinstance(answer, NoAnswer) and answer.sent:
            return
        if not _is_down(answer):
            self._hosts.pop(host, None)
            return
        known = self._hosts.setdefault(host, _Host())
        known.failures += 1
        if known.failures >= PATIENCE and known.until <= self._ticks():
            known.until = self._ticks() + known.pause
            known.pause = min(LONGEST_PAUSE, 2 * known.pause)


def _is_down(answer: Answer | NoAnswer) -> bool:
    if isinstance(answer, NoAnswer):
        return not answer.sent
    return answer.status in _DOWN
