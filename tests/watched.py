"""A local Slack and a local Discord in one simulated time, which tell of each post they show."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from bot.pacing import LONGEST, Pacing
from core.model import Place
from tests.rig.discord_world import Message, World
from tests.rig.slack_world import RigClock, SlackWorld
from tests.simulated import SimulatedTime

T = TypeVar("T")


class WatchedPacing(Pacing):
    """A pace of which a test knows to whom the calls go that are under way."""

    def __init__(self, ticks: Callable[[], float], pause: Callable[[float], Awaitable[None]]):
        super().__init__(ticks, pause)
        self.under_way: set[Place] = set()

    async def run(
        self, place: Place, call: Callable[[], Awaitable[T]], longest: float = LONGEST
    ) -> T:
        """Note it once its turn has come, and until all of it is over."""

        async def noted() -> T:
            self.under_way.add(place)
            try:
                return await call()
            finally:
                self.under_way.discard(place)

        return await super().run(place, noted, longest)


@dataclass
class SharedClock(RigClock):
    """The time of the simulation, as the local Slack looks at it."""

    time: SimulatedTime = field(default_factory=SimulatedTime)

    def __call__(self) -> datetime:
        """The time."""
        return self.time.now


@dataclass
class Watched:
    """What a platform does when it has shown a post: it tells whoever waits for that."""

    posts: int = 0
    heard: Callable[[int], None] = lambda _posts: None

    def shown(self) -> None:
        """Another post."""
        self.posts += 1
        self.heard(self.posts)


class WatchedSlack(SlackWorld):
    """A local Slack that tells of its posts."""

    watched: Watched

    def show(self, posted: object) -> object:  # type: ignore[override]
        """Tell of it."""
        seen = super().show(posted)  # type: ignore[arg-type]
        self.watched.shown()
        return seen


class WatchedDiscord(World):
    """A local Discord that tells of its posts, and counts those of each second."""

    watched: Watched
    seconds: Counter[int]

    def show(self, message: Message) -> None:
        """Tell of it."""
        super().show(message)
        self.watched.shown()
        self.seconds[int(self.now().timestamp())] += 1
