"""Whether the app is installed where a request comes from: asked of our own store, never of Slack.

No token goes into bolt's context: what calls Slack takes it from Tokens at that moment.
"""

from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult

from bot.adapters.slack.app import Authorize
from bot.adapters.slack.hosts import HostOf
from bot.adapters.slack.listeners import INSTALLED
from bot.adapters.slack.tokens import Tokens
from bot.adapters.slack.translate import PLATFORM
from core.model import Place


def authorize_by(tokens: Tokens, host: HostOf) -> Authorize:
    """What bolt asks before each listener; a function, since bolt reads its parameters' names.

    Of somebody whose own workspace does not know the app the channel may: they share it with us.
    """

    async def authorize(
        context: AsyncBoltContext, enterprise_id: str | None, team_id: str | None
    ) -> AuthorizeResult:
        found = await tokens.installed(team_id or "", enterprise_id or "")
        if found is None and context.channel_id:
            place = await host(Place(PLATFORM, team_id or "", context.channel_id))
            if place.workspace != team_id:
                found = await tokens.installed(place.workspace)
        context[INSTALLED] = found is not None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_id=found.bot_id if found else None,
            bot_user_id=found.bot_user_id if found else None,
        )

    return authorize
