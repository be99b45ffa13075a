"""Where a chat platform let our app in, and the tokens that it gave."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in one workspace, or in a whole organisation (then `team_id` is empty).

    `enterprise_id` is empty outside an organisation. `expires_at` is None where tokens do not
    rotate; `broken` says that only a new installation helps. `name` is the workspace's.
    """

    app_id: str
    enterprise_id: str
    team_id: str
    bot_id: str
    bot_user_id: str
    scopes: tuple[str, ...]
    installed_by: str
    installed_at: datetime
    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: datetime | None = None
    broken: bool = False
    name: str = ""


class Installations(Protocol):
    """The installations of all workspaces; tokens lie sealed."""

    async def save(self, installed: Installation) -> None:
        """Keep an installation in the place of the one before."""
        ...

    async def find(self, enterprise_id: str, team_id: str) -> Installation | None:
        """The app in a workspace: its own installation, else its organisation's.

        An organisation that is not named is the one in which the workspace was seen last.
        """
        ...

    async def remove(self, app_id: str, enterprise_id: str, team_id: str, at: datetime) -> bool:
        """The platform removed the app; False where it was installed (again) after that.

        A workspace may have joined an organisation since: it is removed whatever that is named.
        """
        ...

    async def teams(self, enterprise_id: str) -> list[str]:
        """The workspaces that were seen in an organisation."""
        ...

    async def forget_team(self, team_id: str) -> None:
        """Forget in which organisation a workspace was seen."""
        ...

    async def claim(self, installed: Installation, now: datetime, until: datetime) -> bool:
        """Whether it is now ours alone, until a time, to get the next token of this one."""
        ...

    async def rotated(self, before: Installation, after: Installation | None) -> bool:
        """Put the next token in the place of the one before, and give the claim back.

        None: there is no next one, the claim alone is given back. False where `before` is not
        what is kept any more.
        """
        ...

    async def expiring(self, before: datetime) -> list[Installation]:
        """Those whose token expires before a time, and can be rotated."""
        ...

    async def all(self) -> list[Installation]:
        """Every installation, the oldest first."""
        ...
