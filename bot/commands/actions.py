"""What buttons do: an action is a verb, run again with the button's object, or one of these."""

from dataclasses import dataclass

from bot.commands.data import CONFIRM, REVOKE
from bot.commands.set_up import DELETE, SWITCH_OFF, SWITCH_ON
from bot.commands.settings import DIGEST_TIME, MAILED_CODE, UNBIND, ZONE_NAME
from bot.commands.table import find
from bot.commands.team import CONFIRM as ALL_RIGHT
from bot.commands.team import DISMISS, REMOVE, STOP_RECOVERY
from bot.commands.verbs import VERBS
from core.model import MemberRole


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that only a button does, and the standing it needs."""

    name: str
    role: MemberRole


ACTIONS: tuple[Action, ...] = (
    Action("reviews.approve", MemberRole.APPROVER),
    Action("reviews.reject", MemberRole.APPROVER),
    Action("reviews.list", MemberRole.VIEWER),
    Action(SWITCH_ON, MemberRole.OWNER),
    Action(SWITCH_OFF, MemberRole.OWNER),
    Action(DELETE, MemberRole.OWNER),
    Action(ALL_RIGHT, MemberRole.OWNER),
    Action(REMOVE, MemberRole.OWNER),
    Action(DISMISS, MemberRole.OWNER),
    Action(STOP_RECOVERY, MemberRole.OWNER),
    Action(DIGEST_TIME, MemberRole.OWNER),
    Action(ZONE_NAME, MemberRole.OWNER),
    Action(UNBIND, MemberRole.OWNER),
    Action(MAILED_CODE, MemberRole.OWNER),
    Action(CONFIRM, REVOKE.role),
)


def role_of(name: str) -> MemberRole:
    """The standing that an action needs; raises UnknownVerb for one that nobody declared."""
    for action in ACTIONS:
        if action.name == name:
            return action.role
    return find(VERBS, name).role
