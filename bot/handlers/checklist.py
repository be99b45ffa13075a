"""The checklist that `home` is until a shop is set up: what is done, what to type for the rest."""

from collections.abc import Iterator

from bot.card import Code, Instant, Line, Typed
from bot.handlers.connection import quoted
from core.home import HomeFacts
from core.set_up import Step, StepName

DONE, OPEN = "✓", "–"

_DONE: dict[StepName, str] = {
    StepName.ORDERS: "orders come in",
    StepName.FEATURE: "what I may read is switched on",
    StepName.CHANNEL: "a channel speaks for this shop",
    StepName.DIGEST: "a time for the daily digest is set",
    StepName.POSTED: "the first digest was posted",
}


def count_of(facts: HomeFacts) -> str:
    """How far it is: "3 of 5 done"."""
    counted = [step.done for step in facts.steps if step.counts]
    return f"{sum(counted)} of {len(counted)} done"


def checklist(facts: HomeFacts, local: str) -> Iterator[tuple[str, Line]]:
    """A line a step, with its sign; `local` is the reader's zone."""
    for step in facts.steps:
        if not step.done and (step.counts or facts.people):
            yield OPEN, _to_do(step, facts, local)
        elif step.done and step.counts:
            yield DONE, (_DONE[step.name],)


def _to_do(step: Step, facts: HomeFacts, local: str) -> Line:
    match step.name:
        case StepName.ORDERS:
            meant = f"--tenant {quoted(facts.tenant)}"
            shop, files = (
                Code(f"amzigo connect --self {meant}"),
                Code(f"amzigo import FILE {meant}"),
            )
            return ("bring in orders, in the terminal: ", shop, ", or a report: ", files)
        case StepName.FEATURE:
            return ("let me read them: ", Typed("access on:sales"))
        case StepName.CHANNEL:
            if not facts.people:
                return ("have a code made, and type it in a channel: ", Code("amzigo claim"))
            return ("in the channel for it, type ", Typed(f"settings channel {facts.tenant}"))
        case StepName.DIGEST:
            return ("have a digest posted each day: ", Typed("settings digest 08:00"))
        case StepName.POSTED:
            return _first_digest(facts, local)
        case StepName.SECOND:
            return ("when you like, let somebody else in: ", Typed("team add @name"))


def _first_digest(facts: HomeFacts, local: str) -> Line:
    now: Line = ("to read one now: ", Typed("digest"))
    if facts.next_digest is None:
        return ("wait for the first digest; ", *now)
    return (
        "wait for the first digest, ",
        Instant(facts.next_digest.due, local, "day_time"),
        "; ",
        *now,
    )
