"""The verbs that show something."""

from bot.commands.table import SHARE, Argument, Group, Suggests, Verb
from core.model import MemberRole

STATS = Verb(
    "stats",
    Group.SEE,
    "Sales of a period, whole, by day and by product",
    MemberRole.VIEWER,
    (
        Argument(
            "period",
            "complete days: `7d`, `yesterday`, `last month` or `2026-11-01..2026-11-15`; "
            "`7d` by default",
        ),
        Argument(
            "for", "one marketplace, such as `Amazon.com`", named=True, suggests=Suggests.STORE
        ),
        Argument(
            "by",
            "what the rows of the table are",
            named=True,
            choices=("product", "day", "marketplace"),
        ),
        Argument("view", "what the table puts first", named=True, choices=("revenue", "units")),
        SHARE,
    ),
    ("stats 30d", "stats last month for Amazon.com", "stats 7d by day share:yes"),
    ("top",),
)

RESTOCK = Verb(
    "restock",
    Group.SEE,
    "What to order, how much, and by when",
    MemberRole.VIEWER,
    (
        Argument(
            "sku",
            "one product, by its SKU; all by default",
            suggests=Suggests.PRODUCT,
        ),
        SHARE,
    ),
    ("restock", "restock GP-01"),
)

DIGEST = Verb(
    "digest",
    Group.SEE,
    "A day against its week: sales, what moved, what runs out",
    MemberRole.VIEWER,
    (
        Argument("date", "a day such as `2026-11-22`; the last complete one by default"),
        SHARE,
    ),
    ("digest", "digest 2026-11-22 share:yes"),
)

PRODUCT = Verb(
    "product",
    Group.SEE,
    "One product: 30 days of sales by marketplace, stock and cover",
    MemberRole.VIEWER,
    (
        Argument("sku", "a SKU, such as `GP-01`", required=True, suggests=Suggests.PRODUCT),
        SHARE,
    ),
    ("product GP-01",),
)

WHY = Verb(
    "why",
    Group.SEE,
    "How a figure came about, step by step",
    MemberRole.VIEWER,
    (
        Argument(
            "what",
            "an order id, a SKU, or one of `revenue`, `units` and `orders`",
            required=True,
            suggests=Suggests.PRODUCT,
        ),
        SHARE,
    ),
    ("why GP-01", "why revenue", "why 123-1234567-1234567"),
)

SEE = (STATS, PRODUCT, DIGEST, RESTOCK, WHY)
