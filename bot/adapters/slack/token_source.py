"""Calls that need a workspace's token, and what to do where Slack takes that no more."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Protocol, TypeVar

from bot.adapters.slack.wire import slack_errors
from core.chat_errors import NotInstalled

T = TypeVar("T")

Turn = Callable[[], AbstractAsyncContextManager[None]]

_ENDED = ("invalid_auth", "token_expired", "token_revoked")
"""What Slack says of a token that another one may have replaced meanwhile."""


class TokenSource(Protocol):
    """Knows the tokens of the workspaces."""

    async def current(self, workspace: str) -> str:
        """The token as it is stored; calls nobody. Raises NotInstalled."""
        ...

    async def fresh(self, workspace: str) -> str:
        """A token that is good for a while yet. Raises NotInstalled, ChatError."""
        ...

    async def instead_of(self, workspace: str, refused: str) -> str:
        """The token after one that Slack refused. Raises NotInstalled, ChatError."""
        ...


async def with_token(
    tokens: TokenSource,
    workspace: str,
    call: Callable[[str], Awaitable[T]],
    *,
    turn: Turn = nullcontext,
    soon: bool = False,
) -> T:
    """Make a call, each time in its `turn`; Slack's refusals come as errors of the house.

    A call that is refused for its token was not carried out, so it is made again with the next one.
    `soon`: there is no time to renew a token before it is refused.
    """

    async def made(token: str) -> T:
        async with turn():
            with slack_errors():
                return await call(token)

    token = await (tokens.current if soon else tokens.fresh)(workspace)
    try:
        return await made(token)
    except NotInstalled as why:
        if why.fields.get("why") not in _ENDED:
            raise
    return await made(await tokens.instead_of(workspace, token))
