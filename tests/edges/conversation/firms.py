"""Tenants side by side, each with canaries: words and numbers that nobody else may ever read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.cards_json import card_json
from bot.commands.verbs import VERBS
from bot.envelope import Click, Command, Desk, Reply
from bot.suggestions import Suggester, Typing
from bot.wiring import House
from core.model import Feature, MemberRole, Place, TenantId
from core.ports.accounts import AccountRow
from core.ports.orders import ProductSeen
from core.ports.tenants import ChannelRow
from tests.rig.discord_world import GUILD, snowflake
from tests.rig.slack_world import RigClock
from tests.stocked import MONDAY, NOW, SELLER, US, Shop, daily

PLATFORMS = ("slack", "discord")
MARKS = {"zebra": 1, "walrus": 1, "quokka": 2, "ocelot": 2, "lemur": 3}
"""Two tenants in a workspace, two in another, one alone: the number is the workspace's."""

ROLES = tuple(role.value for role in MemberRole)
STRANGER = "stranger"
BEFORE = timedelta(days=8)
"""After so long a button is over."""


def workspace(platform: str, number: int) -> str:
    """The id of a workspace."""
    guild = GUILD if number == 1 else f"guild {number}"
    return f"T{number}" if platform == "slack" else snowflake("guild", guild)


def channel(platform: str, name: str) -> str:
    """The id of a channel."""
    return f"C{name.upper()}" if platform == "slack" else snowflake("channel", name)


def person(platform: str, name: str) -> str:
    """The id of a person."""
    return f"U{name.upper()}" if platform == "slack" else snowflake("user", name)


@dataclass
class Firm:
    """A tenant: its mark stands in its name, SKUs, titles, people, channels and accounts."""

    mark: str
    tenant: TenantId
    orders: Sequence[str]
    refs: dict[str, list[str]] = field(default_factory=dict)
    """Its buttons' references, by the state that they are in."""
    numbers: set[str] = field(default_factory=set)
    """Those of its batches."""

    @property
    def name(self) -> str:
        """As its owner wrote it."""
        return f"Canary {self.mark}"

    @property
    def skus(self) -> tuple[str, str]:
        """What it sells."""
        return f"CANARY-{self.mark}-1", f"CANARY-{self.mark}-2"

    def place(self, platform: str) -> Place:
        """Its channel."""
        return Place(platform, workspace(platform, MARKS[self.mark]), channel(platform, self.mark))

    def user(self, platform: str, role: str) -> str:
        """Its member of a role."""
        return person(platform, f"{self.mark}{role}")

    @property
    def canaries(self) -> tuple[str, ...]:
        """What only its people may read, in small letters."""
        ids = [one for role in ROLES for one in (self.user("discord", role),)]
        places = [self.place("discord").channel]
        return (self.mark, self.tenant.lower(), *self.orders, *self.numbers, *ids, *places)


@dataclass
class Street:
    """All of them behind one desk."""

    house: House
    clock: RigClock
    firms: dict[str, Firm]

    def __post_init__(self) -> None:
        """Open the desk."""
        self.desk: Desk = self.house.desk()
        self.suggest = Suggester(self.house.storage, self.house.router().member)

    async def says(self, place: Place, user: str, line: str) -> Reply:
        """The answer to a command."""
        verb, _, text = line.partition(" ")
        return await self.desk.command(Command(*place, user, verb, text, "r"))

    async def presses(self, place: Place, user: str, ref: str, text: str = "") -> Reply:
        """The answer to a press, or to what was typed into a modal."""
        return await self.desk.click(Click(*place, user, ref, text, "r", ""))

    async def offered(self, place: Place, user: str, what: tuple[str, str], text: str) -> str:
        """What is offered while somebody types."""
        return json.dumps(
            [
                list(map(str, (one.value, one.label)))
                for one in await self.suggest(Typing(place, user, *what, text))
            ]
        )

    async def state(self) -> dict[str, object]:
        """What each tenant has: who, where, which features, which batches."""
        found: dict[str, object] = {}
        async with self.house.storage.read() as uow:
            for firm in self.firms.values():
                scope = await uow.for_tenant(firm.tenant)
                batches = [(one.batch_id, one.state) for one in await scope.reviews.batches(9)]
                team = scope.team
                found[firm.mark] = (
                    sorted(row[:4] for row in await team.members()),
                    sorted(row[:5] for row in await team.channels()),
                    sorted(await team.features()),
                    batches,
                )
        return found


