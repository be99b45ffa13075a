"""A bare client of the local Discord, to break each rule by one payload."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp

from tests.rig.discord_stub import Discord
from tests.rig.discord_world import COMMAND, TOKEN, Interaction, Message

BOT = {"Authorization": f"Bot {TOKEN}"}


@dataclass(frozen=True)
class Said:
    """An answer: its status and JSON."""

    status: int
    body: Any


@dataclass(frozen=True)
class Wire:
    """Sends requests as the library would, and as it would not."""

    discord: Discord
    session: aiohttp.ClientSession

    async def ask(
        self, method: str, path: str, payload: Any = None, headers: Mapping[str, str] = BOT
    ) -> Said:
        """A request with JSON."""
        url, data = self.discord.api_url + path, json.dumps(payload)
        sent = {**headers, "Content-Type": "application/json"}
        async with self.session.request(method, url, data=data, headers=sent) as answer:
            text = await answer.text()
            return Said(answer.status, json.loads(text) if text.startswith(("{", "[")) else text)

    async def upload(self, method: str, path: str, payload: Any, **files: bytes) -> Said:
        """A request with files."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(payload))
        for n, (name, content) in enumerate(files.items()):
            form.add_field(f"files[{n}]", BytesIO(content), filename=name.replace("_", "."))
        url = self.discord.api_url + path
        async with self.session.request(method, url, data=form, headers=BOT) as answer:
            return Said(answer.status, json.loads(await answer.text()))

    def channel(self, name: str = "general") -> str:
        """The path of a channel's messages."""
        return f"/channels/{self.discord.world.id_of('channel', name)}/messages"

    async def post(self, payload: Mapping[str, Any]) -> Said:
        """A message in the channel."""
        return await self.ask("POST", self.channel(), payload)

    def interaction(self, kind: int = COMMAND, pressed: Message | None = None) -> Interaction:
        """Something that a person did just now."""
        world = self.discord.world
        user, channel = world.id_of("user", "owner"), world.id_of("channel", "general")
        its = Interaction(world.new_id(), "its-token", kind, user, channel, world.now(), pressed)
        world.begin(its)
        return its

    async def callback(self, its: Interaction, kind: int, data: Any = None) -> Said:
        """The first answer to an interaction."""
        path = f"/interactions/{its.id}/{its.token}/callback?with_response=true"
        payload = {"type": kind} if data is None else {"type": kind, "data": data}
        return await self.ask("POST", path, payload, {})

    def webhook(self, its: Interaction, message: str = "") -> str:
        """The path of an interaction's further messages, or of one of them."""
        path = f"/webhooks/{self.discord.world.application}/{its.token}"
        return f"{path}/messages/{message}" if message else path
