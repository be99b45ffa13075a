"""Who may use the local page: this machine's own browser, with the address printed at the start."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, quote, urlencode

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import words


@dataclass(frozen=True, slots=True)
class Door:
    """The token of this start and the port; all comparisons of the token take constant time."""

    token: str
    port: int

    @property
    def address(self) -> str:
        """The address to print: opening it once lets a browser in."""
        return f"http://127.0.0.1:{self.port}/?token={quote(self.token)}"

    @property
    def cookie(self) -> str:
        """The cookie's name; cookies ignore ports, so two installations need two names."""
        return f"amzigo_{self.port}"

    def hosts(self) -> tuple[str, ...]:
        """The Host headers that mean this machine (any other is a rebound name)."""
        return tuple(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost", "[::1]"))

    def is_host(self, headers: Mapping[str, str]) -> bool:
        """Whether the request was meant for this machine."""
        return headers.get("host", "").lower() in self.hosts()

    def is_own_page(self, headers: Mapping[str, str]) -> bool:
        """Whether our own page sent the request.

        The browser's Sec-Fetch-Site decides where it is sent: a form of a page without referrer
        says `Origin: null`.
        """
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        return headers.get("origin") == f"http://{headers.get('host', '').lower()}"

    def is_token(self, given: str) -> bool:
        """Whether this is the token."""
        return secrets.compare_digest(given.encode(), self.token.encode())

    def has_cookie(self, headers: Mapping[str, str]) -> bool:
        """Whether the browser was let in before."""
        try:
            cookies = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        return self.cookie in cookies and self.is_token(cookies[self.cookie].value)


NO_CHANNEL = (
    "There is no channel yet.",
    "Show one with “amzigo demo”, or bring in a report with “amzigo import”.",
)
ELSEWHERE = (
    "No shop speaks on this page: in production amzigo answers in Slack and Discord.",
    "Follow docs/slack.md or docs/discord.md; “amzigo doctor” says what is missing.",
)
"""What the page says without any channel: in a demo, and in production."""


def closed(status: int, sentence: str, next_step: str) -> Response:
    """A page of one sentence and what to do."""
    page = words.render("page_closed.html.j2", sentence=sentence, next_step=next_step)
    return HTMLResponse(page, status)


class Guard:
    """ASGI middleware before every route of the page; `own_page` for what only our page may do."""

    def __init__(self, app: ASGIApp, door: Door, *, own_page: bool = False) -> None:
        self._app = app
        self._door = door
        self._own_page = own_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the route's place, or let the request through."""
        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._door.is_host(headers):
            return closed(
                403,
                "This page answers only on this machine.",
                f"Open http://127.0.0.1:{self._door.port}/ here.",
            )
        if self._own_page and not self._door.is_own_page(headers):
            return closed(
                403,
                "This request did not come from the page itself, so nothing was done.",
                "Go back to the page and press the button there.",
            )
        return self._admission(scope, headers)

    def _admission(self, scope: Scope, headers: Headers) -> Response | None:
        query = parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=16)
        given = dict(query).get("token")
        if scope["method"] == "GET" and given is not None and self._door.is_token(given):
            return self._welcome(scope["path"], [pair for pair in query if pair[0] != "token"])
        if self._door.has_cookie(headers):
            return None
        return closed(
            403,
            "This page opens only with the address that amzigo printed when it started.",
            "Copy that address, with its token, from the terminal.",
        )

    def _welcome(self, path: str, rest: list[tuple[str, str]]) -> Response:
        # A path of two slashes would be another host's address.
        clean = quote("/" + path.lstrip("/\\")) + (f"?{urlencode(rest)}" if rest else "")
        response = RedirectResponse(clean, 303, headers={"cache-control": "no-store"})
        response.set_cookie(self._door.cookie, self._door.token, httponly=True, samesite="strict")
        return response
