"""`claim`: the cards of whoever owns a shop now, and the codes that its owners give away."""

from dataclasses import dataclass

from bot.card import Card, Code, Context, Instant, Node, Text, Title, Typed, Untrusted
from bot.handlers.acting import acting
from bot.handlers.asked import Announcement, Answer, Asked
from core.claims import ClaimFacts, CodeFacts, Founder
from core.errors import BadArgument

NAME = 120
GIVES = (
    "Whoever types this in another workspace, on Slack or Discord, owns this shop there, as you "
    "do here. Give it to nobody else."
)
WHERE = "Type it in the workspace where you want to own a shop, not here."


@dataclass(frozen=True, slots=True)
class CodeDesk:
    """Answers the owners of a shop, who give codes away; a code itself never comes this far."""

    founder: Founder

    async def answer(self, asked: Asked) -> Answer:
        """A new code; raises NotAllowed in the terminal, and BadArgument for a code."""
        by = acting(asked)
        if asked.arguments.get("code"):
            raise BadArgument(value=asked.arguments["code"][:40], name="claim", hint=WHERE)
        facts = await self.founder.owners_code(by)
        return Answer(code_card(facts, asked.member.zone), facts)


def code_card(facts: CodeFacts, local: str) -> Card:
    """A code, what it does, and until when; `local` is the reader's zone."""
    shop = Untrusted(facts.tenant, NAME)
    until = Instant(facts.expires_at, local, "day_time")
    nodes: tuple[Node, ...] = (
        Title(("A code for “", shop, "”"), "done"),
        Text((Code(f"/amzigo claim {facts.code}"),)),
        Text((GIVES,)),
        Context(("It works once, until ", until, ". Only you see this.")),
    )
    return Card("A code that makes an owner. Only you see it.", nodes, facts.expires_at.year)


def claimed_card(facts: ClaimFacts, home: Card, closed: Announcement | None = None) -> Card:
    """Whose owner somebody is now, and below it what `home` says is to be done.

    `closed` is what the channel did not let us post.
    """
    shop = Untrusted(facts.tenant, NAME)
    if closed is not None:
        where = Text(("This channel speaks for it, but lets me post nothing.",))
    elif facts.speaks:
        where = Text(("This channel speaks for it.",))
    else:
        bind = Typed("settings channel NAME")
        where = Text(("This channel speaks for another shop; in one of its own, type ", bind, "."))
    below = [] if closed is None else list(closed.refused.nodes)
    rest = [node for node in (*below, *home.nodes) if not isinstance(node, Title)]
    nodes: tuple[Node, ...] = (Title(("You own “", shop, "” here now"), "done"), where, *rest)
    return Card("You own a shop here now.", nodes, home.year)


def installed_card(facts: ClaimFacts) -> Card:
    """What whoever added the app to a workspace is told, privately."""
    shop = Untrusted(facts.tenant, NAME)
    steps: tuple[Node, ...] = (
        Text(("In the channel where I shall answer, invite me: ", Code("/invite @amzigo"))),
        Text(("Then type there: ", Typed(f"settings channel {facts.tenant}"))),
        Text((Typed("home"), " says what is left to do.")),
    )
    title = Title(("You own the shop “", shop, "” here"), "done")
    return Card("You own a shop here now. What to do next:", (title, *steps))
