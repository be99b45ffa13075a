"""The verbs that do something."""

from bot.commands.table import SHARE, Argument, Group, Verb
from core.model import MemberRole

REVIEWS = Verb(
    "reviews",
    Group.DO,
    "Review requests: what waits for approval, what was sent, what was left out and why",
    MemberRole.VIEWER,
    (
        Argument(
            "what",
            "what to show; `waiting` by default",
            choices=("waiting", "history", "skipped", "numbers"),
        ),
        SHARE,
    ),
    ("reviews", "reviews history", "reviews numbers share:yes"),
)

DO = (REVIEWS,)
