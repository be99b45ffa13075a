"""The verbs that set the shop up."""

from bot.commands.claim import CLAIM
from bot.commands.settings import SETTINGS
from bot.commands.table import Argument, Group, Verb
from bot.commands.team import TEAM
from core.model import MemberRole
from core.policy.features import SWITCHABLE

FEATURES = tuple(feature.value for feature in SWITCHABLE)

ACCESS = Verb(
    "access",
    Group.SET_UP,
    "What I may read at Amazon, what was used, and the switch of each feature",
    MemberRole.VIEWER,
    (
        Argument("on", "switch a feature on; owners only", named=True, choices=FEATURES),
        Argument("off", "switch a feature off; owners only", named=True, choices=FEATURES),
        Argument(
            "confirm",
            "delete at once what only that feature needed",
            named=True,
            choices=("yes", "no"),
        ),
    ),
    ("access", "access on:reviews", "access off:sales confirm:yes"),
)

SWITCH_ON, SWITCH_OFF, DELETE = "access.on", "access.off", "access.delete"
"""The actions of its buttons; the last stands under what would go."""

SET_UP = (CLAIM, ACCESS, *TEAM, *SETTINGS)
