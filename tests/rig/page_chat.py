"""The conversation driver for the local page: a browser's forms, and what the page shows."""

import re
from html import unescape

import httpx
from starlette.types import ASGIApp

from bot.adapters.local.chat import LocalChat
from bot.adapters.local.messages import Message
from bot.adapters.local.page import place
from tests.rig.chat import Shown, opened

MOST = 1_000
OWN_PAGE = {"sec-fetch-site": "same-origin"}
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_FORM = re.compile(r"<details class=\"ask\">.*?</details>|<form\b.*?</form>", re.DOTALL)
_LABEL = re.compile(r"<summary[^>]*>(.*?)</summary>|<button[^>]*>(.*?)</button>", re.DOTALL)
_REF = re.compile(r'name="ref" value="([^"]*)"')
_FILE = re.compile(r'download="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")


class PageChat:
    """The one person at this machine's page (the Protocol is tests.rig.chat.Chat)."""

    platform = "local"

    def __init__(self, chat: LocalChat, app: ASGIApp, port: int, cookies: dict[str, str]) -> None:
        self._chat, self._app, self._port, self._cookies = chat, app, port, cookies
        self._sent: list[Shown] = []
        self._opened: dict[str, tuple[str, str]] = {}
        self.requests = 0

    async def command(self, line: str, *, user: str = "owner", channel: str = "general") -> Shown:
        """Type into the box of a channel; there is one person, whoever is named."""
        return await self._post(channel, "command", text=line)

    async def click(self, label: str, *, user: str = "owner", on: Shown | None = None) -> Shown:
        """Press a button; returns the answer, or the field that it opens beside it."""
        for shown in reversed(self._sent) if on is None else [on]:
            for form in _FORM.findall(str(shown.raw["html"])):
                for its, ref in page_buttons(form):
                    if its == label:
                        return await self._press(shown.channel, form, ref, user)
        raise AssertionError(f"no message has a button “{label}”")

    async def submit(self, text: str, *, user: str = "owner") -> Shown:
        """Type into the field that this person's last press opened, and send it."""
        assert user in self._opened, f"nothing is open before {user}"
        channel, ref = self._opened.pop(user)
        return await self._post(channel, "click", ref=ref, text=text)

    def posted(self, channel: str = "general") -> list[Shown]:
        """What was seen in a channel for everybody."""
        return [one for one in self._sent if one.channel == channel and not one.private]

    def sent(self) -> list[Shown]:
        """Everything ever shown, in order."""
        return list(self._sent)

    async def _press(self, channel: str, form: str, ref: str, user: str) -> Shown:
        self._opened.pop(user, None)
        if not form.startswith("<details"):
            return await self._post(channel, "click", ref=ref)
        self._opened[user] = (channel, ref)
        return opened(ref, "you", _said(form), {"html": form})

    async def _post(self, channel: str, what: str, **form: str) -> Shown:
        before = await self._revision(channel)
        transport = httpx.ASGITransport(self._app)
        base = f"http://127.0.0.1:{self._port}"
        self.requests += 1
        async with httpx.AsyncClient(
            transport=transport, base_url=base, cookies=self._cookies
        ) as client:
            answer = await client.post(f"/c/{channel}/{what}", data=form, headers=OWN_PAGE)
        assert answer.status_code == 303, answer.text
        news = [one for one in await self._messages(channel) if one.revision > before]
        self._sent += [_shown(one, channel) for one in news if one.entry.author == "amzigo"]
        return self._sent[-1]

    async def _messages(self, channel: str) -> list[Message]:
        found = await self._chat.recent(place(channel), MOST)
        return sorted(found, key=lambda one: one.revision)

    async def _revision(self, channel: str) -> int:
        return max((one.revision for one in await self._messages(channel)), default=0)


def _shown(message: Message, channel: str) -> Shown:
    body = message.entry.body
    html = body.html
    buttons = tuple(label for label, _ in page_buttons(html))
    user = "you" if message.entry.private else None
    files = tuple(unescape(name) for name in _FILE.findall(html))
    raw = {"html": html}
    return Shown(
        message.id, channel, user, message.entry.private, _words(html), buttons, files, raw
    )


def _words(html: str) -> str:
    return _said(_FORM.sub("", _SVG.sub("", html)))


def _said(html: str) -> str:
    bare = unescape(_TAG.sub("\n", html))
    lines = (line.strip() for line in bare.split("\n"))
    return "\n".join(line for line in lines if line)


def page_buttons(html: str) -> list[tuple[str, str]]:
    """Label and reference of each button of a message."""
    found = []
    for form in _FORM.findall(html):
        label, ref = _LABEL.search(form), _REF.search(form)
        if label is not None and ref is not None:
            found.append((unescape(label[1] or label[2]), ref[1]))
    return found
