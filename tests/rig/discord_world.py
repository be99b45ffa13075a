"""What there is on the local Discord: a guild, its channels and people, messages, interactions."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from time import perf_counter
from typing import Any

from tests.rig.bell import Bell
from tests.rig.chat import Shown
from tests.rig.discord_faults import (
    ACKNOWLEDGED,
    INVALID,
    INVALID_WEBHOOK_TOKEN,
    UNKNOWN_CHANNEL,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    Fault,
    Refusal,
)
from tests.rig.discord_look import buttons_of, words_of
from tests.rig.discord_rates import Rates
from tests.rig.discord_rules import EPHEMERAL, V2, pings
from tests.rig.discord_schema import Specification

TOKEN = "rig-bot-token"
GUILD = "demo guild"
CALLBACK, LIFE = timedelta(seconds=3), timedelta(minutes=15)
NONCES_KNOWN = timedelta(minutes=3)
"""UNVERIFIED: Discord says "the past few minutes"."""
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
_DISCORD_EPOCH_MS = 1_420_070_400_000


def snowflake(kind: str, name: str) -> str:
    """The id of whatever has a name: the same in every process; no two are alike by its 40 bits."""
    digest = hashlib.sha256(f"{kind}:{name}".encode()).digest()
    return str(int.from_bytes(digest[:5]) << 22)


@dataclass
class Message:
    """A message; `user` is the only one who sees it, where it is private."""

    id: str
    channel: str
    payload: dict[str, Any]
    files: dict[str, bytes]
    flags: int = 0
    user: str | None = None
    nonce: str | None = None
    loading: bool = False
    deleted: bool = False

    @property
    def at(self) -> datetime:
        """When it was made, by its id."""
        since = (int(self.id) >> 22) + _DISCORD_EPOCH_MS
        return datetime.fromtimestamp(since / 1000, UTC)

    @property
    def has_v2(self) -> bool:
        """Whether it is of Components V2; it stays so."""
        return bool(self.flags & V2)


@dataclass
class Interaction:
    """What a person did, and what became of it."""

    id: str
    token: str
    kind: int
    user: str
    channel: str
    at: datetime
    pressed: Message | None = None
    began: float = field(default_factory=perf_counter)
    """The same moment by a clock that does not stand still where a test's does."""
    answer: int | None = None
    """The type of its callback."""
    is_unheard: bool = False
    """Whether nobody was told that its callback arrived: the same may come again, for nothing."""
    modal: Mapping[str, Any] | None = None
    choices: tuple[str, ...] = ()
    original: Message | None = None
    messages: list[Message] = field(default_factory=list)
    """What it has shown, in order."""
    bell: Bell = field(default_factory=Bell)
    """Its own, so that a thousand at once do not wake each other."""

    @property
    def settled(self) -> bool:
        """Whether the person sees an answer, and nothing that says that one is coming."""
        if self.modal is not None or self.kind == AUTOCOMPLETE:
            return self.answer is not None
        return bool(self.messages) and not any(one.loading for one in self.messages)


