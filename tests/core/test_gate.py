"""The gate's verdicts: features, standing, dormant roles, and denial by default."""

from itertools import product

import pytest

from core.model import Feature
from core.policy import gate
from core.policy.gate import Allowed, Denied, Standing, judge
from core.policy.operations import (
    DORMANT,
    OPERATIONS,
    ORDERS_BY_UPDATE,
    PARTICIPATIONS,
    REPORT_TYPES,
    SOLICIT,
    STOCK,
    AmazonRole,
    Purpose,
)

ALL = Standing(frozenset(Feature), active=True)
NONE = Standing(frozenset(), active=True)

NEEDS = {
    **{row.name: row.features for row in OPERATIONS.values() if row.purpose is Purpose.FEATURE},
    **{row.name: row.features for row in REPORT_TYPES.values()},
}


def asked(name: str, standing: Standing) -> gate.Verdict:
    """The verdict on an operation, or on asking for a report."""
    if name in REPORT_TYPES:
        return judge("createReport", name, standing)
    return judge(name, None, standing)


@pytest.mark.parametrize(("name", "feature"), list(product(NEEDS, Feature)))
def test_a_call_is_allowed_exactly_where_its_feature_is_on(name: str, feature: Feature) -> None:
    verdict = asked(name, Standing({feature}, active=True))
    assert isinstance(verdict, Allowed) == (feature in NEEDS[name])
    if isinstance(verdict, Allowed):
        assert verdict.feature == feature


def test_each_feature_needs_what_it_was_given() -> None:
    assert NEEDS[SOLICIT] == {Feature.REVIEWS}
    assert NEEDS[STOCK] == {Feature.INVENTORY}
    assert NEEDS[ORDERS_BY_UPDATE] == {Feature.SALES, Feature.REVIEWS}


def test_nothing_switched_on_allows_the_connection_only() -> None:
    allowed = [name for name in OPERATIONS if isinstance(asked(name, NONE), Allowed)]
    assert allowed == [PARTICIPATIONS]
    for name in NEEDS:
        assert isinstance(asked(name, NONE), Denied)


@pytest.mark.parametrize("name", [*OPERATIONS, *REPORT_TYPES])
def test_an_inactive_tenant_calls_nothing(name: str) -> None:
    assert isinstance(asked(name, Standing(frozenset(Feature), active=False)), Denied)


@pytest.mark.parametrize(
    ("operation", "report_type", "reason"),
    [
        ("getPricing", None, "getPricing is no operation of mine"),
        ("createreport", STOCK, "createreport is no operation of mine"),
        ("createReport", None, "no report is no report type of mine"),
        ("createReport", "GET_V2_SETTLEMENT", "GET_V2_SETTLEMENT is no report type of mine"),
        (SOLICIT, STOCK, f"{SOLICIT} takes no report type"),
    ],
)
def test_a_denial_says_why(operation: str, report_type: str | None, reason: str) -> None:
    assert judge(operation, report_type, ALL) == Denied(reason)


def test_the_role_of_a_call_is_told() -> None:
    verdict = judge("createReport", STOCK, ALL)
    assert isinstance(verdict, Allowed)
    assert (verdict.amazon_role, verdict.feature) == (AmazonRole.FULFILLMENT, "inventory")


def test_every_row_has_a_role_that_may_be_used() -> None:
    for name in [*OPERATIONS, *REPORT_TYPES]:
        verdict = asked(name, ALL)
        if name in OPERATIONS and OPERATIONS[name].purpose is Purpose.REPORT:
            assert isinstance(verdict, Denied)
        else:
            assert isinstance(verdict, Allowed)
            assert verdict.amazon_role not in DORMANT
