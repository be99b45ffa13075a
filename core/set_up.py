"""What is to be done until a shop is set up, told from facts alone: nobody ticks anything off."""

from dataclasses import dataclass
from enum import StrEnum

from core.model import Place
from core.ports.storage import TenantScope
from core.tenants import FILE_REGION

DIGEST = "digest:"
"""What a digest's post shows begins so."""


class StepName(StrEnum):
    """The steps, in their order."""

    ORDERS = "orders"
    FEATURE = "feature"
    CHANNEL = "channel"
    DIGEST = "digest"
    POSTED = "posted"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Step:
    """A step, and whether it is done; one that does not count is only a hint."""

    name: StepName
    done: bool
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """What is there of a shop: stores with orders or that bring some, and so on.

    `only_files` says that nothing is read at Amazon, so that no feature has a meaning.
    """

    has_stores: bool
    only_files: bool
    has_feature: bool
    is_bound: bool
    has_digest: bool
    was_posted: bool
    people: int


def steps_of(found: Standing) -> tuple[Step, ...]:
    """The steps of a shop that stands so.

    A digest that was posted shows that a channel spoke for the shop and that a time was set:
    whoever ended that later meant it.
    """
    posted = found.was_posted
    feature = () if found.only_files else (Step(StepName.FEATURE, found.has_feature),)
    return (
        Step(StepName.ORDERS, found.has_stores),
        *feature,
        Step(StepName.CHANNEL, found.is_bound or posted),
        Step(StepName.DIGEST, found.has_digest or posted),
        Step(StepName.POSTED, posted),
        Step(StepName.SECOND, found.people > 1, counts=False),
    )


async def standing(scope: TenantScope, place: Place | None) -> Standing:
    """How a shop stands; outside a channel, any of its channels is as good as this one."""
    accounts, channels = await scope.accounts.all(), await scope.team.channels()
    stores = [await scope.accounts.marketplaces(row.account_id) for row in accounts]
    here = place if place is not None and place.channel else None
    return Standing(
        any(stores),
        bool(accounts) and all(row.region == FILE_REGION for row in accounts),
        bool(await scope.team.features()),
        any(here in (None, row.place) for row in channels),
        any(row.digest_minute is not None for row in channels),
        await scope.posts.is_any(DIGEST),
        len(await scope.team.members()),
    )
