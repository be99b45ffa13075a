"""`reviews`: the batch that waits, what comes next, and what was."""

from dataclasses import replace
from datetime import datetime

from bot.handlers.asked import Answer, Asked, Member
from bot.handlers.review_card import batch_card, object_of
from bot.handlers.review_lists import history_card, numbers_card, outlook_card, skipped_card
from core.model import MemberRole
from core.ports.storage import Storage
from core.review_desk import Outlook, history, numbers, show, skipped, waiting_or_next
from core.review_facts import BatchFacts
from core.reviews import Actor, Terms

NOBODYS = "UTC"
"""The zone of a place for which nobody set one."""

USUAL = Terms()
"""The terms where nobody said others."""


async def answer_reviews(asked: Asked, terms: Terms = USUAL) -> Answer:
    """What was asked for; the waiting batch, where nothing was said."""
    actor = actor_of(asked.member, asked.clock())
    match asked.arguments.get("what", "waiting"):
        case "history":
            past = await history(asked.storage, actor)
            shown = tuple(placed(one, asked.member) for one in past.batches)
            return Answer(history_card(replace(past, batches=shown), actor.at), past)
        case "skipped":
            left = await skipped(asked.storage, actor)
            return Answer(skipped_card(left), left)
        case "numbers":
            sums = await numbers(asked.storage, actor)
            return Answer(numbers_card(sums), sums)
    may = asked.member.role.includes(MemberRole.APPROVER)
    found = await waiting_or_next(asked.storage, actor, terms, may_prepare=may)
    if isinstance(found, Outlook):
        there = replace(found, zone=local(found.zone, asked.member))
        return Answer(outlook_card(there, actor.at), found)
    return batch_answer(found, asked.member, actor.at)


async def show_batch(storage: Storage, member: Member, batch_id: str, now: datetime) -> Answer:
    """A batch as it stands, to draw its posts again."""
    return batch_answer(await show(storage, actor_of(member, now), batch_id), member, now)


def batch_answer(
    found: BatchFacts, member: Member, now: datetime, *, changed: bool = False
) -> Answer:
    """The answer that a batch is; its payload is the hash of its frozen list."""
    payload = bytes.fromhex(found.digest)
    card = batch_card(placed(found, member), now)
    return Answer(card, found, object_of(found.batch_id), changed=changed, payload=payload)


def placed(found: BatchFacts, member: Member) -> BatchFacts:
    """A batch with its moments in the time of the channel where it is read."""
    return replace(found, zone=local(found.zone, member))


def local(stores: str, member: Member) -> str:
    """The channel's zone; the stores' own where nobody set one, as in the terminal."""
    return stores if member.zone == NOBODYS else member.zone


def actor_of(member: Member, now: datetime) -> Actor:
    """The member as one who acts now."""
    return Actor(member.tenant, member.user, now)
