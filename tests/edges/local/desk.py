"""A desk that answers with the sample cards and remembers what it was asked."""

from dataclasses import dataclass, field

from bot.card import Card, Code, Text
from bot.envelope import Click, Command, Reply
from core.model import Place
from tests.edges.local import decision_samples, restock_sample, samples

CARDS = {
    "digest": samples.digest,
    "stats": samples.stats,
    "reviews": decision_samples.batch,
    "restock": restock_sample.restock,
    "revoke": decision_samples.revoke,
    "home": decision_samples.home,
    "hostile": samples.hostile,
}


def reply(card: Card, *, share: bool = False) -> Reply:
    """A reply whose references are r0, r1, …"""
    return Reply(card, tuple(f"r{n}" for n, _ in enumerate(card.buttons())), share)


@dataclass
class FakeDesk:
    """The Desk of these tests."""

    asked: list[Command | Click] = field(default_factory=list)
    noted: list[tuple[Place, str]] = field(default_factory=list)

    async def command(self, command: Command) -> Reply:
        """The sample card of that name, or a refusal."""
        self.asked.append(command)
        if command.verb in CARDS:
            return reply(CARDS[command.verb](), share="share:yes" in command.text)
        words = ("I don't know “", command.verb, "”. ", Code("help"), " lists everything.")
        return Reply(Card(f"I don't know “{command.verb}”.", (Text(words),)))

    async def shown(self, reply: Reply, place: Place, message_id: str) -> None:
        """Note where a shared reply stands."""
        self.noted.append((place, message_id))

    async def click(self, click: Click) -> Reply:
        """One sentence."""
        self.asked.append(click)
        return Reply(Card("Done.", (Text(("✓ Approved by you at 08:14.",)),)))
