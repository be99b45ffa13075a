"""`team`: who may do what, and the verbs and buttons of its owners that change it."""

from collections.abc import Awaitable, Callable

from bot.card import Card, Line, Text
from bot.commands.team import CONFIRM, DISMISS, REMOVE
from bot.handlers.acting import acting
from bot.handlers.asked import Answer, Asked, Pressed
from bot.handlers.team_card import (
    added,
    check_card,
    checked_card,
    remove_card,
    removed,
    stays,
    team_card,
)
from bot.told import told
from core.errors import StaleHandle
from core.model import MemberRole
from core.policy.people import person_in
from core.team import MemberFacts, TeamFacts, admit, confirm, dismiss, named, team

OBJECT = "team"


async def answer_team(asked: Asked) -> Answer:
    """Everybody, and what they may do."""
    return await _shown(asked)


async def answer_add(asked: Asked) -> Answer:
    """Let somebody in, or give them another role; raises BadArgument, LastOwner, NotAllowed."""
    by = acting(asked)
    user = person_in(by.key[0], asked.arguments["user"])
    role = asked.arguments.get("role")
    row, now = await admit(asked.storage, by, user, MemberRole(role) if role else None)
    before, after = MemberFacts(*row) if row else None, MemberFacts(*now)
    if before == after:
        return _said(stays(after))
    return await _shown(asked, added(before, after))


async def answer_remove(asked: Asked) -> Answer:
    """End somebody's rights; raises BadArgument, LastOwner, NotAllowed."""
    by = acting(asked)
    key = (*by.key[:2], person_in(by.key[0], asked.arguments["user"]))
    row = await dismiss(asked.storage, by, key)
    if row is None:
        return _said(("They are not in the team. Nothing was changed.",))
    return await _shown(asked, removed(MemberFacts(*row)))


async def answer_check(asked: Asked) -> Answer:
    """Everybody, to be looked over; with `confirm:yes` the note that all are right."""
    if asked.arguments.get("confirm") == "yes":
        return await _confirmed(asked, None)
    return await _to_check(asked)


async def press_confirm(pressed: Pressed) -> Answer:
    """All are right; raises StaleHandle where the team is another than the one that was shown."""
    return await _confirmed(pressed, pressed.payload)


async def press_remove(pressed: Pressed) -> Answer:
    """Show what ends with somebody."""
    facts = await _facts(pressed)
    one = _meant(facts, pressed.object)
    return Answer(remove_card(facts, one, pressed.member.zone))


async def press_dismiss(pressed: Pressed) -> Answer:
    """End somebody's rights, and go on with the check."""
    one = _meant(await _facts(pressed), pressed.object)
    await dismiss(pressed.storage, acting(pressed), one.key)
    return await _to_check(pressed, removed(one))


async def _confirmed(given: Asked | Pressed, seen: bytes | None) -> Answer:
    by = acting(given)
    facts = await confirm(given.storage, by, seen)
    card = checked_card(facts, by.key, given.member.zone)
    return Answer(card, facts, reminder_of(facts), changed=True)


def reminder_of(facts: TeamFacts) -> str:
    """The object of the post that reminds of a check: the check's card takes its place."""
    return f"team:check:{facts.due_at:%Y%m%d}"


async def _to_check(given: Asked | Pressed, done: Line = ()) -> Answer:
    facts = await _facts(given)
    card = check_card(facts, given.member.zone, done)
    return Answer(card, facts, OBJECT, changed=bool(done), payload=facts.digest)


async def _shown(given: Asked | Pressed, done: Line = ()) -> Answer:
    facts = await _facts(given)
    may = given.member.role.includes(MemberRole.OWNER)
    card = team_card(facts, given.member.zone, done, may_change=may)
    return Answer(card, facts, OBJECT, changed=bool(done))


async def _facts(given: Asked | Pressed) -> TeamFacts:
    return await team(given.storage, given.member.tenant, given.clock())


def _meant(facts: TeamFacts, object_key: str) -> MemberFacts:
    found: dict[str, MemberFacts] = {named(one.key): one for one in facts.members}
    if object_key not in found:
        raise StaleHandle(state="They are not in the team any more.")
    return found[object_key]


def _said(line: Line) -> Answer:
    return Answer(Card(told(line), (Text(line),)))


CHECKS: dict[str, Callable[[Pressed], Awaitable[Answer]]] = {
    CONFIRM: press_confirm,
    REMOVE: press_remove,
    DISMISS: press_dismiss,
}
