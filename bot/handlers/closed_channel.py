"""What is said of channels that let us post nothing, and the card that tries whether one does."""

from datetime import datetime

from bot.card import Card, Channel, Code, Context, Line, Node, Text, Title, Typed, Untrusted
from bot.handlers.asked import Announcement
from bot.handlers.footnote import city
from bot.told import told
from core.model import Place
from core.policy.platforms import NAMES
from core.policy.wall_clock import written
from core.settings import SettingsFacts
from core.status import ClosedChannel

WHY = {
    "not_in_channel": "I am not in it",
    "is_archived": "it is archived",
    "channel_not_found": "I cannot see it",
    "no_permission": "I lack the permission",
    "restricted_action_read_only_channel": "it is read-only",
    "not_installed": "amzigo is not installed there any more",
}
SETTLE: Line = ("then type ", Typed("settings channel"), " there")
UNARCHIVE: Line = ("Unarchive it and invite me with ", Code("/invite @amzigo"))
INSTALL: Line = ("Add amzigo to its workspace again",)
INVITE: dict[str, Line] = {
    "slack": ("Invite me with ", Code("/invite @amzigo")),
    "discord": ("Give amzigo the permissions View Channel, Send Messages and Attach Files",),
}
ANY: Line = ("Let me post there",)


def why_closed(platform: str, why: str) -> str:
    """The reason, as the platform tells it."""
    return WHY.get(why, f"{NAMES.get(platform, platform)} does not let me")


def way_in(platform: str, why: str) -> Line:
    """What a person does about it, as a sentence without its end."""
    if why == "is_archived":
        return (*UNARCHIVE, ", ", *SETTLE)
    return (*(INSTALL if why == "not_installed" else INVITE.get(platform, ANY)), ", ", *SETTLE)


def closed_card(place: Place, name: str, why: str) -> Card:
    """To the owners: what happened to a channel of theirs, and what to do."""
    platform = place.platform
    nodes: tuple[Node, ...] = (
        Title(
            ("I can post nothing in ", Channel(place, name, apart=True), " any more"), "needs_you"
        ),
        Text((f"{_upper(why_closed(platform, why))}. No digest and no notice is posted there.",)),
        Text((*way_in(platform, why), ".")),
        Context((f"{NAMES.get(platform, platform)} · commands still answer there",)),
    )
    # Whoever types `home` may read the summary there, so no channel's name is in it.
    return Card(told(("I can post nothing in ", Channel(place, apart=True), " any more.")), nodes)


def closed_line(one: ClosedChannel) -> Line:
    """Of a closed channel, in a line of another card."""
    why = why_closed(one.platform, one.why)
    where = Channel(one.place, one.channel, apart=True)
    return ("I can post nothing in ", where, f": {why}. ", *way_in(one.platform, one.why), ".")


def channel_object(now: datetime) -> str:
    """What an announcement shows: each is another one."""
    return f"channel:{now:%Y%m%dT%H%M%S}"


def announcement(facts: SettingsFacts, object_key: str) -> Announcement:
    """The card that tries whether a channel lets us post, and what is said where it does not."""
    shop = Untrusted(facts.tenant, 120)
    comes: Line = ("No digest is set for it.",)
    if facts.digest_minute is not None:
        at = written(facts.digest_minute)
        comes = (f"The digest comes each day at {at}, {city(facts.zone)} time.",)
    here = (
        Title(("This channel speaks for “", shop, "”")),
        Text(comes),
        Context((Typed("settings"), " shows what is set here, ", Typed("help"), " all commands")),
    )
    refused = (
        Title(("This channel speaks for “", shop, "”, but lets me post nothing"), "needs_you"),
        Text((*_try_again(facts.platform), ".")),
        Context(("No digest and no notice is posted here until then",)),
    )
    card = Card(f"This channel speaks for {facts.tenant}.", here)
    no = Card("This channel lets me post nothing.", refused)
    return Announcement(card, object_key, no)


def _try_again(platform: str) -> Line:
    return (*INVITE.get(platform, ANY), ", then type ", Typed("settings channel"), " again")


def _upper(said: str) -> str:
    return said[:1].upper() + said[1:]
