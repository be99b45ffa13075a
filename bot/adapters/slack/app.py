"""The one bolt app, which HTTP requests and Socket Mode drive alike.

`process_before_response` is what makes the ack immediate: bolt's other way looks for it every
10 ms. The work after the ack is lazy. Signatures are checked before bolt (verification.py).
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.wire import quiet_log
from bot.adapters.slack.work import Work

Authorize = Callable[..., Awaitable[AuthorizeResult]]


class Listener(Protocol):
    """Takes one kind of request."""

    def listen(self, app: AsyncApp) -> None:
        """Register with the app."""
        ...


def bolt_app(
    api_url: str, authorize: Authorize, listeners: Sequence[Listener], work: Work
) -> AsyncApp:
    """The app; nothing is called at Slack before an ack.

    Its own client has no session of ours: bolt copies it and all it holds for every lazy call.
    """
    app = AsyncApp(
        name="amzigo",
        logger=quiet_log("bolt"),
        client=AsyncWebClient(base_url=api_url, logger=quiet_log("sdk")),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,  # done before, with our clock and the replay memory
        ignoring_self_events_enabled=False,  # we hear of none of our own messages
        attaching_function_token_enabled=False,
    )
    app.listener_runner.lazy_listener_runner = work
    for listener in listeners:
        listener.listen(app)
    return app
