"""`team recovery`: somebody owns a shop again by Amazon's authorization, or is stopped."""

from dataclasses import replace
from datetime import timedelta

from bot.card import Card
from bot.handlers.recovery_card import NONE, recovery_card
from bot.marked import sentence
from bot.preview.samples.sample import Sample
from bot.preview.samples.shop import NAME, NOW, US
from core.policy.recovery import ENDS_AFTER, FREEZE, RecoveryState
from core.recovery import RecoveryFacts

HOUR = timedelta(hours=1)
BEGUN = NOW - HOUR
FACTS = RecoveryFacts(
    "recovery/1",
    NAME,
    NOW,
    RecoveryState.FROZEN,
    BEGUN,
    BEGUN + FREEZE,
    BEGUN + ENDS_AFTER,
    None,
    None,
)


def recovery_cards() -> tuple[Sample, ...]:
    """Every card of a recovery."""
    opened = replace(FACTS, state=RecoveryState.OPEN, at=NOW + FREEZE)
    stopped = replace(
        FACTS, state=RecoveryState.STOPPED, ended_at=NOW, ended_by=("slack", "T0SHOP", "U0OWNER")
    )
    used = replace(stopped, state=RecoveryState.USED, ended_by=("slack", "T0SHOP", "U0NEW"))
    over = replace(FACTS, state=RecoveryState.OVER)
    return (
        Sample("recovery", "Told to every owner at once", _card(FACTS), ("team recovery",)),
        Sample("recovery-open", "Told again, once the code works", _card(opened)),
        Sample("recovery-stopped", "An owner stopped it", _card(stopped), ("recovery.stop",)),
        Sample("recovery-used", "Somebody owns the shop by it", _card(used)),
        Sample("recovery-over", "Nobody used it in time", _card(over)),
        Sample("recovery-none", "Nothing is under way", sentence(NONE)),
    )


def _card(facts: RecoveryFacts) -> Card:
    return recovery_card(facts, US.zone)
