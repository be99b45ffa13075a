"""The verb by which somebody becomes an owner, and how to begin where nobody is one."""

from bot.commands.table import Argument, Group, Verb
from core.model import MemberRole

CLAIM = Verb(
    "claim",
    Group.SET_UP,
    "Become an owner here with a code, or get a code for somebody elsewhere",
    MemberRole.OWNER,
    (Argument("code", "the code that you were given; without it, an owner gets a new one"),),
    ("claim", "claim 7K2M-Q9RT-HXW4"),
    who="For whoever was given a code; without one, for owners. On a Discord server where nobody "
    "owns a shop yet: whoever may manage the server, without a code.",
)

HOW_TO_BEGIN = {
    "slack": "Whoever runs amzigo types `amzigo claim` in the terminal, and here "
    "`/amzigo claim` with the code that it shows.",
    "discord": "Whoever may manage this server types `/amzigo claim` in the channel where I shall "
    "answer.",
}
"""By platform."""


def claim_meant(name: str, text: str) -> str | None:
    """The code of a claim, empty where there is none; None for any other command."""
    return text.strip() if name.casefold() == CLAIM.name else None
