"""A member who changes the team or a channel: known by place, so never from the terminal."""

from bot.handlers.asked import Asked, Pressed
from core.errors import NotAllowed
from core.model import MemberRole, Place
from core.team import By

ONLY_IN_CHAT = "Ask for it in a channel of the shop."


def acting(given: Asked | Pressed) -> By:
    """The member as one who changes something now; raises NotAllowed in the terminal."""
    return By(given.member.tenant, (*place_of(given)[:2], given.member.user), given.clock())


def place_of(given: Asked | Pressed) -> Place:
    """The channel where it was asked for; raises NotAllowed in the terminal."""
    if given.member.place is None:
        raise NotAllowed(what="This", role=f"{MemberRole.OWNER} in chat", who=ONLY_IN_CHAT)
    return given.member.place
