"""The ledger of what we posted in chat, and the one-time references of buttons."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, Self

from core.model import MemberRole, Place, TenantId
from core.policy.sending import SendState, Step, next_step


class PostRow(NamedTuple):
    """A message of ours: where it is, and which object it shows ("batch:3f9c21ab")."""

    platform: str
    workspace: str
    channel: str
    message_id: str
    object: str
    posted_at: datetime

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.platform, self.workspace, self.channel)

    def ends(self, post: Self) -> bool:
        """Whether it is a post, or the last message of one: the buttons of several stand on it."""
        return self.place == post.place and self.message_id == post.message_id.split(",")[-1]


class SendingRow(NamedTuple):
    """A post that is on its way, or whose fate is unknown: first sent when, last tried when."""

    platform: str
    workspace: str
    channel: str
    object: str
    begun_at: datetime
    tried_at: datetime
    state: SendState = SendState.SENDING

    @property
    def place(self) -> Place:
        """Where it goes."""
        return Place(self.platform, self.workspace, self.channel)

    def step(self, now: datetime) -> Step:
        """What to do about it now."""
        return next_step(self.platform, self.state, self.begun_at, self.tried_at, now)

    def is_lost(self, now: datetime) -> bool:
        """Whether its fate is unknown, and its channel was not told so."""
        return self.state is SendState.UNKNOWN or self.step(now) is Step.GIVE_UP

    def key(self, tenant: TenantId) -> str:
        """Its name among all posts, the same each time that this sending is tried again."""
        return "/".join((tenant, self.object, *self.place, self.begun_at.isoformat()))


class PostLedger(Protocol):
    """One tenant's posts."""

    async def add(self, row: PostRow) -> None:
        """Note a post, or what one that is known shows from now on."""
        ...

    async def of(self, object_key: str) -> list[PostRow]:
        """All posts that show an object, the oldest first."""
        ...

    async def is_any(self, prefix: str) -> bool:
        """Whether any post shows an object that begins so."""
        ...

    async def all(self) -> list[PostRow]:
        """All posts, the oldest first."""
        ...

    async def moved(self, row: PostRow, message_id: str) -> None:
        """Note the id that a post has from now on."""
        ...

    async def begin(self, row: SendingRow) -> bool:
        """Note a post before it is sent; False where it is noted already."""
        ...

    async def change(self, before: SendingRow, after: SendingRow) -> bool:
        """Note how far a post is now; False where it no longer stands as `before`."""
        ...

    async def end(self, row: SendingRow) -> None:
        """Forget that a post is being sent: it is posted, or it was not sent at all."""
        ...

    async def sendings(self) -> list[SendingRow]:
        """The posts on their way and those of unknown fate, the oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class HandleRow:
    """What a button does: an action on an object, for members of a standing, until it expires.

    `payload` is a digest of what the button showed, so that an approval fits what was seen.
    """

    action: str
    object: str
    payload: bytes
    role: MemberRole
    expires_at: datetime


class HandleBook(Protocol):
    """One tenant's button references; only their hashes are kept."""

    async def add(self, ref_hash: bytes, row: HandleRow) -> None:
        """Keep a reference."""
        ...

    async def find(self, ref_hash: bytes) -> HandleRow | None:
        """What a reference stands for, expired ones included; None for unknown and foreign ones."""
        ...
