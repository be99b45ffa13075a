"""What a report contains, or why it contains nothing."""

import json
from dataclasses import dataclass
from datetime import datetime

from core.spapi.sandbox.accounts import SellerAccount
from core.spapi.sandbox.faults import Effect
from core.spapi.sandbox.marketplaces import MARKETPLACES
from core.spapi.sandbox.report_encoding import Written, write
from core.spapi.sandbox.report_spec import Asked, Plan, ReportSpec
from core.spapi.sandbox.report_types import TYPES
from core.spapi.sandbox.world import World

_BROKEN = "The report could not be generated. Request it again."


@dataclass(frozen=True, slots=True)
class Content:
    """How a report ends: its status, and its document where it has one."""

    status: str
    document: Written | None = None


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the contents of one seller's reports."""

    world: World
    account: SellerAccount

    def make(self, spec: ReportSpec, plan: Plan, at: datetime) -> Content:
        """The outcome of a report as of the moment its processing ends."""
        effect = plan.fault.effect if plan.fault else None
        if effect is Effect.FATAL_BARE:
            return Content("FATAL")
        kind = TYPES.get(spec.type)
        problem = _BROKEN if effect is Effect.FATAL else self._problem(spec)
        if kind is None or problem:
            return _fatal(problem)
        # Amazon makes some for a single marketplace: it takes the first and says nothing.
        ids = spec.marketplace_ids[:1] if kind.single else spec.marketplace_ids
        markets = tuple(MARKETPLACES[m] for m in ids)
        asked = Asked(self.world, self.account, markets, spec, at)
        if problem := kind.problem(asked):
            return _fatal(problem)
        text = "" if plan.too_soon else kind.make(asked)
        if not text:
            return Content("CANCELLED")
        return Content("DONE", write(text, self.account.region, plan.fault))

    def _problem(self, spec: ReportSpec) -> str:
        if spec.type not in TYPES:
            return f"Report type {spec.type} is not available to this selling partner."
        foreign = [m for m in spec.marketplace_ids if m not in self.account.marketplace_ids]
        return f"The selling partner does not sell in {', '.join(foreign)}." if foreign else ""


def _fatal(problem: str) -> Content:
    raw = json.dumps({"errorDetails": problem}).encode()
    return Content("FATAL", Written(raw, "UTF-8", packed=False, flagged=False))
