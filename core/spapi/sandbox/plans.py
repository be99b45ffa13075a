"""Usage plans: a token bucket for each operation and seller account, at a rate that may change."""

from datetime import datetime

from core.spapi.sandbox.operations import Operation

_Key = tuple[str, str]


class Plans:
    """Buckets that start full and fill at the operation's rate, never above its burst."""

    def __init__(self) -> None:
        self._buckets: dict[_Key, tuple[float, datetime]] = {}
        self._rates: dict[str, str] = {}

    def take(self, operation: Operation, caller: str, at: datetime) -> bool:
        """Take one token; False when there is none, which costs nothing."""
        if operation.rate is None:
            return True
        key = (operation.name, caller)
        tokens = self._filled(operation, key, at)
        allowed = tokens >= 1 - 1e-9
        self._buckets[key] = (tokens - 1 if allowed else tokens, at)
        return allowed

    def rate(self, operation: Operation) -> str | None:
        """The rate in force, in tokens a second; None where Amazon publishes none."""
        return self._rates.get(operation.name, operation.rate)

    def change(self, operation: Operation, rate: str | None, at: datetime) -> None:
        """Another rate from now on, for all sellers; None for Amazon's default again."""
        if rate is not None and not 0 < float(rate) < 1000:
            raise ValueError(f"no rate {rate}")
        for key in [key for key in self._buckets if key[0] == operation.name]:
            self._buckets[key] = (self._filled(operation, key, at), at)
        if rate is None:
            self._rates.pop(operation.name, None)
        else:
            self._rates[operation.name] = rate

    def _filled(self, operation: Operation, key: _Key, at: datetime) -> float:
        tokens, since = self._buckets.get(key, (float(operation.burst), at))
        gained = max(0.0, (at - since).total_seconds()) * float(self.rate(operation) or 0)
        return min(float(operation.burst), tokens + gained)
