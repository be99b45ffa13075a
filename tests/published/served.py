"""What of Amazon's models the sandbox serves, and which static cases cannot be answered."""

from core.spapi.sandbox.operations import find_operation
from tests.published.models import Spoken

UNANSWERED = {
    "sellers getAccount 400 #1": "it has the same request as the case of the answer 200",
}
"""Cases that no server could answer, and why."""

REJECTED = {
    "customerFeedback_2024-06-01 getItemReviewTrends 200 #1": "trends that end on 30 February",
    "finances_2024-06-19 listBalances 200 #2": "a day where a time is due",
    "finances_2024-06-19 listSummary 200 #1": "days where times are due",
    "productFeesV0 getMyFeesEstimateForSKU 200 #1": "a time written as no API writes it",
    "productFeesV0 getMyFeesEstimateForASIN 200 #1": "a time written as no API writes it",
    "productFeesV0 getMyFeesEstimates 200 #1": "times written as no API writes them",
    "sellers getAccount 200 #1": "a store without its currency and its language",
}
"""Cases whose answers break the schemas of the models they stand in, and by what."""


def is_served(spoken: Spoken) -> bool:
    """Whether the sandbox serves an operation itself, not only its static cases."""
    return find_operation(spoken.method, spoken.sample_path) is not None
