"""The verb by which somebody becomes an owner, and how to begin where nobody is one."""

from bot.commands.table import Argument, Group, Verb
from core.model import MemberRole

CLAIM = Verb(
    "claim",
    Group.SET_UP,
    "Own a shop here by a code, or have one made for somebody elsewhere",
    MemberRole.OWNER,
    (Argument("code", "the code that you were given; without it, an owner gets a new one"),),
    ("claim", "claim 7K2M-Q9RT-HXW4"),
    who="For whoever was given a code; without one, for owners.",
)

HOW_TO_BEGIN = {
    "slack": "Whoever runs amzigo types `amzigo claim` in the terminal, and here `claim` with the "
    "code that it shows.",
    "discord": "Whoever may manage this server types `claim` in the channel where I shall answer.",
}
"""By platform."""


def claim_meant(name: str, text: str) -> str | None:
    """The code of a claim, empty where there is none; None for any other command."""
    return text.strip() if name.casefold() == CLAIM.name else None
