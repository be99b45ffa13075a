"""What a local Slack knows: workspaces, tokens, messages, and what was done wrong to it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.rig.chat import Shown
from tests.rig.slack_faults import Faults
from tests.rig.slack_rates import Rates
from tests.rig.slack_rules import pressable, texts

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
APP_ID = "A0AMZIGO"
CLIENT_ID, CLIENT_SECRET = "11.22", "client-secret"
SIGNING_SECRET = "signing-secret"
SCOPES = ("commands", "chat:write", "files:write", "channels:read", "groups:read")
PATIENCE = 20.0
"""Seconds of real time after which an answer that did not come fails a test."""


@dataclass
class RigClock:
    """The rig's time; it passes when the test says so."""

    now: datetime = START

    def __call__(self) -> datetime:
        """The time."""
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass
class Channel:
    """A channel; `shared` with another company by Slack Connect."""

    id: str
    name: str
    archived: bool = False
    has_bot: bool = True
    shared: bool = False


@dataclass
class Workspace:
    """A workspace; `enterprise` where it is part of a grid."""

    id: str
    enterprise: str = ""
    channels: dict[str, Channel] = field(default_factory=dict)


@dataclass
class Grant:
    """A token and what it may; `refresh` and `expires` where it rotates."""

    token: str
    workspace: str
    scopes: tuple[str, ...] = SCOPES
    refresh: str | None = None
    expires: datetime | None = None
    revoked: bool = False
    for_org: bool = False


@dataclass
class Posted:
    """A message as it stands; `user`: whom alone it is shown to."""

    ts: str
    workspace: str
    channel: str
    user: str | None
    payload: dict[str, Any]
    thread: str = ""
    files: list[str] = field(default_factory=list)
    deleted: bool = False


@dataclass
class Stored:
    """A file; private to the app until it is shared in a channel."""

    id: str
    name: str
    length: int
    alt: str = ""
    content: bytes = b""
    done: bool = False
    deleted: bool = False
    workspace: str = ""


@dataclass
class ResponseUrl:
    """A response_url: five uses in thirty minutes, for one person in one channel."""

    workspace: str
    channel: str
    user: str
    since: datetime
    message: Posted | None = None
    uses: int = 0


@dataclass
class SlackWorld:
    """The state; `broken` lists every rule that was broken, and must be empty when a test ends."""

    clock: RigClock = field(default_factory=RigClock)
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    rotating: bool = False
    messages: list[Posted] = field(default_factory=list)
    files: dict[str, Stored] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)
    triggers: dict[str, datetime] = field(default_factory=dict)
    modals: list[dict[str, Any]] = field(default_factory=list)
    opened: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The modals, each by the trigger_id of what a person did to open it."""
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    faults: Faults = field(default_factory=Faults)
    rates: Rates = field(default_factory=Rates)
    broken: list[str] = field(default_factory=list)
    address: str = ""
    _number: int = 0
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def number(self) -> int:
        """One more than the last."""
        self._number += 1
        return self._number

    def stamp(self) -> str:
        """The id of a new message."""
        return f"{int(self.clock().timestamp())}.{self.number():06d}"

    def workspace(self, team: str, *channels: str, enterprise: str = "") -> Workspace:
        """Make a workspace with channels, each of which has the bot in it."""
        made = {channel_id(name): Channel(channel_id(name), name) for name in channels}
        self.workspaces[team] = Workspace(team, enterprise, made)
        return self.workspaces[team]

    def grant(self, team: str, scopes: tuple[str, ...] = SCOPES) -> Grant:
        """Give the app a token for a workspace, one that expires where tokens rotate."""
        n = self.number()
        grant = Grant(f"xoxb-{team}-{n}", team, scopes)
        if self.rotating:
            grant.token, grant.refresh = f"xoxe.xoxb-{team}-{n}", f"xoxe-{team}-{n}"
            grant.expires = self.clock() + timedelta(hours=12)
        self.grants[grant.token] = grant
        return grant

    def trigger(self) -> str:
        """A trigger_id, good for three seconds."""
        made = f"{self.number()}.trigger"
        self.triggers[made] = self.clock()
        return made

    def response_url(self, place: tuple[str, str], user: str, message: Posted | None = None) -> str:
        """A response_url for a person in a channel (workspace, channel)."""
        key = f"r{self.number()}"
        self.responses[key] = ResponseUrl(*place, user, self.clock(), message)
        return f"{self.address}/response/{key}"

    def show(self, posted: Posted) -> Shown:
        """Somebody sees this now."""
        seen = seen_of(posted, self.files)
        self.shown.append(seen)
        self.changed()
        return seen

    def changed(self) -> None:
        """Wake whoever waits for something to be seen."""
        self._changed.set()

    async def until(self, so_far: int, opened: int) -> None:
        """Wait until more was shown than so far, or more modals were opened."""
        await self.happens(lambda: len(self.shown) > so_far or len(self.modals) > opened)

    async def happens(self, what: Callable[[], bool]) -> None:
        """Wait until something is so; TimeoutError says that it never came."""
        async with asyncio.timeout(PATIENCE):
            while not what():
                self._changed.clear()
                await self._changed.wait()

    def forget(self) -> None:
        """Drop all that was said so far, for runs that are too long to keep it."""
        for kept in (self.messages, self.shown, self.calls, self.modals):
            kept.clear()
        for known in (self.responses, self.triggers, self.opened):
            known.clear()

    def find(self, workspace: str, channel: str, ts: str) -> Posted | None:
        """A message that stands."""
        key = (workspace, channel, ts)
        found = (m for m in self.messages if (m.workspace, m.channel, m.ts) == key)
        return next((m for m in found if not m.deleted), None)


def channel_id(name: str) -> str:
    """The id of a channel by its name."""
    return "C" + name.upper().replace("-", "")


def user_id(name: str) -> str:
    """The id of a person by their name."""
    return "U" + name.upper().replace("-", "")


def seen_of(posted: Posted, files: Mapping[str, Stored]) -> Shown:
    """A message as it is seen: its blocks' words, or its text where it has no blocks."""
    blocks = posted.payload.get("blocks")
    words = "\n".join(texts(blocks)) if blocks else str(posted.payload.get("text", ""))
    names = tuple(files[one].name for one in posted.files)
    buttons = tuple(
        str(one["text"]["text"]) for one in pressable(blocks) if one.get("type") == "button"
    )
    private = posted.user is not None
    return Shown(
        posted.ts, posted.channel, posted.user, private, words, buttons, names, posted.payload
    )
