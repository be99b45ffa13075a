"""`team recovery`: what an owner sees of a recovery, and how they stop it."""

from bot.handlers.acting import acting
from bot.handlers.asked import Answer, Asked, Pressed
from bot.handlers.recovery_card import NONE, recovery_card
from bot.marked import sentence
from core.recovery import RecoveryFacts, recovery, stop


async def answer_recovery(asked: Asked) -> Answer:
    """How the last one stands; with `stop:yes` its end. Raises StaleHandle and NotAllowed."""
    if asked.arguments.get("stop") == "yes":
        return _shown(asked, await stop(asked.storage, acting(asked), None))
    facts = await recovery(asked.storage, asked.member.tenant, asked.clock())
    return Answer(sentence(NONE)) if facts is None else _shown(asked, facts)


async def press_stop(pressed: Pressed) -> Answer:
    """Stop the one that the button stood under; raises StaleHandle and NotAllowed."""
    facts = await stop(pressed.storage, acting(pressed), pressed.object)
    return _shown(pressed, facts, changed=True)


def _shown(given: Asked | Pressed, facts: RecoveryFacts, *, changed: bool = False) -> Answer:
    card = recovery_card(facts, given.member.zone)
    return Answer(card, facts, f"recovery:{facts.key}", changed=changed)
