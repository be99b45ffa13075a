"""Cards that ask for a decision, and the card of what is set up, for the renderers' tests."""

from datetime import date

from bot.card import (
    Actions,
    Ask,
    Button,
    Card,
    Code,
    Context,
    Day,
    Divider,
    Fields,
    Number,
    Strong,
    Text,
    Title,
)


def batch() -> Card:
    """A batch of review requests, waiting."""
    return Card(
        "212 review requests are ready for approval.",
        (
            Title(
                ("212 review requests are ready for approval",),
                note=("batch ", Code("3f9c21ab")),
            ),
            Text(
                (
                    "Amazon.com 180 · Amazon.ca 32. Orders delivered 12 to 18 ",
                    "Nov, asked on day 7, sent 10:00 to 16:00 local time.",
                )
            ),
            Text(
                (
                    "Left out: 32 returned (buyer no longer has the item), 9 ",
                    "outside Amazon's 5 to 30 days, 3 by your rule “samples”.",
                )
            ),
            Text(
                ("The message is Amazon's own and cannot be edited. Each order can be asked once.",)
            ),
            Actions(
                (
                    Button("Send 212 requests", "approve", "b", "primary"),
                    Button("Show the list", "list", "b"),
                    Button(
                        "Approve without some",
                        "some",
                        "b",
                        ask=Ask("SKUs to leave out, with commas", "Send the others"),
                    ),
                    Button("Reject", "reject", "b", "danger"),
                )
            ),
            Context(
                (
                    "Expires tomorrow 09:00; all 212 orders can still be asked ",
                    "after that, the first closes on ",
                    Day(date(2026, 12, 10), "short"),
                    ".",
                )
            ),
        ),
        2026,
    )


def revoke() -> Card:
    """The question before everything is deleted."""
    return Card(
        "Delete everything of “Demo shop”?",
        (
            Title(("Delete everything of “Demo shop”?",), "needs_you"),
            Text(
                (
                    "This removes ",
                    Number(1204118, ("order line", "order lines")),
                    ", 412 products, 3 connected marketplaces, 2,016 posts in 4 ",
                    "channels and all settings, and destroys the key that older ",
                    "backups need. It cannot be undone.",
                )
            ),
            Text(
                (
                    "You receive a signed certificate. Amazon keeps its own ",
                    "data; access there ends too.",
                )
            ),
            Actions(
                (
                    Button(
                        "Delete everything…",
                        "revoke",
                        "t",
                        "danger",
                        Ask("Type Demo shop to confirm", "Delete everything"),
                    ),
                )
            ),
        ),
    )


def home() -> Card:
    """What is set up, and what waits."""
    return Card(
        "Demo shop: 1 approval waits.",
        (
            Title(("Demo shop",), "done", ("set up",)),
            Fields(
                (
                    ("Accounts", ("Amazon.com, Amazon.ca · orders to 14:05, authorized 2 Nov",)),
                    ("Next digest", (Strong("Wed 25 Nov 07:00"), " in #sales")),
                    ("Waits", ("212 review requests, for an approver",)),
                    ("Access", ("sales, inventory, reviews",)),
                )
            ),
            Divider(),
            Text(("Type ", Code("stats 30d"), ", ", Code("restock"), " or ", Code("help"), ".")),
        ),
        2026,
    )
