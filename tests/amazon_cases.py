"""Which test shows which edge case of Amazon's wire; docs/amazon.md holds the table of them.

The cases are those of the fact sheet that the project was designed from (§11, 44 of them). A test
says of itself `@case(7)`; the table is read from the sources, so that no run is needed to make it.
"""

from collections.abc import Callable
from typing import TypeVar

Test = TypeVar("Test", bound=Callable[..., object])

CASES = {
    1: "429 storms that retrying makes worse",
    2: "no rate header on a 429, and no Retry-After",
    3: "a createReport burst that is not honoured",
    4: "fulfilled shipments refused with 429 for hours",
    5: "an order on two pages",
    6: "missing and partial orders",
    7: "a page token without its filters",
    8: "a page token that expired",
    9: "an end time under two minutes ago, and a wrong clock",
    10: "two orders updated at the same moment, at a boundary",
    11: "pending orders without price, currency and address",
    12: "money as text, yen without decimals, floats in reports",
    13: "encodings: cp1252, cp932, BOM, mislabelled",
    14: "stray quotes, tabs and line ends in titles; ragged rows",
    15: "localised headers and dates",
    16: "CANCELLED, which means no data",
    17: "a report that never finishes",
    18: "FATAL, with and without a document",
    19: "a download address that expired",
    20: "gzip unannounced, or announced and already unpacked",
    21: "inventory without FBA, and missing SKUs",
    22: "one pool of stock told for three stores",
    23: "SKUs with characters that mean something in an address",
    24: "order metrics over days of 23 and 25 hours",
    25: "an invalid_grant that passes",
    26: "a consent code exchanged late or twice",
    27: "one 403 with many meanings",
    28: "a time-out after Amazon accepted",
    29: "Amazon's own sandbox refusing solicitations",
    30: "an order told twice: is it new?",
    31: "notifications in mixed case, of unknown types and versions",
    32: "customer feedback: 204 and 403",
    33: "the Far East refusing includedData=FULFILLMENT",
    34: "tokens shared between tenants, or in logs",
    35: "invalid_grant swallowed and tried again",
    36: "overlapping age buckets; restock rows of several countries",
    37: "sales and traffic that expands weeks",
    38: "unknown enum values, stores and programs",
    39: "HTML, empty and null error bodies",
    40: "a client secret rotated while running",
    41: "a seller who connects again",
    42: "one seller id in two regions",
    43: "a wipe that must reach reports, schedules and subscriptions",
    44: "mentions in what buyers write",
}
"""The 44 cases, in our words."""

LATER = {
    26: "connecting by Amazon's consent page is not built yet",
    37: "the feature `traffic` is not built yet",
    41: "connecting by Amazon's consent page is not built yet",
    43: "schedules and subscriptions come with the features that need them",
}
"""Cases whose features come later."""


def case(number: int) -> Callable[[Test], Test]:
    """Say that a test shows a case; it may show several, and a case may need several tests."""
    if number not in CASES:
        raise ValueError(f"there is no case {number}")

    def named(test: Test) -> Test:
        return test

    return named
