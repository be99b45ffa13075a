"""All scenarios, and their conversations as they were held: each once a platform and house."""

from dataclasses import dataclass, field

from tests.edges.conversation import (
    told_data,
    told_figures,
    told_owners,
    told_requests,
    told_settings,
    told_team,
)
from tests.edges.conversation.house import Both
from tests.edges.conversation.scenario import SCENARIOS, Scenario, Talk
from tests.edges.conversation.side import Side

# Importing them makes their scenarios known.
_ = (told_figures, told_requests, told_team, told_owners, told_settings, told_data)
PLATFORMS = ("slack", "discord")


@dataclass
class Held:
    """What was said so far, by scenario and platform."""

    both: Both
    talks: dict[tuple[str, str], Talk] = field(default_factory=dict)
    rooms: dict[str, str] = field(default_factory=dict)

    async def talk(self, name: str, platform: str) -> Talk:
        """The conversation of a scenario, held now unless it was before."""
        if (name, platform) not in self.talks:
            self.talks[name, platform] = await self._hold(SCENARIOS[name], self.both.side(platform))
        return self.talks[name, platform]

    async def room(self, side: Side) -> str:
        """The channel of a shop that nobody changes."""
        if side.platform not in self.rooms:
            self.rooms[side.platform] = await self.both.shop(side)
        return self.rooms[side.platform]

    async def _hold(self, scenario: Scenario, side: Side) -> Talk:
        channel = await self.both.shop(side) if scenario.changes else await self.room(side)
        talk, before = Talk(self.both, side, channel), side.transcript()
        await scenario.check(talk, await scenario.begun(talk))
        assert side.transcript() - before >= len(talk.seen), "somebody called behind the wire"
        return talk
