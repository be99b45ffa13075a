"""A desk with two tenants in one Slack workspace: real handlers, a chat that remembers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.adapters.local.terminal import render
from bot.card import Card
from bot.envelope import Click, Command, Reply
from bot.handlers.handlers import ACTIONS, HANDLERS
from bot.handles import Handles
from bot.router import Router
from bot.sender import Sender
from core.model import MemberRole, Place, TenantId
from core.ports.tenants import ChannelRow, MemberKey
from core.sharing import Sharing
from core.team import TeamFacts, team
from tests.front_desk import FakeChat
from tests.people import with_names
from tests.sharing import FakeShared
from tests.storages import NOW, OTHER, SHOP, Opened, opened_storage
from tests.unhurried import unhurried

WORKSPACE = ("slack", "T0SHOP")
HERE, THERE = (Place(*WORKSPACE, name) for name in ("C0SHOP", "C0OTHER"))
OWNER, APPROVER, VIEWER, NEIGHBOUR = "U0OWNER", "U0APPROVER", "U0VIEWER", "U0NEIGHBOUR"
TEAM = {OWNER: MemberRole.OWNER, APPROVER: MemberRole.APPROVER, VIEWER: MemberRole.VIEWER}


def key(user: str) -> MemberKey:
    """Somebody of the workspace."""
    return (*WORKSPACE, user)


@dataclass
class ShopDesk:
    """A router over a shop and its neighbour; `now` moves when the test says so."""

    opened: Opened
    now: datetime = NOW
    chat: FakeChat = field(default_factory=FakeChat)
    shared: FakeShared = field(default_factory=FakeShared)

    def __post_init__(self) -> None:
        """Open the desk."""
        numbers = count(1)
        storage, handles = (
            self.opened.storage,
            Handles(self.opened.storage, lambda: f"ref-{next(numbers)}"),
        )
        self.sender = Sender(storage, lambda: self.now, handles, {"slack": self.chat}, unhurried())
        self.router = Router(
            storage,
            lambda: self.now,
            HANDLERS,
            ACTIONS,
            handles,
            self.sender,
            lambda: "7F3A",
            Sharing({"slack": self.shared}),
        )

    def later(self, **by: int) -> None:
        """Time passes."""
        self.now += timedelta(**by)

    async def says(self, line: str, user: str = OWNER, place: Place = HERE) -> Reply:
        """The answer to what somebody types behind the slash command."""
        verb, _, text = line.partition(" ")
        return await self.router.command(Command(*place, user, verb, text, "r"))

    async def press(
        self, reply: Reply, label: str, user: str = OWNER, text: str = "", place: Place = HERE
    ) -> Reply:
        """Press the button of a label."""
        refs = dict(zip(labels(reply), reply.refs, strict=True))
        return await self.router.click(Click(*place, user, refs[label], text, "r", ""))

    async def team(self, tenant: TenantId = SHOP) -> TeamFacts:
        """The team, as it is."""
        return await team(self.opened.storage, tenant, self.now)

    async def roles(self, tenant: TenantId = SHOP) -> dict[str, str]:
        """Everybody's role."""
        return {one.user: one.role.value for one in (await self.team(tenant)).members}

    async def channels(self, tenant: TenantId = SHOP) -> dict[str, ChannelRow]:
        """The channels of a tenant, by their ids."""
        async with self.opened.storage.read() as uow:
            rows = await (await uow.for_tenant(tenant)).team.channels()
        return {row.channel: row for row in rows}

    async def acts(self) -> list[str]:
        """What the audit holds of both tenants."""
        return [row[0] for row in await self.opened.rows("SELECT verb FROM audit ORDER BY at, seq")]


def labels(reply: Reply) -> list[str]:
    """Its buttons."""
    return [button.label for button in reply.card.buttons()]


def shown(what: Reply | Card) -> str:
    """A card as text, its blanks evened out."""
    card = what.card if isinstance(what, Reply) else what
    return " ".join(render(with_names(card), 200).split())


@asynccontextmanager
async def shop_desk(url: str, folder: Path) -> AsyncIterator[ShopDesk]:
    """The desk; the neighbour owns another shop, and the owner owns both where a test says so."""
    async with opened_storage(url, folder) as opened:
        async with opened.storage.write() as uow:
            mine, other = await uow.for_tenant(SHOP), await uow.for_tenant(OTHER)
            await mine.team.bind(ChannelRow(*HERE, "shop", "UTC"))
            await other.team.bind(ChannelRow(*THERE, "other", "UTC"))
            for user, role in TEAM.items():
                by = None if user == OWNER else OWNER
                await mine.team.admit(key(user), role, NOW, by)
            await other.team.admit(key(NEIGHBOUR), MemberRole.OWNER, NOW)
        yield ShopDesk(opened)
