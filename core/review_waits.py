"""How long a review request waits after an error, before Amazon is asked again. Pure."""

from datetime import datetime, timedelta

from core.amazon_errors import AmazonError
from core.ports.reviews import Solicitation, Stage

PATIENCE = timedelta(minutes=1)
RARELY = timedelta(hours=6)
NO_ANSWER = "no_answer"
"""A request went out and its outcome is not known."""
TROUBLE = "trouble"
"""Amazon answers the question with an error; it is asked ever more rarely, from `looked_at` on."""


def delayed(row: Solicitation, now: datetime, why: AmazonError | None) -> Solicitation:
    """Back to due, nothing accepted: as late as Amazon says; else ever later, up to six hours."""
    due = row._replace(stage=Stage.DUE)
    if why is not None and why.retry_after:
        return due._replace(not_before=now + timedelta(seconds=why.retry_after))
    if why is None or row.reason == NO_ANSWER:
        return due._replace(not_before=now + PATIENCE)
    since = row.looked_at if row.reason == TROUBLE and row.looked_at else now
    wait = min(max(PATIENCE, now - since), RARELY)
    return due._replace(reason=TROUBLE, looked_at=since, not_before=now + wait)
