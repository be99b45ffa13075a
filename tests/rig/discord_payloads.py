"""Requests with a message in them: read, validated, and put in place."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.rig.discord_world import Message, World

Files = dict[str, bytes]


async def read_payload(
    world: World, request: web.Request, path: str
) -> tuple[dict[str, Any], Files]:
    """The JSON of a request and the files that came with it; `path` as the document writes it."""
    files: Files = {}
    if request.content_type == "multipart/form-data":
        form = await request.post()
        payload = json.loads(str(form["payload_json"]))
        found = [one for one in form.values() if isinstance(one, web.FileField)]
        files = {one.filename: one.file.read() for one in found}
    else:
        payload = json.loads(await request.read() or b"{}")
    world.require(world.specification.faults(request.method, path, payload))
    return payload, files


def change(world: World, shown: Message, payload: Mapping[str, Any], files: Files) -> None:
    """Show a message as an edit says; a file that the edit does not name is gone."""
    if "attachments" in payload:
        kept = {str(one.get("filename")) for one in payload["attachments"] or ()}
        shown.files = {name: file for name, file in shown.files.items() if name in kept}
    shown.files |= files
    shown.payload |= payload
    shown.flags |= payload.get("flags") or 0
    shown.loading = False
    world.show(shown)
