"""Block Kit's blocks as plain JSON: one function a kind, nothing decided here but their form."""

from collections.abc import Sequence
from typing import Any

from bot.adapters.runs import Run, Runs
from bot.adapters.slack.mrkdwn import plain
from bot.card import Button

Block = dict[str, Any]
_STYLES: dict[str, Block] = {
    "plain": {},
    "strong": {"style": {"bold": True}},
    "code": {"style": {"code": True}},
}


def _element(run: Run) -> Block:
    if run.look == "person":
        return {"type": "user", "user_id": run.mention}
    if run.look == "channel":
        return {"type": "channel", "channel_id": run.mention}
    return {"type": "text", "text": run.text, **_STYLES[run.look]}


def rich_text(*runs: Run) -> Block:
    """A paragraph."""
    section = {"type": "rich_text_section", "elements": [_element(run) for run in runs]}
    return {"type": "rich_text", "elements": [section]}


def preformatted(text: str) -> Block:
    """Text in letters of one width."""
    element = {"type": "rich_text_preformatted", "elements": [_element(Run(text))]}
    return {"type": "rich_text", "elements": [element]}


def header(text: str) -> Block:
    """The first line."""
    return {"type": "header", "text": plain(text)}


def context(text: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [plain(text)]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def image(file_id: str, alt: str) -> Block:
    """A picture that was uploaded."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": alt}


def cell(runs: Runs) -> Block:
    """A cell of a table; Slack takes none without a letter."""
    if any(run.look != "plain" for run in runs):
        return rich_text(*runs)
    return {"type": "raw_text", "text": "".join(run.text for run in runs) or " "}


def table(rows: Sequence[Sequence[Runs]], right: Sequence[bool]) -> Block:
    """A table, its heads as the first row."""
    columns = [{"align": "right" if one else "left", "is_wrapped": True} for one in right]
    cells = [[cell(runs) for runs in row] for row in rows]
    return {"type": "table", "rows": cells, "column_settings": columns}


def button(button: Button, label: str, ref: str, said: str = "") -> Block:
    """A button; `said` is read aloud in its label's place where labels repeat."""
    block: Block = {"type": "button", "text": plain(label), "action_id": ref}
    if button.style != "plain":
        block["style"] = button.style
    if said:
        block["accessibility_label"] = said
    return block


def actions(buttons: Sequence[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)}
