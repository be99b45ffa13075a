"""The modal that asks for a line of text before a button acts.

What a button asks travels in its `value`, and where the answer goes in the modal's metadata: Slack
gives both back under its signature, so that no process has to remember them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.adapters.slack.answers import LIFE
from bot.adapters.slack.mrkdwn import plain
from bot.adapters.slack.translate import click_of, place_of, user_of
from bot.card import Ask
from bot.envelope import Click
from bot.figures import cut
from core.model import Place

CALLBACK = "az1-ask"
FIELD = "text"
LABEL, LONGEST = 2000, 2000
_SHORT = 20

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the modal's metadata holds; `at` is when the button was pressed, in Unix seconds."""

    ref: str
    url: str
    workspace: str
    channel: str
    message: str
    at: int


def value_of(ask: Ask) -> str:
    """What a button's `value` holds."""
    return json.dumps({"label": ask.label[:500], "submit": ask.submit[:100]})


def asked_by(body: Body) -> Ask | None:
    """What a pressed button asks for, if anything."""
    value = body["actions"][0].get("value")
    if not value:
        return None
    found = json.loads(value)
    return Ask(str(found["label"]), str(found["submit"]))


def modal_of(body: Body, place: Place, ask: Ask, now: datetime) -> dict[str, Any]:
    """The modal that a press opens."""
    click, pressed = click_of(body, place), body["actions"][0].get("text") or {}
    url = str(body.get("response_url", ""))
    its = (click.workspace, click.channel, click.message_id, int(now.timestamp()))
    kept = Kept(click.ref, url, *its)
    element = {"type": "plain_text_input", "action_id": FIELD, "max_length": LONGEST}
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": plain(cut(str(pressed.get("text") or "Confirm"), _SHORT)),
        "submit": plain(cut(ask.submit, _SHORT)),
        "close": plain("Cancel"),
        "private_metadata": json.dumps(asdict(kept)),
        "blocks": [
            {
                "type": "input",
                "block_id": FIELD,
                "label": plain(cut(ask.label, LABEL // 4)),
                "element": element,
            }
        ],
    }


def submitted(body: Body, now: datetime) -> tuple[Click, str]:
    """The press and its response_url, when the modal was sent off; empty where that is over.

    The modal comes back from the workspace that it was opened in, whatever its metadata says.
    """
    view = body["view"]
    kept = Kept(**json.loads(view["private_metadata"]))
    text = str(view["state"]["values"][FIELD][FIELD].get("value") or "")
    place, asked = place_of(body)._replace(channel=kept.channel), str(body.get("trigger_id", ""))
    click = Click(*place, user_of(body), kept.ref, text, asked, kept.message)
    return click, kept.url if now.timestamp() - kept.at < LIFE.total_seconds() else ""