@dataclass
class World:
    """Everything, and everything that was done against the rules (`broken`)."""

    now: Callable[[], datetime]
    specification: Specification
    broken: list[str] = field(default_factory=list)
    pings: list[str] = field(default_factory=list)
    """Mentions that reached somebody."""
    faults: list[Fault] = field(default_factory=list)
    rates: Rates = field(default_factory=Rates)
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Method and path of each request, in order."""
    messages: dict[str, Message] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    commands: list[Mapping[str, Any]] = field(default_factory=list)
    registrations: int = 0
    shown: list[Shown] = field(default_factory=list)
    closed_channels: set[str] = field(default_factory=set)
    shards: int = 1
    starts_left: int = 999
    portal: dict[str, Any] = field(default_factory=dict)
    """What the application's owner set on its page."""
    managers: set[str] = field(default_factory=set)
    """People who may manage the guild."""
    where: str = GUILD
    """The guild in which people do something now; the bot knows the first one's name alone."""
    dispatch: Callable[[str, dict[str, Any]], None] = lambda _event, _data: None
    """Sends an event to every gateway session; the gateway puts itself here."""

    def __post_init__(self) -> None:
        """Give the ids their counter."""
        self._numbers = count(1)
        self._names: dict[tuple[str, str], str] = {}
        self._bell = Bell()

    @property
    def application(self) -> str:
        """The application's id, which is the bot's too."""
        return self.id_of("user", "amzigo")

    @property
    def guild(self) -> str:
        """The guild's id."""
        return self.id_of("guild", self.where)

    def new_id(self) -> str:
        """A snowflake of now."""
        since = int(self.now().timestamp() * 1000) - _DISCORD_EPOCH_MS
        return str((since << 22) + next(self._numbers))

    def id_of(self, kind: str, name: str) -> str:
        """The id of a user, a channel or a guild; the same for the same name."""
        self._names[kind, name] = snowflake(kind, name)
        return self._names[kind, name]

    def name_of(self, kind: str, id_: str) -> str:
        """The name of an id; refuses what nobody made."""
        for (its, name), known in self._names.items():
            if its == kind and known == id_:
                return name
        raise Refusal(404, UNKNOWN_CHANNEL, f"Unknown {kind.title()}")

    def fail(self, rule: str) -> None:
        """Write down a broken rule."""
        self.broken.append(rule)

    def require(self, faults: Iterator[str]) -> None:
        """Refuse a payload as the platform does, and write down why."""
        found = list(faults)
        self.broken += found
        if found:
            raise Refusal(400, INVALID, "; ".join(found))

    def message(self, message_id: str) -> Message:
        """A message that exists."""
        found = self.messages.get(message_id)
        if found is None or found.deleted:
            raise Refusal(404, UNKNOWN_MESSAGE, "Unknown Message")
        return found

    def with_nonce(self, nonce: str, channel: str) -> Message | None:
        """The message of a nonce, for a few minutes; also one that was deleted since."""
        for known in reversed(self.messages.values()):
            if self.now() - known.at > NONCES_KNOWN:
                return None
            if (known.nonce, known.channel) == (nonce, channel):
                return known
        return None

    def show(self, message: Message) -> None:
        """The message is seen as it now is."""
        self.messages[message.id] = message
        if not message.loading:
            self.pings += pings(message.payload)
            self.shown.append(self.seen(message))
        self.changed()

    def seen(self, *messages: Message) -> Shown:
        """How messages look, together."""
        last = messages[-1]
        return Shown(
            last.id,
            self.name_of("channel", last.channel),
            None if last.user is None else self.name_of("user", last.user),
            last.user is not None,
            "\n".join(words_of(one.payload) for one in messages),
            tuple(label for one in messages for label, _ in buttons_of(one.payload)),
            tuple(name for one in messages for name in one.files),
            last.payload,
        )

    def forget(self) -> None:
        """Drop all that was said so far, for runs that are too long to keep it."""
        for kept in (self.requests, self.shown):
            kept.clear()
        for known in (self.messages, self.interactions):
            known.clear()

    def begin(self, interaction: Interaction) -> None:
        """A person did something."""
        self.interactions[interaction.token] = interaction

    def acknowledge(self, interaction_id: str, token: str) -> Interaction:
        """The interaction that a callback answers: in time, and once."""
        found = self.interactions.get(token)
        if found is None or found.id != interaction_id:
            raise Refusal(404, UNKNOWN_INTERACTION, "Unknown interaction")
        if found.answer is not None:
            if not found.is_unheard:
                self.fail("an interaction was answered twice")
            found.is_unheard = False
            raise Refusal(400, ACKNOWLEDGED, "Interaction has already been acknowledged.")
        took = timedelta(seconds=perf_counter() - found.began)
        if max(self.now() - found.at, took) > CALLBACK:
            self.fail("an interaction was answered after more than 3 seconds")
            raise Refusal(404, UNKNOWN_INTERACTION, "Unknown interaction")
        return found

    def unheard(self, token: str) -> None:
        """The answer to an interaction's callback is lost on its way."""
        if token in self.interactions:
            self.interactions[token].is_unheard = True

    def with_token(self, token: str) -> Interaction:
        """The answered interaction of a token that still lives."""
        found = self.interactions.get(token)
        if found is None or found.answer is None:
            self.fail("a webhook was used before its interaction was answered")
            raise Refusal(404, UNKNOWN_INTERACTION, "Unknown Webhook")
        if self.now() - found.at > LIFE:
            self.fail("an interaction's token was used after more than 15 minutes")
            raise Refusal(401, INVALID_WEBHOOK_TOKEN, "Invalid Webhook Token")
        return found

    def changed(self, token: str | None = None) -> None:
        """Wake whoever waits for something to happen, also to the interaction of a token."""
        self._bell.ring()
        if token in self.interactions:
            self.interactions[token].bell.ring()

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something is so; TimeoutError says that it never came."""
        await self._bell.until(happened)


def is_private(flags: int) -> bool:
    """Whether a message is for one person."""
    return bool(flags & EPHEMERAL)
