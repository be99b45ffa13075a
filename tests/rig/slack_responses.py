"""The response_url of a local Slack: five uses in thirty minutes."""

from datetime import timedelta
from typing import Any

from tests.rig.slack_api import check_message
from tests.rig.slack_files import check_pictures
from tests.rig.slack_refusal import Refusal
from tests.rig.slack_world import Posted, ResponseUrl, SlackWorld

USES, LIFE = 5, timedelta(minutes=30)
FIELDS = {
    "text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts",
    "unfurl_links", "unfurl_media", "attachments",
}  # fmt: skip


def respond(world: SlackWorld, key: str, payload: dict[str, Any]) -> dict[str, Any]:
    """Answer, privately unless told otherwise; or put it in the place of the original."""
    url = world.responses.get(key)
    if url is None:
        raise Refusal("invalid_url", status=404)
    url.uses += 1
    if url.uses > USES:
        raise Refusal("used_url", [f"a response_url was used {url.uses} times"], status=404)
    if world.clock() - url.since > LIFE:
        raise Refusal("expired_url", ["a response_url was used after 30 minutes"], status=404)
    if payload.get("delete_original"):
        if url.message is not None:
            url.message.deleted = True
        return {}
    unknown = sorted(payload.keys() - FIELDS)
    if unknown:
        raise Refusal("invalid_arguments", [f"unknown field {unknown[0]}"], status=400)
    check_message(world, payload)
    check_pictures(world, payload)
    if payload.get("replace_original") and url.message is not None:
        url.message.payload = payload
        world.show(url.message)
        return {}
    _post(world, url, payload)
    return {}


def _post(world: SlackWorld, url: ResponseUrl, payload: dict[str, Any]) -> None:
    shared = payload.get("response_type") == "in_channel"
    user = None if shared else url.user
    posted = Posted(world.stamp(), url.workspace, url.channel, user, payload)
    world.messages.append(posted)
    world.show(posted)