def bytes_of(reply: Reply) -> str:
    """All that an adapter is given to show, but for the references, which are random."""
    told = [reply.share, reply.replaces, reply.locale, len(reply.refs)]
    return json.dumps([card_json(reply.card), told], ensure_ascii=False)


async def street(house: House, clock: RigClock) -> Street:
    """Found them all, let each have posts and buttons in every state."""
    firms = {}
    for number, mark in enumerate(MARKS, start=1):
        tenant = await house.create_tenant(f"Canary {mark}")
        orders = await _stock(house, tenant, mark, f"70{number}-777777{number}")
        firms[mark] = Firm(mark, tenant, orders)
    found = Street(house, clock, firms)
    for firm in firms.values():
        await _settle(house, firm)
    clock.now = NOW - BEFORE
    for firm in firms.values():
        await _mint(found, firm, "expired")
    clock.now = NOW
    for firm in firms.values():
        await _mint(found, firm, "fresh")
        await _use(found, firm)
    return found


async def _stock(house: House, tenant: TenantId, mark: str, series: str) -> list[str]:
    shop = Shop(house.storage, tenant, series)
    async with house.storage.write() as uow:
        scope = await uow.for_tenant(tenant)
        await scope.accounts.add(
            AccountRow(SELLER, f"Canary {mark} seller", "NA", US, "active", NOW)
        )
        for feature in (Feature.SALES, Feature.INVENTORY, Feature.REVIEWS):
            await scope.team.switch_on(feature, NOW)
    await shop.open_store(US)
    skus = [f"CANARY-{mark}-{n}" for n in (1, 2)]
    orders = await shop.sell([one for sku in skus for one in daily(sku, 24, 2)])
    later = NOW + timedelta(seconds=1)
    seen = [ProductSeen(sku, "B0", f"Canary title {mark}", MONDAY, later) for sku in skus]
    async with house.storage.write() as uow:
        await (await uow.for_tenant(tenant)).products.seen(SELLER, seen)
    return orders


async def _settle(house: House, firm: Firm) -> None:
    async with house.storage.write() as uow:
        team = (await uow.for_tenant(firm.tenant)).team
        for platform in PLATFORMS:
            place = firm.place(platform)
            await team.bind(ChannelRow(*place, firm.mark, "UTC"))
            for role in ROLES:
                key = (*place[:2], firm.user(platform, role))
                await team.admit(key, MemberRole(role), NOW)


LINES = ("reviews", "team check", "settings show", "access", "revoke", "home", "product {sku}")


async def _mint(found: Street, firm: Firm, state: str) -> None:
    """Buttons of every kind, from both platforms."""
    refs = firm.refs.setdefault(state, [])
    for platform in PLATFORMS:
        place, owner = firm.place(platform), firm.user(platform, "owner")
        for line in LINES:
            reply = await found.says(place, owner, line.format(sku=firm.skus[0]))
            refs += reply.refs
    await _number(found, firm)


async def _use(found: Street, firm: Firm) -> None:
    """One batch is rejected: its buttons were used."""
    place, owner = firm.place("slack"), firm.user("slack", "owner")
    waiting = await found.says(place, owner, "reviews")
    found.clock.forward(seconds=2)
    await found.presses(place, owner, waiting.refs[-1])
    firm.refs["used"] = list(waiting.refs)
    await found.says(place, owner, "reviews")
    await _number(found, firm)


async def _number(found: Street, firm: Firm) -> None:
    async with found.house.storage.read() as uow:
        reviews = (await uow.for_tenant(firm.tenant)).reviews
        firm.numbers |= {one.batch_id for one in await reviews.batches(9)}


def verbs_with(sku: str, order: str, mention: str) -> list[str]:
    """A line for each verb, about somebody's product, order or member."""
    about = {"product": sku, "why": order, "restock": sku, "settings digest": "09:00"}
    about |= {"settings zone": "Berlin", "settings locale": "de", "team add": mention}
    about |= {"team remove": mention, "help": "stats", "revoke": "confirm:Canary"}
    about |= {"settings sharing": "off"}
    return [f"{verb.name} {about.get(verb.name, '')}".strip() for verb in VERBS]
