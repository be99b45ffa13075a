"""Whether the app is installed where a request comes from: asked of our own store, never of Slack.

No token goes into bolt's context: what calls Slack takes it from Tokens at that moment.
"""

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult

from bot.adapters.slack.app import Authorize
from bot.adapters.slack.listeners import INSTALLED
from bot.adapters.slack.tokens import Tokens


def authorize_by(tokens: Tokens) -> Authorize:
    """What bolt asks before each listener; a function, since bolt reads its parameters' names."""

    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult:
        found = await tokens.installed(team_id or "", enterprise_id or "")
        context[INSTALLED] = found is not None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_id=found.bot_id if found else None,
            bot_user_id=found.bot_user_id if found else None,
        )

    return authorize
