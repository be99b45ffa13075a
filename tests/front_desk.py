"""A router with two tenants in one workspace, handlers that echo, and a chat that remembers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.adapters.local.terminal import render
from bot.card import Actions, Button, Card, Text
from bot.commands.actions import ACTIONS
from bot.commands.verbs import VERBS
from bot.envelope import Click, Command, Reply
from bot.handlers.asked import Answer, Asked, Pressed
from bot.handles import Handles
from bot.marked import sentence
from bot.router import Router
from bot.sender import Sender
from core.chat_errors import ChatError
from core.model import MemberRole, Place, TenantId
from core.ports.posts import PostRow
from core.ports.tenants import ChannelRow, TenantRow
from core.sharing import Sharing
from storage.installation import open_database
from storage.unit_of_work import SqlStorage
from tests.memory_keys import MemoryKeyStore
from tests.people import with_names
from tests.sharing import ours
from tests.storages import Submitted
from tests.unhurried import unhurried

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
SHOP, OTHER = TenantId("demo-shop"), TenantId("other-shop")
BATCH = "batch:3f9c21ab"
PLATFORM, WORKSPACE = "rig", "w"
HERE, THERE = (Place(PLATFORM, WORKSPACE, name) for name in ("c-shop", "c-other"))
CODE = "7F3A"
CHANNELS = ((SHOP, "c-shop"), (OTHER, "c-other"))
MEMBERS = (
    (SHOP, "viewer", MemberRole.VIEWER),
    (SHOP, "approver", MemberRole.APPROVER),
    (SHOP, "owner", MemberRole.OWNER),
    (OTHER, "neighbour", MemberRole.OWNER),
)


@dataclass
class FakeChat:
    """A platform that remembers what it shows; messages of `broken` ids refuse to change.

    What waits in `failures` is raised by its next posts, one each.
    """

    shown: dict[str, Reply] = field(default_factory=dict)
    told: list[tuple[str, Reply]] = field(default_factory=list)
    """What people were told privately, in order."""
    broken: set[str] = field(default_factory=set)
    keys: list[str] = field(default_factory=list)
    """By which each posting was named."""
    failures: list[BaseException | None] = field(default_factory=list)

    async def post(self, place: Place, reply: Reply, key: str) -> str:
        """Show a message."""
        self.keys.append(key)
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        message_id = f"{place.channel}-{len(self.shown) + 1}"
        self.shown[message_id] = reply
        return message_id

    async def update(self, place: Place, message_id: str, reply: Reply) -> str:
        """Show it otherwise."""
        if message_id in self.broken:
            raise ChatError(reason="it is moody")
        self.shown[message_id] = reply
        return message_id

    async def tell(self, place: Place, user: str, reply: Reply) -> None:
        """Tell somebody."""
        self.told.append((user, reply))

    async def delete(self, place: Place, message_id: str) -> bool:
        """Show it no more."""
        return self.shown.pop(message_id, None) is not None

    async def clear(self, place: Place) -> None:
        """Show nothing."""
        self.shown.clear()

    def says(self, message_id: str) -> str:
        """What stands in a message."""
        reply = self.shown[message_id]
        return render(reply.card, locale=reply.locale)


@dataclass
class FrontDesk:
    """The router and what stands around it; `now` moves when the test says so."""

    storage: SqlStorage
    now: datetime = NOW
    chat: FakeChat = field(default_factory=FakeChat)
    second: FakeChat = field(default_factory=FakeChat)
    sharing: Sharing = field(default_factory=ours)
    seen: list[Asked | Pressed] = field(default_factory=list)
    answer: Answer | Exception = field(default_factory=lambda: Answer(sentence("Done.")))
    """What every handler gives back, or raises."""

    def __post_init__(self) -> None:
        """Open the desk."""
        numbers = count(1)
        handles = Handles(self.storage, lambda: f"ref-{next(numbers)}")
        chats = {PLATFORM: self.chat, "second": self.second}
        self.sender = Sender(self.storage, lambda: self.now, handles, chats, unhurried())
        self.router = Router(
            self.storage,
            lambda: self.now,
            {verb.name: self.ask for verb in VERBS},
            {action.name: self.press for action in ACTIONS},
            handles,
            self.sender,
            lambda: CODE,
            self.sharing,
        )

    async def ask(self, asked: Asked) -> Answer:
        """Every verb's handler."""
        return self._given(asked)

    async def press(self, pressed: Pressed) -> Answer:
        """Every action's handler."""
        return self._given(pressed)

    def _given(self, what: Asked | Pressed) -> Answer:
        self.seen.append(what)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    async def says(
        self, verb: str, text: str = "", user: str = "viewer", place: Place = HERE
    ) -> Reply:
        """The answer to a command."""
        command = Command(*place, user, verb, text, "r1")
        return await self.router.command(command)

    async def clicks(
        self, ref: str, user: str = "approver", place: Place = HERE, text: str = "", on: str = ""
    ) -> Reply:
        """The answer to a press."""
        return await self.router.click(Click(*place, user, ref, text, "r1", on))

    async def button(self, action: str, key: str = BATCH) -> str:
        """A reference to a button with this action, minted now for the shop."""
        before, self.answer = self.answer, Answer(with_button(action, key), payload=b"p" * 32)
        (ref,) = (await self.sender.reply(SHOP, self.answer, share=False)).refs
        self.answer = before
        return ref

    async def posts(self) -> list[PostRow]:
        """The shop's ledger."""
        async with self.storage.read() as uow:
            return await (await uow.for_tenant(SHOP)).posts.all()

    def later(self, **by: int) -> None:
        """Time passes."""
        self.now += timedelta(**by)


def with_button(action: str, key: str = BATCH) -> Card:
    """A card with one button."""
    return Card("A batch", (Text(("A batch",)), Actions((Button("Press", action, key),))))


def text_of(reply: Reply) -> str:
    """What a reply says, in one line."""
    return render(with_names(reply.card)).strip()


@asynccontextmanager
async def front_desk(url: str) -> AsyncIterator[FrontDesk]:
    """The desk, with both tenants, their channels and members."""
    keys = MemoryKeyStore()
    async with open_database(url, "demo") as (engine, _):
        storage = SqlStorage(engine, keys, Submitted())
        for tenant, channel in CHANNELS:
            await keys.create(tenant, NOW)
            async with storage.write() as uow:
                row = TenantRow(tenant, tenant.title(), f"p-{tenant}", "active", NOW)
                await uow.directory.add(row)
                team = (await uow.for_tenant(tenant)).team
                await team.bind(ChannelRow(PLATFORM, WORKSPACE, channel, channel, "Asia/Tokyo"))
        for tenant, user, role in MEMBERS:
            async with storage.write() as uow:
                team = (await uow.for_tenant(tenant)).team
                await team.admit((PLATFORM, WORKSPACE, user), role, NOW)
        yield FrontDesk(storage)
