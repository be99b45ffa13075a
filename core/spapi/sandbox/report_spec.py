"""What a report is asked for, what is planned for it, and what its maker is told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.faults import Fault
from core.spapi.sandbox.marketplaces import Marketplace
from core.spapi.sandbox.shop import Shop
from core.spapi.sandbox.world import World


@dataclass(frozen=True, slots=True)
class ReportSpec:
    """What createReport asked for, or a schedule."""

    type: str
    marketplace_ids: tuple[str, ...]
    since: datetime
    until: datetime
    options: Mapping[str, str] = field(default_factory=dict)
    schedule: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to become of it: a fault on order, or nothing because it was asked too soon."""

    fault: Fault | None = None
    too_soon: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is made of: whose, of which stores, for which span, as of which moment."""

    world: World
    account: SellerAccount
    markets: tuple[Marketplace, ...]
    spec: ReportSpec
    at: datetime

    @property
    def market(self) -> Marketplace:
        """The first store, or the only one."""
        return self.markets[0]

    @property
    def shop(self) -> Shop | None:
        """The invented shop, None where a file of orders stands in its place."""
        return self.world.stocked(self.account)
