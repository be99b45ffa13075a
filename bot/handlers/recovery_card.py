"""The cards of a recovery: what is under way, how to stop it, and how it ended."""

from collections.abc import Iterator

from bot.card import (
    Actions,
    Button,
    Card,
    Context,
    Instant,
    Line,
    Node,
    Person,
    Text,
    Title,
    Typed,
    Untrusted,
)
from bot.commands.team import STOP_RECOVERY
from bot.handlers.footnote import city
from bot.told import told
from core.marketplaces import zone
from core.policy.recovery import RecoveryState
from core.recovery import RecoveryFacts

NAME = 120
STOP, REMOVE = Typed("team recovery stop:yes"), Typed("team remove @name")

NONE = "Nobody recovers this shop, and nobody tried to in 30 days."


def recovery_card(facts: RecoveryFacts, asker: str) -> Card:
    """How a recovery stands; `asker` is the zone of who reads it."""
    head, is_done = _head(facts), facts.state in (RecoveryState.STOPPED, RecoveryState.OVER)
    nodes: tuple[Node, ...] = (
        Title(head, "done" if is_done else "needs_you"),
        *(Text(line) for line in _lines(facts, asker)),
        *(Actions(buttons) for buttons in (tuple(_buttons(facts)),) if buttons),
        Context((f"All times {city(asker)}",)),
    )
    return Card(told(head), nodes, facts.at.astimezone(zone(asker)).year)


def _head(facts: RecoveryFacts) -> Line:
    shop = Untrusted(facts.tenant, NAME)
    match facts.state:
        case RecoveryState.FROZEN | RecoveryState.OPEN:
            return ("Somebody wants to own “", shop, "” by Amazon's authorization")
        case RecoveryState.STOPPED:
            return ("The recovery of “", shop, "” is stopped")
        case RecoveryState.USED:
            return ("“", shop, "” has one more owner, by Amazon's authorization")
        case RecoveryState.OVER:
            return ("The recovery of “", shop, "” ended, and nobody used it")


def _lines(facts: RecoveryFacts, asker: str) -> Iterator[Line]:
    begun = Instant(facts.begun_at, asker, "day_time")
    yield (
        "It began ",
        begun,
        " in the terminal of this installation, with a token that Amazon accepts for this shop.",
    )
    match facts.state:
        case RecoveryState.FROZEN | RecoveryState.OPEN:
            yield _works(facts, asker)
            yield ("If you know nothing of it, stop it; any owner can. In words: ", STOP)
        case RecoveryState.STOPPED:
            yield ("Its code makes nobody an owner. Stopped by ", *_who(facts), ".")
        case RecoveryState.USED:
            yield ("It belongs to ", *_who(facts), " now, too. If that is wrong: ", REMOVE)
        case RecoveryState.OVER:
            yield ("Its code makes nobody an owner any more.",)


def _works(facts: RecoveryFacts, asker: str) -> Line:
    until = Instant(facts.ends_at, asker, "day_time")
    if facts.opens_at is None:
        return ("Its code works from a day after the owners are told until ", until, ".")
    opens = Instant(facts.opens_at, asker, "day_time")
    if facts.state is RecoveryState.OPEN:
        return ("Its code has worked since ", opens, ", and works until ", until, ".")
    return ("Its code works from ", opens, " until ", until, ".")


def _buttons(facts: RecoveryFacts) -> Iterator[Button]:
    if facts.state.is_running:
        yield Button("Stop it", STOP_RECOVERY, facts.key, "danger")
    if facts.state is RecoveryState.USED:
        yield Button("Show the team", "team", "")


def _who(facts: RecoveryFacts) -> Line:
    return (Person(*facts.ended_by),) if facts.ended_by is not None else ("somebody",)
