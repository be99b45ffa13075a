"""Short plain texts on Discord: labels of fields and choices, which take no format."""

from bot import figures
from bot.adapters.discord.markdown import measure

MODAL = 45
"""A modal's title, and its field's label."""

CHOICE = 100
"""How a choice is shown while somebody types."""


def fitted(text: str, most: int) -> str:
    """A text on one line, its end cut off where it is too long; never empty."""
    plain = figures.clean(text) or "–"
    if measure(plain) <= most:
        return plain
    kept = next(n for n in range(most - 1, -1, -1) if measure(plain[:n]) < most)
    return plain[:kept].rstrip() + "…"
