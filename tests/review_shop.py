"""A shop with orders to ask about, and an Amazon that answers as the test says."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from core.model import AccountId, Feature, LeftOut, MemberRole, Order, OrderLine, TenantId
from core.policy.sending_hours import WHOLE_DAY
from core.ports.accounts import AccountRow, MarketplaceRow
from core.ports.amazon import Caller
from core.ports.engine import Task
from core.ports.reviews import Batch, Solicitation
from core.ports.tenants import TenantRow
from core.review_due import RECONCILE, defer_due
from core.review_sending import UNCLEAR_AFTER, RequestSender, Unit
from core.reviews import Actor, Terms, approve, prepare
from storage.installation import open_database
from storage.unit_of_work import SqlStorage
from tests.memory_keys import MemoryKeyStore

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
SHOP, ACCOUNT = TenantId("demo-shop"), AccountId("demo-account")
US, CA = "ATVPDKIKX0DER", "A2EUQ1WTGCTBG2"
TERMS = Terms(hours=WHOLE_DAY)


def order_id(number: int) -> str:
    """An order id that nothing else looks like."""
    return f"114-77{number:05}-9{number:06}"


def line(left_out: LeftOut | None = None, price: int | None = 1999, store: str = US) -> OrderLine:
    """One line of an order."""
    day = (NOW - timedelta(days=12)).date()
    status = "Cancelled" if left_out else "Shipped"
    return OrderLine("GP-01", 1, "B000000001", store, day, 1, "USD", price, status, left_out, 1)


def order(number: int, days_ago: float, status: str = "Shipped", *lines: OrderLine) -> Order:
    """An order bought that many days ago."""
    bought = NOW - timedelta(days=days_ago)
    its = lines or (line(),)
    titles = ("Garlic press",) * len(its)
    content = number.to_bytes(4, "big") + status.encode()[:4].ljust(4)
    return Order(order_id(number), bought, bought, status, "Amazon", its, titles, content)


class Queue:
    """An engine that only notes what it was given."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []

    def submit(self, task: Task) -> None:
        """Note a task; one whose key is waiting is dropped, as the port says."""
        if task.key not in {one.key for one in self.tasks}:
            self.tasks.append(task)


class Crash(BaseException):
    """The process dies here."""


@dataclass
class FakeAmazon:
    """Offers what it was not asked for yet; `before` and `after` a POST may raise."""

    journal: list[tuple[str, str]] = field(default_factory=list)
    sent: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    looking: Exception | None = None
    before: BaseException | None = None
    after: BaseException | None = None
    meet: asyncio.Barrier | None = None
    """Whoever asked waits here until all have."""

    async def offers_solicitation(self, caller: Caller, order_id: str, marketplace_id: str) -> bool:
        """Whether it still can be asked for."""
        self.journal.append(("GET", order_id))
        if self.meet is not None:
            await self.meet.wait()
        if self.looking is not None:
            raise self.looking
        return order_id not in self.sent | self.closed

    async def solicit(self, caller: Caller, order_id: str, marketplace_id: str) -> None:
        """Ask the buyer."""
        self.journal.append(("POST", order_id))
        if self.before is not None:
            raise self.before
        self.sent.add(order_id)
        if self.after is not None:
            raise self.after

    @property
    def posts(self) -> list[str]:
        """The orders that were asked about, each as often as it was."""
        return [order_id for verb, order_id in self.journal if verb == "POST"]


@dataclass
class Shop:
    """The shop, its queue and its Amazon; `now` moves when the test says so."""

    storage: SqlStorage
    queue: Queue
    engine: AsyncEngine
    amazon: FakeAmazon = field(default_factory=FakeAmazon)
    now: datetime = NOW

    @property
    def sender(self) -> RequestSender:
        """What sends, by the shop's clock."""
        return RequestSender(self.storage, self.amazon, lambda: self.now)

    def actor(self, user: str = "approver") -> Actor:
        """Somebody who acts now."""
        return Actor(SHOP, user, self.now)

    async def add(self, *orders: Order, at: datetime | None = None) -> None:
        """Take orders in."""
        async with self.storage.write() as uow:
            book = (await uow.for_tenant(SHOP)).orders
            await book.replace(ACCOUNT, orders, at or self.now)

    async def batch(self, terms: Terms = TERMS) -> Batch:
        """The batch that waits."""
        found = await prepare(self.storage, self.actor(), terms)
        assert found is not None
        return found

    async def approved(self, terms: Terms = TERMS) -> Batch:
        """A batch that was approved."""
        batch = await self.batch(terms)
        return await approve(self.storage, self.actor(), batch.batch_id, batch.digest)

    async def rows(self, batch: Batch) -> list[Solicitation]:
        """A batch's solicitations."""
        async with self.storage.read() as uow:
            return await (await uow.for_tenant(SHOP)).reviews.rows(batch.batch_id)

    async def only(self, batch: Batch) -> Solicitation:
        """The one solicitation of a batch."""
        (row,) = await self.rows(batch)
        return row

    async def tick(self, later: timedelta = UNCLEAR_AFTER) -> None:
        """Time passes, the clock finds what is due, and it is done."""
        self.now += later
        await defer_due(self.storage, self.now)
        await self.send()

    async def send(self) -> None:
        """Run the queued tasks, each once."""
        tasks, self.queue.tasks = self.queue.tasks, []
        for task in tasks:
            act = self.sender.reconcile if task.name == RECONCILE else self.sender.send_one
            await act(Unit.of(task.args))


@asynccontextmanager
async def open_shop(url: str) -> AsyncIterator[Shop]:
    """The shop, connected in North America, with an approver and a viewer."""
    keys, queue = MemoryKeyStore(), Queue()
    await keys.create(SHOP, NOW)
    async with open_database(url, "demo") as (engine, _):
        storage = SqlStorage(engine, keys, queue)
        async with storage.write() as uow:
            await uow.directory.add(TenantRow(SHOP, "Demo shop", "p-demo-shop", "active", NOW))
            scope = await uow.for_tenant(SHOP)
            await scope.accounts.add(AccountRow(ACCOUNT, "Demo", "NA", US, "active", NOW))
            stores = [MarketplaceRow(US, "USD", "America/Los_Angeles")]
            await scope.accounts.add_marketplaces(ACCOUNT, stores)
            await scope.team.switch_on(Feature.REVIEWS, NOW)
            for user, role in (("approver", MemberRole.APPROVER), ("viewer", MemberRole.VIEWER)):
                await scope.team.admit(("local", "demo", user), role, NOW)
        yield Shop(storage, queue, engine)
