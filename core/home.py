"""`home`: how things stand, what waits for somebody, and when the next digest comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.model import Feature, Place
from core.ports.storage import Storage
from core.ports.tenants import ChannelRow
from core.recovery import recovery
from core.review_desk import numbers
from core.reviews import Actor
from core.set_up import Step, standing, steps_of
from core.settings import digest_set_for
from core.status import WELL, AccountStatus, ClosedChannel, HouseStatus, status
from core.team import team


@dataclass(frozen=True, slots=True)
class NextDigest:
    """The channel whose digest comes next, and when."""

    channel: str
    due: datetime
    place: Place


@dataclass(frozen=True, slots=True)
class Requests:
    """Review requests that wait for approval, and those that are on their way."""

    waiting: int
    to_send: int


@dataclass(frozen=True, slots=True)
class Unheard:
    """A notice that no owner could be given, in short."""

    summary: str
    at: datetime


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """The answer to `home` (schema home/1); `reviews` is None where they are switched off."""

    schema: str
    tenant: str
    at: datetime
    features: tuple[str, ...]
    accounts: tuple[AccountStatus, ...]
    reviews: Requests | None
    next_digest: NextDigest | None
    house: HouseStatus = WELL
    check_due: datetime | None = None
    """Since when the team is to be looked over, None where it need not be yet."""
    steps: tuple[Step, ...] = ()
    """What is to be done until the shop is set up, and what is done of it."""
    people: int = 1
    """How many there are in the team; 0 while nobody owns the shop."""
    closed: tuple[ClosedChannel, ...] = ()
    """Channels that let us post nothing."""
    unheard: tuple[Unheard, ...] = ()
    """What no owner could be told in 30 days, the newest first."""
    recovers_since: datetime | None = None
    """Since when somebody recovers the tenant, None where nobody does."""

    @property
    def is_set_up(self) -> bool:
        """Whether every step that counts is done."""
        return all(step.done for step in self.steps if step.counts)


async def home(
    storage: Storage, actor: Actor, secret_set: date | None = None, place: Place | None = None
) -> HomeFacts:
    """Where everything stands, asked in a channel."""
    found = await status(storage, actor.tenant, actor.at, secret_set)
    async with storage.read() as uow:
        scope = await uow.for_tenant(actor.tenant)
        channels = await scope.team.channels()
        steps = steps_of(await standing(scope, place))
        unheard = await scope.owner_notices.unheard()
    its = await team(storage, actor.tenant, actor.at)
    recovers = await recovery(storage, actor.tenant, actor.at)
    return HomeFacts(
        "home/1",
        found.tenant,
        actor.at,
        found.features,
        found.accounts,
        await _requests(storage, actor) if Feature.REVIEWS in found.features else None,
        _next(channels),
        found.house,
        its.due_at if its.is_due else None,
        steps,
        len(its.members),
        found.closed,
        tuple(Unheard(one.summary, one.at) for one in unheard),
        recovers.begun_at if recovers is not None and recovers.state.is_running else None,
    )


def _next(channels: Sequence[ChannelRow]) -> NextDigest | None:
    """The first to come, where anything can be posted."""
    due = [
        NextDigest(row.name, set_for, row.place)
        for row in channels
        if row.closed_at is None and not row.is_withheld
        if (set_for := digest_set_for(row)) is not None
    ]
    return min(due, key=lambda one: (one.due, one.channel), default=None)


async def _requests(storage: Storage, actor: Actor) -> Requests:
    now = (await numbers(storage, actor)).spans[0]
    return Requests(now.waiting, now.to_send)
