"""Discord's limits, as data; the numbers of Components V2, by its API reference."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DiscordLimits:
    """What one message takes."""

    components: int = 40
    """Counted nested: a row of three buttons is four."""

    text: int = 4_000
    """Of all text displays together."""

    row: int = 5
    label: int = 80
    custom_id: int = 100
    alt: int = 1_024
    files: int = 10
    upload: int = 10 * 1024 * 1024
    """Bytes of one file where a server has no boosts."""

    buttons: int = 30
    """Components for buttons and their rows; ours, so that the words find room beside them."""

    paragraph: int = 1_900
    table: int = 3_000
    apart: int = 3_900
    """Of a table or a chart with its words: larger ones may part from them; ours, as are these."""


LIMITS = DiscordLimits()
