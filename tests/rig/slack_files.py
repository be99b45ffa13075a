"""Uploads to a local Slack: an address, the bytes, the completion; then a picture or a share."""

import json
from typing import Any

from tests.rig.slack_refusal import Refusal
from tests.rig.slack_world import Channel, Grant, Posted, SlackWorld, Stored

Given = dict[str, Any]


def upload_url(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """files.getUploadURLExternal."""
    name, length = str(given.get("filename", "")), int(given.get("length", 0))
    if not name or length < 1:
        raise Refusal("invalid_arguments", ["a file needs a name and a length"])
    file = Stored(f"F{world.number()}", name, length, str(given.get("alt_txt") or ""))
    file.workspace = grant.workspace
    if name.endswith(".png") and not file.alt:
        world.broken.append("files.getUploadURLExternal: a picture without alt_txt")
    world.files[file.id] = file
    return {"file_id": file.id, "upload_url": f"{world.address}/upload/{file.id}"}


def take_upload(world: SlackWorld, key: str, content: bytes) -> Given:
    """The bytes: as many as were announced."""
    file = world.files[key]
    if len(content) != file.length:
        world.broken.append(f"upload: {len(content)} bytes, announced were {file.length}")
        return {"status": 400}
    file.content = content
    return {}


def complete(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """files.completeUploadExternal: without a channel the file stays the app's own."""
    listed = given.get("files") or []
    wanted = json.loads(listed) if isinstance(listed, str) else listed
    files = [world.files.get(str(one["id"])) for one in wanted]
    if not files or any(file is None or not file.content for file in files):
        raise Refusal("file_not_found")
    for file in files:
        if file is not None:
            file.done = True
    if given.get("channel_id"):
        _share(world, grant, given, [str(one["id"]) for one in wanted])
    return {"files": [{"id": one["id"], "title": one.get("title", "")} for one in wanted]}


def _share(world: SlackWorld, grant: Grant, given: Given, ids: list[str]) -> None:
    wanted = str(given["channel_id"])
    channel = world.workspaces[grant.workspace].channels.get(wanted)
    if wanted.startswith("D"):
        channel = Channel(wanted, "direct")
    if channel is None or not channel.has_bot:
        raise Refusal("channel_not_found" if channel is None else "not_in_channel")
    payload = {"text": str(given.get("initial_comment") or "")}
    posted = Posted(world.stamp(), grant.workspace, channel.id, None, payload, files=ids)
    posted.thread = str(given.get("thread_ts", ""))
    world.messages.append(posted)
    world.show(posted)


def delete(world: SlackWorld, grant: Grant, given: Given) -> Given:
    """files.delete: wherever it was shared it is gone."""
    file = world.files.get(str(given.get("file")))
    if file is None or file.deleted or file.workspace != grant.workspace:
        raise Refusal("file_not_found")
    file.deleted, file.content = True, b""
    for posted in world.messages:
        if posted.files == [file.id]:
            posted.deleted = True
    return {}


def check_pictures(world: SlackWorld, given: Given) -> None:
    """A picture of a file that is not there, or not complete, makes its block invalid."""
    for block in given.get("blocks") or []:
        if block.get("type") == "image" and "slack_file" in block:
            file = world.files.get(str(block["slack_file"].get("id")))
            if file is None or not file.done or file.deleted:
                raise Refusal("invalid_blocks", ["an image of a file that is not there"])
