"""The front desk behind Slack that most of these tests ask."""

from collections.abc import AsyncIterator

import pytest

from tests.slack_desks import SlackDesk, slack_desk


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[SlackDesk]:
    """Two shops in one workspace, each with its channel."""
    async with slack_desk(sqlite_url) as slack:
        yield slack
