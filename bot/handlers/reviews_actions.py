"""The buttons of a batch: approve, reject, show the list."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.handlers.asked import Answer, Pressed
from bot.handlers.review_card import batch_card, state_sentence
from bot.handlers.review_lists import list_card
from bot.handlers.reviews import actor_of, batch_answer, placed
from core.errors import StaleHandle
from core.ports.reviews import Batch, BatchState
from core.ports.storage import Storage
from core.review_desk import listing, show
from core.reviews import Actor, approve, reject

Decide = Callable[[Storage, Actor, str, bytes], Awaitable[Batch]]


async def press_approve(pressed: Pressed) -> Answer:
    """Send the batch, if it still waits and is what the button showed."""
    return await _decide(pressed, approve)


async def press_reject(pressed: Pressed) -> Answer:
    """Let the batch never be sent."""
    return await _decide(pressed, reject)


async def press_list(pressed: Pressed) -> Answer:
    """The orders of the batch."""
    actor = actor_of(pressed.member, pressed.clock())
    found = await listing(pressed.storage, actor, batch_of(pressed))
    return Answer(list_card(found, actor.at.year), found)


async def _decide(pressed: Pressed, decide: Decide) -> Answer:
    """Decide, or show who did; raises StaleHandle where the button shows another list."""
    member, actor = pressed.member, actor_of(pressed.member, pressed.clock())
    batch_id = batch_of(pressed)
    try:
        await decide(pressed.storage, actor, batch_id, pressed.payload)
    except StaleHandle:
        found = await show(pressed.storage, actor, batch_id)
        if found.state is BatchState.WAITING and found.expires_at > actor.at:
            raise
        answer, there = batch_answer(found, member, actor.at), placed(found, member)
        return replace(answer, card=batch_card(there, actor.at, state_sentence(there, actor.at)))
    found = await show(pressed.storage, actor, batch_id)
    return batch_answer(found, member, actor.at, changed=True)


def batch_of(pressed: Pressed) -> str:
    """The batch that a button is about."""
    return pressed.object.removeprefix("batch:")


PRESSES: dict[str, Callable[[Pressed], Awaitable[Answer]]] = {
    "reviews.approve": press_approve,
    "reviews.reject": press_reject,
    "reviews.list": press_list,
}
