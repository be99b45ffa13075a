"""`access`: what is switched on, what was used at Amazon, and the switches themselves."""

from collections.abc import Awaitable, Callable

from bot.card import Line
from bot.commands.set_up import DELETE, SWITCH_OFF, SWITCH_ON
from bot.handlers.access_card import access_card, confirm_card, switched
from bot.handlers.asked import Answer, Asked, Member, Pressed
from bot.handlers.reviews import actor_of
from core.access import access
from core.errors import NotAllowed
from core.features import losses, switch_off, switch_on
from core.model import Feature, MemberRole
from core.policy.phrase import Phrase, those_who_can
from core.ports.features import Loss
from core.ports.storage import Storage

OBJECT = "access"


async def answer_access(asked: Asked) -> Answer:
    """The card, or the switch that was asked for; raises NotAllowed for whoever is no owner."""
    given = asked.arguments
    if not {"on", "off"} & set(given):
        return await _shown(asked)
    if not asked.member.role.includes(MemberRole.OWNER):
        raise NotAllowed(what="Switching a feature", role=MemberRole.OWNER, who=await _who(asked))
    if "on" in given:
        return await _on(asked, Feature(given["on"]))
    return await _off(asked, Feature(given["off"]), sure=given.get("confirm") == "yes")


async def press_on(pressed: Pressed) -> Answer:
    """Switch a feature on."""
    return await _on(pressed, feature_of(pressed))


async def press_off(pressed: Pressed) -> Answer:
    """Switch a feature off, or first show what would be deleted."""
    return await _off(pressed, feature_of(pressed), sure=False)


async def press_delete(pressed: Pressed) -> Answer:
    """Switch a feature off, and delete what was shown."""
    return await _off(pressed, feature_of(pressed), sure=True)


async def _on(given: Asked | Pressed, feature: Feature) -> Answer:
    done = await switch_on(given.storage, actor_of(given.member, given.clock()), feature)
    return await _shown(given, switched(feature, is_on=True) if done else ())


async def _off(given: Asked | Pressed, feature: Feature, *, sure: bool) -> Answer:
    actor = actor_of(given.member, given.clock())
    gone = await _losses(given.storage, given.member, feature)
    if gone and not sure:
        return Answer(confirm_card(feature, gone), tuple(gone))
    done = await switch_off(given.storage, actor, feature)
    return await _shown(given, switched(feature, is_on=False, gone=gone) if done else ())


async def _losses(storage: Storage, member: Member, feature: Feature) -> list[Loss]:
    """What would go, nothing where the feature is off already."""
    async with storage.read() as uow:
        on = await (await uow.for_tenant(member.tenant)).team.features()
    return await losses(storage, member.tenant, feature) if feature in on else []


async def _shown(given: Asked | Pressed, done: Line = ()) -> Answer:
    facts = await access(given.storage, actor_of(given.member, given.clock()))
    may = given.member.role.includes(MemberRole.OWNER)
    card = access_card(facts, given.member.zone, done, may_switch=may)
    return Answer(card, facts, OBJECT, changed=bool(done))


async def _who(asked: Asked) -> Phrase:
    async with asked.storage.read() as uow:
        team = (await uow.for_tenant(asked.member.tenant)).team
        able = await team.members_with(MemberRole.OWNER)
    return those_who_can(able, asked.member.place and asked.member.place[:2])


def feature_of(pressed: Pressed) -> Feature:
    """The feature that a button is about."""
    return Feature(pressed.object.removeprefix("feature:"))


SWITCHES: dict[str, Callable[[Pressed], Awaitable[Answer]]] = {
    SWITCH_ON: press_on,
    SWITCH_OFF: press_off,
    DELETE: press_delete,
}
