"""The verbs that show something."""

from bot.commands.table import SHARE, Argument, Group, Verb
from core.model import MemberRole

STATS = Verb(
    "stats",
    Group.SEE,
    "Sales of a period, whole, by day and by product",
    MemberRole.VIEWER,
    (
        Argument("period", "7d, last month, 2026-11-01..2026-11-15; 7d where nothing is said"),
        Argument("for", "one marketplace, such as Amazon.com", named=True),
        Argument("by", "the table's rows", named=True, choices=("product", "day", "marketplace")),
        Argument("view", "units or revenue first", named=True, choices=("revenue", "units")),
        SHARE,
    ),
    ("stats 30d", "stats last month for Amazon.com", "stats 7d by day share:yes"),
    ("top",),
)

SEE = (STATS,)
