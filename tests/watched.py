"""A local Slack and a local Discord in one simulated time, which tell of each post they show."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tests.rig.discord_world import Message, World
from tests.rig.slack_world import RigClock, SlackWorld
from tests.simulated import SimulatedTime


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
