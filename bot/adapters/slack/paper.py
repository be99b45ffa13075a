"""What a card is drawn on at Slack."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.adapters.slack.limits import LIMITS, SlackLimits
from bot.card import Chart
from bot.figures import PLAIN, Writing


@dataclass(frozen=True, slots=True)
class Paper:
    """The limits, how values are written, and Slack's file ids of the charts that were uploaded."""

    limits: SlackLimits = LIMITS
    writing: Writing = PLAIN
    pictures: Mapping[Chart, str] = field(default_factory=dict)
