"""The app's client secrets: the one in force, and the one before it for seven days more."""

from collections.abc import Callable
from datetime import datetime, timedelta

from core.spapi.sandbox.accounts import CLIENT_SECRET
from core.spapi.sandbox.state import State

LIFE, GRACE = timedelta(days=180), timedelta(days=7)


class ClientSecrets:
    """Which secrets open the token endpoint; the first one never ends by itself."""

    def __init__(self, state: State, entropy: Callable[[int], bytes]) -> None:
        self._state, self._entropy = state, entropy
        state.write("INSERT OR IGNORE INTO client_secret VALUES (?, NULL)", CLIENT_SECRET)

    def opens(self, secret: str, at: datetime) -> bool:
        """Whether a secret is in force at that moment."""
        rows = self._state.read("SELECT until FROM client_secret WHERE secret = ?", secret)
        return bool(rows) and (rows[0]["until"] is None or at.timestamp() < rows[0]["until"])

    def rotate(self, at: datetime) -> str:
        """A new secret, good for half a year; every older one ends in a week at the latest."""
        secret = f"amzn1.oa2-cs.v1.{self._entropy(32).hex()}"
        ends = (at + GRACE).timestamp()
        with self._state.together() as connection:
            connection.execute(
                "UPDATE client_secret SET until = ? WHERE until IS NULL OR until > ?", (ends, ends)
            )
            connection.execute(
                "INSERT INTO client_secret VALUES (?, ?)", (secret, (at + LIFE).timestamp())
            )
        return secret
