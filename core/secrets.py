"""The secrets that calls need, opened from storage at the moment of the call."""

from dataclasses import dataclass

from core.amazon_errors import AuthorizationLost
from core.errors import BadSetting
from core.ports.amazon import Caller
from core.ports.storage import Storage

REFRESH_TOKEN = "refresh_token"  # noqa: S105 -- the kind of a credential, not one


@dataclass(frozen=True, slots=True)
class StoredSecrets:
    """Refresh tokens from sealed rows; the application's own id and secret from its settings."""

    storage: Storage
    client_id: str | None
    client_secret: str | None
    client_secret_before: str | None = None

    def __repr__(self) -> str:
        """Nothing that is kept here is ever printed."""
        return "StoredSecrets(***)"

    async def refresh_token(self, caller: Caller) -> str:
        """The account's LWA refresh token; AuthorizationLost where there is none."""
        async with self.storage.read() as uow:
            accounts = (await uow.for_tenant(caller.tenant)).accounts
            token = await accounts.credential(caller.account, REFRESH_TOKEN)
        if token is None:
            raise AuthorizationLost
        return token

    async def client(self) -> tuple[str, str]:
        """The application's LWA client id and secret; BadSetting where they are not set."""
        if not self.client_id or not self.client_secret:
            raise BadSetting(name="AMZIGO_LWA_CLIENT_ID", reason="it and the secret are not set")
        return self.client_id, self.client_secret

    async def old_client_secret(self) -> str | None:
        """The secret before the last rotation, where the operator still gives it."""
        return self.client_secret_before


@dataclass(frozen=True, slots=True)
class GivenSecrets:
    """One refresh token that somebody just gave, and the application's own as they are stored."""

    token: str
    stored: StoredSecrets

    def __repr__(self) -> str:
        """Nothing that is kept here is ever printed."""
        return "GivenSecrets(***)"

    async def refresh_token(self, caller: Caller) -> str:
        """The token, whoever calls."""
        return self.token

    async def client(self) -> tuple[str, str]:
        """The application's LWA client id and secret; BadSetting where they are not set."""
        return await self.stored.client()

    async def old_client_secret(self) -> str | None:
        """The secret before the last rotation."""
        return await self.stored.old_client_secret()
