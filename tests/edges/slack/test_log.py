"""What Slack's libraries write into the log: no ticket of a socket, no secret of an address."""

import logging

import pytest
from aiohttp import RequestInfo, WSServerHandshakeError
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from bot.adapters.slack.wire import quiet_log

LINK = URL("wss://wss-primary.slack.com/link/?ticket=secret-1&app_id=secret-2")


def refused() -> WSServerHandshakeError:
    headers = CIMultiDictProxy(CIMultiDict[str]())
    info = RequestInfo(LINK, "GET", headers, LINK)
    return WSServerHandshakeError(info, (), status=408, message="Invalid response status")


def test_no_ticket_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    log = quiet_log("socket")
    try:
        raise refused()
    except WSServerHandshakeError as why:
        log.exception(f"Failed to connect (error: {why}); Retrying...")
        log.error("Failed again: %s, %r", why, why)
    assert "secret" not in caplog.text
    assert caplog.text.count("wss-primary.slack.com/link/?…") >= 3
    assert "test_log.py" in caplog.text, "where it failed is told all the same"


def test_what_holds_no_address_is_written_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        quiet_log("socket").info("Reconnecting? %s", "Yes & no")
    assert "Reconnecting? Yes & no" in caplog.text
    (record,) = caplog.records
    assert record.args == ("Yes & no",)
