"""`settings`: what is set for this channel, and what its shop's owners change there."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.card import Line, Untrusted
from bot.commands.settings import DIGEST_TIME, UNBIND, ZONE_NAME
from bot.handlers.acting import acting, place_of
from bot.handlers.asked import Answer, Asked, Pressed
from bot.handlers.closed_channel import announcement, channel_object
from bot.handlers.footnote import city
from bot.handlers.settings_card import settings_card, unbind_card, unbound_card
from bot.marked import sentence
from core.channels import ALWAYS_BOUND, bind, let_outsiders_read, set_digest, set_zone, unbind
from core.errors import BadArgument, OutsidersRead
from core.locales import set_locale
from core.model import MemberRole, Place
from core.policy.locales import offered
from core.policy.platforms import MAY_BE_SHARED
from core.policy.wall_clock import OFF, minute_of, written, zone_of
from core.settings import SettingsFacts, settings

Given = Asked | Pressed

USUAL = "usual"
NEVER_SHARED = (
    "Only Slack shares a channel with another company, so there is nothing to allow here."
)
THEY_READ = "People of another company may read figures here now"
THEY_READ_NOT = "Nothing with figures is posted here where people of another company read"
OUR_OWN = "On this page each shop has a channel of its own."


async def answer_settings(asked: Asked) -> Answer:
    """What is set."""
    return await _shown(asked)


async def answer_channel(asked: Asked) -> Answer:
    """Bind this channel to the shop that the router found, or unbind it once that is confirmed."""
    place, said = place_of(asked), asked.arguments.get("name", "")
    if place[0] in ALWAYS_BOUND and said:
        raise BadArgument(value=said[:40], name="settings channel", hint=OUR_OWN)
    if said.casefold() != OFF:
        is_new = await bind(asked.storage, acting(asked), place)
        shop = Untrusted((await _facts(asked)).tenant, 120)
        done: Line = ("This channel speaks for “", shop, "” now") if is_new else ()
        return await _shown(asked, done, tries=True)
    facts = await _facts(asked)
    if not facts.is_bound:
        return Answer(sentence("This channel is not bound, so there is nothing to end."))
    return Answer(unbind_card(facts), facts)


async def answer_digest(asked: Asked) -> Answer:
    """Set when the digest is posted here."""
    return await _digest(asked, asked.arguments["time"])


async def answer_zone(asked: Asked) -> Answer:
    """Set in whose time this channel is told everything."""
    return await _zone(asked, asked.arguments["zone"])


async def answer_locale(asked: Asked) -> Answer:
    """Set in which signs figures are written, here or in all of the shop's channels."""
    by, place = acting(asked), place_of(asked)
    said = asked.arguments["locale"]
    wanted = None if said.casefold() == USUAL else offered(said)
    for_shop = asked.arguments.get("for") == "shop"
    before = await _facts(asked)
    if wanted == (before.usual_locale if for_shop else before.own_locale):
        return await _shown(asked)
    if not for_shop:
        await bind(asked.storage, by, place)
    found = await set_locale(asked.storage, by, None if for_shop else place, wanted)
    where = "in all channels that chose nothing" if for_shop else "here"
    how = f"as in “{found}”" if found else "as usual"
    return await _shown(asked, (f"Numbers are now written {how} {where}",))


async def answer_sharing(asked: Asked) -> Answer:
    """Say whether people of another company may read figures here."""
    by, place = acting(asked), place_of(asked)
    if place.platform not in MAY_BE_SHARED:
        return Answer(sentence(NEVER_SHARED))
    may = asked.arguments["state"] == "on"
    is_new = await let_outsiders_read(asked.storage, by, place, may=may)
    return await _shown(asked, (THEY_READ if may else THEY_READ_NOT,) if is_new else ())


async def press_digest(pressed: Pressed) -> Answer:
    """The time that a button asked for."""
    return await _digest(pressed, pressed.text)


async def press_zone(pressed: Pressed) -> Answer:
    """The zone that a button asked for."""
    return await _zone(pressed, pressed.text)


async def press_unbind(pressed: Pressed) -> Answer:
    """Unbind this channel."""
    facts, place = await _facts(pressed), place_of(pressed)
    await unbind(pressed.storage, acting(pressed), place)
    async with pressed.storage.read() as uow:
        left = await uow.directory.bound(*place)
    still = left is not None and left.tenant_id == pressed.member.tenant
    return Answer(unbound_card(facts.tenant, still=still), None, _object(pressed), changed=True)


async def _digest(given: Given, said: str) -> Answer:
    minute = minute_of(said)
    place = place_of(given)
    if minute is not None:
        await _figures_wanted(given, place)
    done: Line = ("No digest is posted here any more",)
    if minute is not None:
        done = (f"The digest is posted here each day at {written(minute)}",)
    is_new = await set_digest(given.storage, acting(given), place, minute)
    return await _shown(given, done if is_new else (), tries=minute is not None)


async def _figures_wanted(given: Given, place: Place) -> None:
    """Raises OutsidersRead where no figures may be posted."""
    by = acting(given)
    if not await given.sharing.is_private(given.storage, by.tenant, place, by.at):
        raise OutsidersRead


async def _zone(given: Given, said: str) -> Answer:
    zone = zone_of(said)
    is_new = await set_zone(given.storage, acting(given), place_of(given), zone)
    done: Line = (f"Times in this channel are now {city(zone)} time",)
    return await _shown(given, done if is_new else ())


async def _shown(given: Given, done: Line = (), *, tries: bool = False) -> Answer:
    """What is set; where that is news, or the channel is closed, it `tries` to post there first.

    Not where people of another company read it, and no owner let them.
    """
    tenant, place = given.member.tenant, given.member.place
    if place is not None:
        await given.sharing.look(given.storage, tenant, place, given.clock())
    facts, announces = await _facts(given), None
    if tries and _can_try(facts) and (done or facts.closed_why):
        announces = announcement(facts, channel_object(given.clock()))
        facts = replace(facts, closed_why=None)
    may = given.member.role.includes(MemberRole.OWNER)
    card = settings_card(facts, done, may_change=may and given.member.place is not None)
    return Answer(card, facts, _object(given), changed=bool(done), announces=announces)


def _can_try(facts: SettingsFacts) -> bool:
    return facts.platform not in ALWAYS_BOUND and not facts.is_withheld


async def _facts(given: Given) -> SettingsFacts:
    member = given.member
    return await settings(given.storage, member.tenant, member.place, given.clock())


def _object(given: Given) -> str:
    return f"settings:{given.member.place[2]}" if given.member.place else "settings"


PRESSES: dict[str, Callable[[Pressed], Awaitable[Answer]]] = {
    DIGEST_TIME: press_digest,
    ZONE_NAME: press_zone,
    UNBIND: press_unbind,
}
