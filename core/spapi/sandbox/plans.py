"""Usage plans: a token bucket for each operation and seller account."""

from datetime import datetime

from core.spapi.sandbox.operations import Operation


class Plans:
    """Buckets that start full and fill at the operation's rate, never above its burst."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], tuple[float, datetime]] = {}

    def take(self, operation: Operation, caller: str, at: datetime) -> bool:
        """Take one token; False when there is none, which costs nothing."""
        if operation.rate is None:
            return True
        key = (operation.name, caller)
        tokens, since = self._buckets.get(key, (float(operation.burst), at))
        gained = max(0.0, (at - since).total_seconds()) * float(operation.rate)
        tokens = min(float(operation.burst), tokens + gained)
        allowed = tokens >= 1 - 1e-9
        self._buckets[key] = (tokens - 1 if allowed else tokens, at)
        return allowed
