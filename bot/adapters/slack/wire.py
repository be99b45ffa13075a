"""Slack's Web API with one pool of connections; its refusals as errors of the house."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.errors import SlackRequestError as UploadFailed
from slack_sdk.web.async_client import AsyncWebClient

from core.chat_errors import (
    CardRefused,
    ChannelRefused,
    ChatBusy,
    ChatError,
    ChatSilent,
    MessageGone,
    NotInstalled,
)

TIMEOUT = 10
"""Seconds that an answer may take."""

USUAL_WAIT = 30.0
_FINE, _BUSY = 200, 429
_CHANNEL = {
    "channel_not_found": "I cannot see it",
    "is_archived": "it is archived",
    "not_in_channel": "I am not in it",
    "no_permission": "I lack the permission",
    "restricted_action": "its workspace does not allow it",
    "restricted_action_read_only_channel": "it is read-only",
    "restricted_action_thread_only_channel": "it takes threads only",
    "restricted_action_non_threadable_channel": "it takes no threads",
    "ekm_access_denied": "its workspace withdrew the key",
    "team_access_not_granted": "its workspace was not allowed",
}
_TOKEN = {
    "account_inactive",
    "app_uninstalled",
    "invalid_auth",
    "not_authed",
    "team_not_found",
    "token_expired",
    "token_revoked",
}
_CARD = {
    "invalid_blocks",
    "invalid_blocks_format",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
}
_GONE = {"message_not_found", "cant_update_message", "cant_delete_message", "edit_window_closed"}


_QUERY = re.compile(r"((?:wss?|https?)://[^\s?'\"]*\?)[^\s'\"<>)]+")
_CUT = r"\1…"
_PLAIN = logging.Formatter()


def quiet_log(name: str) -> logging.Logger:
    """A log for Slack's libraries, which write tokens where somebody asks for every detail.

    They write errors that hold a socket's address, too, and with it the ticket that opens one.
    """
    log = logging.getLogger(f"amzigo.slack.{name}")
    log.setLevel(logging.INFO)
    log.addFilter(_without_queries)
    return log


def _without_queries(record: logging.LogRecord) -> bool:
    """Cut what follows the question mark of addresses, in the words and in the traceback."""
    said = record.getMessage()
    cut = _QUERY.sub(_CUT, said)
    if cut != said:
        record.msg, record.args = cut, None
    if record.exc_info:
        trace = record.exc_text or _PLAIN.formatException(record.exc_info)
        record.exc_info, record.exc_text = None, _QUERY.sub(_CUT, trace)
    return True


def open_client(session: aiohttp.ClientSession, api_url: str) -> AsyncWebClient:
    """The client of all workspaces; a call names its token. It repeats nothing by itself."""
    return AsyncWebClient(
        base_url=api_url,
        session=session,
        timeout=TIMEOUT,
        retry_handlers=[],
        logger=quiet_log("sdk"),
    )


@contextmanager
def slack_errors() -> Iterator[None]:
    """Raise what Slack refuses in the block as errors of the house.

    ChatSilent where the outcome is not known: no answer came, or one that says nothing.
    """
    try:
        yield
    except SlackApiError as why:
        raise error_of(why) from why
    except (aiohttp.ClientConnectorError, UploadFailed) as why:
        raise ChatError(reason="it cannot be reached") from why
    except (aiohttp.ClientError, TimeoutError) as why:
        raise ChatSilent from why


def error_of(why: SlackApiError) -> ChatError:
    """The error of the house for one of Slack's, or of a proxy on the way to it."""
    status, headers, answer = _read(why.response)
    if status == _BUSY:
        wait = str(headers.get("Retry-After", headers.get("retry-after", "")))
        return ChatBusy(float(wait) if wait.isdigit() else USUAL_WAIT)
    if status >= 500:
        return ChatSilent()
    if not answer:
        return ChatSilent() if status == _FINE else ChatError(reason=f"it answers {status}")
    code = str(answer.get("error", "no reason given"))
    if code in _CHANNEL:
        return ChannelRefused(reason=_CHANNEL[code], why=code)
    if code in _TOKEN:
        return NotInstalled(why=code)
    kinds = ((_CARD, CardRefused), (_GONE, MessageGone))
    for codes, kind in kinds:
        if code in codes:
            return kind()
    if code in ("ratelimited", "rate_limited"):
        return ChatBusy(USUAL_WAIT)
    if code in ("internal_error", "fatal_error", "service_unavailable", "request_timeout"):
        return ChatSilent()
    return ChatError(reason=code)


def _read(response: object) -> tuple[int, Mapping[str, str], Mapping[str, object]]:
    """Status, headers and answer; the library gives its own response, or aiohttp's."""
    named = (getattr(response, name, None) for name in ("status_code", "status"))
    status = next((int(found) for found in named if found is not None), _FINE)
    data = response if isinstance(response, Mapping) else getattr(response, "data", None)
    answer = data if isinstance(data, Mapping) else {}
    return status, getattr(response, "headers", None) or {}, answer
