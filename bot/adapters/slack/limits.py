"""Slack's limits, as data: they moved before, and an operator's proxy may be stricter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlackLimits:
    """What one message takes, by Slack's Block Kit reference unless said otherwise."""

    blocks: int = 50
    characters: int = 12_000
    """Of all blocks together; not documented: messages were refused from some 13,200 on."""

    summary: int = 3_000
    """Of the text of a notification; Slack cuts at 40,000 and advises 4,000."""

    header: int = 150
    text: int = 3_000
    context: int = 2_000
    alt: int = 2_000
    label: int = 75
    action: int = 255
    buttons: int = 25
    """In one row, and here in a card; what a card has beyond it is named in words."""

    tables: int = 1
    table_rows: int = 100
    table_columns: int = 20
    charts: int = 2
    chart_title: int = 50
    chart_word: int = 20
    """Of a category's label and of a series' name."""

    chart_axis: int = 50
    points: int = 20
    series: int = 12
    piece: int = 6_000
    """Of a table or a chart; ours, so that its words and the buttons find room beside it."""

    apart: int = 7_500
    """Of a table or a chart with its words: larger ones may part from them."""


LIMITS = SlackLimits()
"""Of a message."""

WORDS_ONLY = SlackLimits(tables=0, charts=0)
"""Of a message to a workspace that refuses the newer blocks (`invalid_blocks`)."""

HOME = SlackLimits(blocks=100, tables=0, charts=0)
"""Of the App Home, where only messages' older blocks are sure to be shown."""
