"""The verbs about the data itself: what is kept, and its end."""

from bot.commands.table import Argument, Group, Verb
from core.model import MemberRole

REVOKE = Verb(
    "revoke",
    Group.HELP,
    "Delete everything of this shop, with a certificate",
    MemberRole.OWNER,
    (Argument("confirmation", "`confirm:` and the shop's name; without it nothing is deleted"),),
    ("revoke", "revoke confirm:Demo shop"),
)

CONFIRM = "revoke.confirm"
"""The action of the button under what will go."""

DATA = (REVOKE,)
