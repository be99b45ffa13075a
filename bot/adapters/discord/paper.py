"""What a card is drawn on at Discord."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.adapters.discord.limits import LIMITS, DiscordLimits
from bot.card import Chart
from bot.figures import PLAIN, Writing


@dataclass(frozen=True, slots=True)
class Paper:
    """The limits, how values are written, and the PNGs of the charts that were drawn."""

    limits: DiscordLimits = LIMITS
    writing: Writing = PLAIN
    pictures: Mapping[Chart, bytes] = field(default_factory=dict)
