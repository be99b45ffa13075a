"""Access tokens: opaque, an hour long, and dead when the seller revokes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.state import State

LIFE = timedelta(seconds=3600)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token it is; a grantless one has a scope and no account."""

    account: SellerAccount | None
    scope: str
    expired: bool


class Tokens:
    """Minting, looking up, revoking."""

    def __init__(
        self, state: State, accounts: tuple[SellerAccount, ...], entropy: Callable[[int], bytes]
    ) -> None:
        self._state = state
        self._by_key = {a.key: a for a in accounts}
        self._by_refresh = {a.refresh_token: a for a in accounts}
        self._entropy = entropy

    def account_of(self, refresh_token: str) -> SellerAccount | None:
        """The account a refresh token opens, None if it opens none, or none any more."""
        account = self._by_refresh.get(refresh_token)
        return None if account and self._is_revoked(account.seller) else account

    def mint(self, account: SellerAccount | None, scope: str, at: datetime) -> str:
        """A new access token."""
        token = f"Atza|{self._entropy(48).hex()}"
        self._state.write(
            "INSERT INTO token VALUES (?, ?, ?, ?)",
            token,
            account.key if account else "",
            scope,
            (at + LIFE).timestamp(),
        )
        return token

    def holder(self, token: str, at: datetime) -> Holder | None:
        """Whose token this is, None for an unknown or revoked one."""
        rows = self._state.read("SELECT * FROM token WHERE token = ?", token)
        account = self._by_key.get(rows[0]["seller"]) if rows else None
        if not rows or (account and self._is_revoked(account.seller)):
            return None
        return Holder(account, rows[0]["scope"], at.timestamp() >= rows[0]["expires"])

    def revoke(self, seller: str) -> None:
        """What a seller does in Seller Central: no one is told."""
        self._state.write("INSERT OR IGNORE INTO revoked VALUES (?)", seller)

    def restore(self) -> None:
        """Every seller authorizes the app again, with the refresh token they had."""
        self._state.write("DELETE FROM revoked")

    def knows(self, seller: str) -> bool:
        """Whether there is such a selling partner here."""
        return any(seller == a.seller for a in self._by_key.values())

    def _is_revoked(self, seller: str) -> bool:
        return bool(self._state.read("SELECT 1 FROM revoked WHERE seller = ?", seller))
