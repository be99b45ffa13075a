"""How fast a chat platform may be called: a token bucket, and what we keep to on each platform."""

from dataclasses import dataclass, field
from typing import NamedTuple

_CLOSE_ENOUGH = 1e-3
"""Of a token: clocks are not as exact as floats."""


class Rate(NamedTuple):
    """So many calls a second, and so many at once after a pause."""

    per_second: float
    burst: int


class Limits(NamedTuple):
    """What a channel takes and what its workspace takes; None: nothing of its own is to be kept to.

    `whole` says that all workspaces share the second one.
    """

    channel: Rate | None
    workspace: Rate
    whole: bool = False


SLACK_UPLOADS, SLACK_DELETIONS, SLACK_QUESTIONS = (
    "slack uploads",
    "slack deletions",
    "slack questions",
)
"""Methods of Slack that it counts apart from posts: files sent, files deleted, channels asked for.
They stand where a place names its platform."""

LIMITS = {
    # Slack: about one post a second in a channel, and several hundred a minute in a workspace. A
    # small burst, as each of its posts would be of unknown fate if the process were killed.
    "slack": Limits(Rate(1.0, 2), Rate(4.0, 4)),
    # Slack's tiers, a workspace: files.getUploadURLExternal is of tier 4 (100 a minute and more),
    # files.delete and conversations.info are of tier 3 (50 a minute and more).
    SLACK_UPLOADS: Limits(None, Rate(1.6, 10)),
    SLACK_DELETIONS: Limits(None, Rate(0.8, 10)),
    SLACK_QUESTIONS: Limits(None, Rate(0.8, 20)),
    # Discord: 50 requests a second of the whole bot, of which some are answers; it tells each
    # channel's own limit in its answers, and the library keeps to it.
    "discord": Limits(None, Rate(40.0, 10), whole=True),
}
"""Platforms of our own have none."""


@dataclass(slots=True)
class Bucket:
    """Tokens that come back with time; all times are seconds of a clock that never goes back."""

    rate: Rate
    at: float
    tokens: float = field(init=False)
    shut_until: float = field(init=False, default=float("-inf"))

    def __post_init__(self) -> None:
        """Begin full."""
        self.tokens = float(self.rate.burst)

    def wait(self, now: float, ahead: int = 0) -> float:
        """Seconds until there is a token for whoever comes after those ahead."""
        self._refill(now)
        missing = 1 + ahead - self.tokens
        due = missing / self.rate.per_second if missing > _CLOSE_ENOUGH else 0.0
        return max(due, self.shut_until - now, 0.0)

    def take(self, now: float) -> None:
        """Use up a token."""
        self._refill(now)
        self.tokens -= 1

    def shut(self, until: float) -> None:
        """The platform said when the next call may come; from then on there is no burst."""
        self.shut_until = max(self.shut_until, until)
        self.tokens = min(self.tokens, 1.0)
        self.at = max(self.at, self.shut_until)

    def _refill(self, now: float) -> None:
        gained = max(0.0, now - self.at) * self.rate.per_second
        self.tokens = min(float(self.rate.burst), self.tokens + gained)
        self.at = max(self.at, now)
