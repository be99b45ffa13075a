"""What belongs to a feature: the sources that are synced for it."""

from collections.abc import Mapping

from core.model import Feature
from core.policy.operations import (
    OPERATIONS,
    ORDER_METRICS,
    ORDERS_BY_DATE,
    ORDERS_BY_UPDATE,
    REPORT_TYPES,
    STOCK,
)

SOURCES: Mapping[str, frozenset[Feature]] = {
    "orders": REPORT_TYPES[ORDERS_BY_UPDATE].features,
    "past": REPORT_TYPES[ORDERS_BY_DATE].features,
    "nightly": REPORT_TYPES[ORDERS_BY_DATE].features,
    "metrics": OPERATIONS[ORDER_METRICS].features,
    "stock": REPORT_TYPES[STOCK].features,
}
"""The kinds of sources, each with the features that need it; one of them on is enough."""

_CALLED = {feature for operation in OPERATIONS.values() for feature in operation.features} | {
    feature for report in REPORT_TYPES.values() for feature in report.features
}
SWITCHABLE = tuple(feature for feature in Feature if feature in _CALLED)
"""The features that there is a call for; the others wait until they are built."""

READ = frozenset().union(*SOURCES.values())
"""The features that something is read for; for the others it is only tried what Amazon grants."""


def features_of(source: str) -> frozenset[Feature]:
    """The features that need a source such as "stock:<marketplace id>"; of an unknown one all.

    That is no leave: the gate judges each call by itself.
    """
    return SOURCES.get(source.partition(":")[0], frozenset(Feature))
