"""The demo: two invented shops at the local sandbox, each with a channel on the local page."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from bot.adapters.local.channels import PLATFORM, USER, WORKSPACE
from core.model import AccountId, Feature, MemberRole, TenantId
from core.ports.accounts import AccountRow
from core.ports.stock import StockDay
from core.ports.storage import Storage, TenantScope
from core.ports.tenants import ChannelRow
from core.secrets import REFRESH_TOKEN
from core.sync import Syncer
from core.sync_plan import Pace, is_nightly

PACE = Pace(
    orders=timedelta(seconds=120),
    stock=timedelta(minutes=10),
    poll=timedelta(seconds=0.4),
    history=timedelta(days=150),
)
"""The sandbox makes a report at once, and somebody watches; Amazon's rates still hold."""

STOCK_DAYS = 90
DIGEST_MINUTE = 8 * 60
FEATURES = (Feature.SALES, Feature.INVENTORY, Feature.REVIEWS)


LOOK = 0.2
"""Seconds between two looks at how far the sync is."""

Made = tuple[TenantId, AccountId]


class Shop(NamedTuple):
    """A demo tenant: its name, its channel and the channel's zone."""

    name: str
    channel: str
    zone: str


SHOPS = (
    Shop("Demo shop", "demo-shop", "America/Los_Angeles"),
    Shop("Smaller shop", "smaller-shop", "Europe/Berlin"),
)


class DemoAccount(Protocol):
    """A seller account as the sandbox describes it."""

    @property
    def shop(self) -> str:
        """The name of the shop it belongs to."""
        ...

    @property
    def region(self) -> str:
        """NA, EU or FE."""
        ...

    @property
    def seller(self) -> str:
        """Its selling partner id."""
        ...

    @property
    def refresh_token(self) -> str:
        """What opens it at the sandbox."""
        ...

    @property
    def marketplace_ids(self) -> tuple[str, ...]:
        """Its stores."""
        ...


class PastStock(NamedTuple):
    """A product's stock at the end of a past day."""

    day: date
    sku: str
    sellable: int
    inbound: int


StockHistory = Callable[[str, str, date, date], Awaitable[Sequence[PastStock]]]
"""(seller, marketplace id, first day, last day) -> what the sandbox remembers."""


@dataclass(frozen=True, slots=True)
class DemoMaker:
    """Makes the demo's tenants; what they sell comes by the same sync as any seller's."""

    storage: Storage
    create_tenant: Callable[[str], Awaitable[TenantId]]
    new_id: Callable[[], str]
    history: StockHistory

    async def make(self, accounts: Iterable[DemoAccount], now: datetime) -> list[Made]:
        """The tenants with channel, member, features, accounts and past stock."""
        mine = list(accounts)
        made = []
        for shop in SHOPS:
            tenant = await self.create_tenant(shop.name)
            async with self.storage.write() as uow:
                scope = await uow.for_tenant(tenant)
                await self._settle(scope, shop, now)
                its = [account for account in mine if account.shop == shop.name]
                made += [(tenant, await self._connect(scope, one, now)) for one in its]
        return made

    async def _settle(self, scope: TenantScope, shop: Shop, now: datetime) -> None:
        await scope.team.bind(
            ChannelRow(PLATFORM, WORKSPACE, shop.channel, shop.channel, shop.zone, DIGEST_MINUTE)
        )
        await scope.team.admit((PLATFORM, WORKSPACE, USER), MemberRole.OWNER, now)
        for feature in FEATURES:
            await scope.team.switch_on(feature, now)

    async def _connect(self, scope: TenantScope, account: DemoAccount, now: datetime) -> AccountId:
        account_id = AccountId(self.new_id())
        name = f"{account.shop} {account.region}"
        row = AccountRow(account_id, name, account.region, None, "active", now)
        await scope.accounts.add(row)
        await scope.accounts.seal_credential(account_id, REFRESH_TOKEN, account.refresh_token, now)
        first, last = now.date() - timedelta(days=STOCK_DAYS), now.date() - timedelta(days=1)
        for marketplace in account.marketplace_ids:
            past = await self.history(account.seller, marketplace, first, last)
            days = [
                StockDay(marketplace, one.sku, one.day, one.sellable, one.inbound, 0, now)
                for one in past
            ]
            await scope.stock.put(account_id, days)
        return account_id


async def fill(
    storage: Storage, syncer: Syncer, idle: Callable[[], Awaitable[None]], made: Sequence[Made]
) -> None:
    """Begin every account's sync, and wait until its history was read."""
    for tenant, account in made:
        await syncer.begin(tenant, account)
    while await _unread(storage, made):  # noqa: ASYNC110 -- what it waits for is in the database
        await asyncio.sleep(LOOK)
    await _ask_for_digests(storage, made, syncer.clock())
    while await _unposted(storage, made):  # noqa: ASYNC110 -- so is this
        await asyncio.sleep(LOOK)
    await idle()


async def _ask_for_digests(storage: Storage, made: Sequence[Made], now: datetime) -> None:
    """Make the first digests due: nobody waits for tomorrow morning."""
    async with storage.write() as uow:
        for tenant in {tenant for tenant, _ in made}:
            team = (await uow.for_tenant(tenant)).team
            for channel in await team.channels():
                await team.digest_due(channel, now)


async def _unposted(storage: Storage, made: Sequence[Made]) -> bool:
    async with storage.read() as uow:
        for tenant, _ in made:
            if not await (await uow.for_tenant(tenant)).posts.all():
                return True
    return False


async def _unread(storage: Storage, made: Sequence[Made]) -> bool:
    async with storage.read() as uow:
        for tenant, _ in made:
            states = await (await uow.for_tenant(tenant)).sync.all()
            # A span of history has no watermark; it is gone once it is read.
            if any(state.watermark is None for state in states if not is_nightly(state)):
                return True
    return False
