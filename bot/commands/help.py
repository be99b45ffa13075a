"""The verbs that explain."""

from bot.commands.table import Argument, Group, Suggests, Verb
from core.model import MemberRole

HOME = Verb("home", Group.SEE, "Where everything stands, and what waits for you", MemberRole.VIEWER)
STATUS = Verb(
    "status",
    Group.SEE,
    "What is synced until when, what is waiting, and why",
    MemberRole.VIEWER,
)
HELP = Verb(
    "help",
    Group.HELP,
    "All commands, or one in detail",
    MemberRole.VIEWER,
    (Argument("topic", "a command, such as `stats`", suggests=Suggests.VERB),),
    ("help", "help stats"),
)
