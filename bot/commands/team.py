"""The verbs about who may do what."""

from bot.commands.table import Argument, Group, Verb
from core.model import MemberRole

USER = Argument("user", "one person of this workspace, mentioned by `@`", required=True)

LIST = Verb(
    "team list",
    Group.SET_UP,
    "Who may do what here, since when, and who added them",
    MemberRole.VIEWER,
    (),
    ("team", "team list"),
    ("team",),
)
ADD = Verb(
    "team add",
    Group.SET_UP,
    "Let somebody in, or give them another role",
    MemberRole.OWNER,
    (
        USER,
        Argument(
            "role",
            "what they may do; `viewer` by default",
            choices=tuple(role.value for role in MemberRole),
        ),
    ),
    ("team add @name", "team add @name approver"),
)
REMOVE_ONE = Verb(
    "team remove",
    Group.SET_UP,
    "End what somebody may do here, at once",
    MemberRole.OWNER,
    (USER,),
    ("team remove @name",),
)
CHECK = Verb(
    "team check",
    Group.SET_UP,
    "Look over who may do what, once a quarter",
    MemberRole.OWNER,
    (Argument("confirm", "note that all are still right", named=True, choices=("yes", "no")),),
    ("team check", "team check confirm:yes"),
)

RECOVERY = Verb(
    "team recovery",
    Group.SET_UP,
    "Whether somebody recovers this shop with Amazon's authorization, and how to stop it",
    MemberRole.OWNER,
    (Argument("stop", "make the recovery's code void", named=True, choices=("yes", "no")),),
    ("team recovery", "team recovery stop:yes"),
)

STOP_RECOVERY = "recovery.stop"
"""The action of a button under a recovery."""

CONFIRM, REMOVE, DISMISS = "team.confirm", "team.remove", "team.dismiss"
"""The actions of its buttons: all are right, ask about one, and end that one's rights."""

TEAM = (LIST, ADD, REMOVE_ONE, CHECK, RECOVERY)
