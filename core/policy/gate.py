"""The gate: may this call be made now? Denied by default, with the reason.

Two promises rest on it: dormant Amazon roles are never used, and data is read only for features
that an owner switched on.
"""

from collections.abc import Set
from dataclasses import dataclass

from core.model import Feature
from core.policy.operations import (
    DORMANT,
    OPERATIONS,
    REPORT_TYPES,
    AmazonRole,
    Operation,
    Purpose,
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The call may be made: the Amazon role it uses, and what it is for."""

    operation: Operation
    amazon_role: AmazonRole
    feature: str
    """The feature's name, or `account`."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The call may not be made."""

    reason: str


Verdict = Allowed | Denied


@dataclass(frozen=True, slots=True)
class Standing:
    """What the owner switched on, and whether the tenant is active."""

    features: Set[Feature]
    active: bool


def judge(operation: str, report_type: str | None, standing: Standing) -> Verdict:
    """Whether an operation may be called, for a report type where it needs one."""
    known = OPERATIONS.get(operation)
    if known is None:
        return Denied(f"{operation[:60]} is no operation of mine")
    if not standing.active:
        return Denied("this tenant is paused or gone")
    if known.purpose is not Purpose.REPORT:
        if report_type is not None:
            return Denied(f"{operation} takes no report type")
        return _granted(known, known.roles, known.features, standing)
    report = REPORT_TYPES.get(report_type or "")
    if report is None:
        return Denied(f"{(report_type or 'no report')[:60]} is no report type of mine")
    return _granted(known, report.roles, report.features, standing)


def _granted(
    operation: Operation,
    roles: tuple[AmazonRole, ...],
    features: frozenset[Feature],
    standing: Standing,
) -> Verdict:
    role = next((role for role in roles if role not in DORMANT), None)
    if role is None:
        return Denied(f"{operation.name} would use an Amazon role that I never use")
    if operation.purpose is Purpose.ACCOUNT:
        return Allowed(operation, role, Purpose.ACCOUNT.value)
    switched_on = [feature for feature in Feature if feature in features & standing.features]
    if not switched_on:
        needed = " or ".join(feature for feature in Feature if feature in features)
        return Denied(f"the feature {needed} is not switched on")
    return Allowed(operation, role, switched_on[0].value)
