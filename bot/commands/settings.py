"""The verbs about what is set for a channel."""

from bot.commands.table import Argument, Group, Verb, addressed
from core.errors import UnknownVerb
from core.model import MemberRole
from core.policy.wall_clock import OFF

SHOW = Verb(
    "settings show",
    Group.SET_UP,
    "What is set for this channel and this shop",
    MemberRole.VIEWER,
    (),
    ("settings",),
    ("settings",),
)
CHANNEL = Verb(
    "settings channel",
    Group.SET_UP,
    "Which shop this channel speaks for",
    MemberRole.OWNER,
    (Argument("name", "the name of a shop that you own, or `off`; the shop of this channel"),),
    ("settings channel", "settings channel Demo shop", "settings channel off"),
)
DIGEST = Verb(
    "settings digest",
    Group.SET_UP,
    "When the digest is posted here each day",
    MemberRole.OWNER,
    (Argument("time", "a time in this channel's zone such as `08:00`, or `off`", required=True),),
    ("settings digest 08:00", "settings digest off"),
)
ZONE = Verb(
    "settings zone",
    Group.SET_UP,
    "The time zone of this channel",
    MemberRole.OWNER,
    (Argument("zone", "a zone such as `Europe/Berlin`, or its city", required=True),),
    ("settings zone Europe/Berlin",),
)
LOCALE = Verb(
    "settings locale",
    Group.SET_UP,
    "How numbers and dates are written in this channel",
    MemberRole.OWNER,
    (
        Argument("locale", "such as `de` or `en-IN`, or `usual` for the shop's", required=True),
        Argument(
            "for",
            "this channel, or all of the shop's that chose nothing; `channel` by default",
            named=True,
            choices=("channel", "shop"),
        ),
    ),
    ("settings locale de", "settings locale fr for:shop"),
)

ME = Verb(
    "settings me",
    Group.SET_UP,
    "What is kept of you here, and your e-mail for notices that chat cannot deliver",
    MemberRole.VIEWER,
    (
        Argument(
            "email", "where to write to you as an owner, or `off`; a code is mailed", named=True
        ),
        Argument("code", "the eight digits that were mailed to you", named=True),
    ),
    ("settings me", "settings me email:name@example.com", "settings me code:12345678"),
)
SHARING = Verb(
    "settings sharing",
    Group.SET_UP,
    "Whether people of another company may read figures here",
    MemberRole.OWNER,
    (Argument("state", "`on` to let them, else `off`", required=True, choices=("on", "off")),),
    ("settings sharing on", "settings sharing off"),
)

DIGEST_TIME, ZONE_NAME, UNBIND = "settings.digest", "settings.zone", "settings.unbind"
"""The actions of its buttons: two ask for a line of text, the last ends what is set here."""

MAILED_CODE = "settings.code"
"""The action of a button that asks for a mailed code."""

SETTINGS = (SHOW, CHANNEL, DIGEST, ZONE, LOCALE, SHARING, ME)


def shop_meant(name: str, text: str) -> str | None:
    """The shop that a command wants to bind its channel to; None for any other command."""
    try:
        verb, rest = addressed(SETTINGS, name, text)
    except UnknownVerb:
        return None
    return rest if verb is CHANNEL and rest and rest.casefold() != OFF else None
