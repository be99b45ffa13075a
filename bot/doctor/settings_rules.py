"""What is wrong with the settings by themselves: halves of pairs, contradictions."""

from collections.abc import Callable, Iterator, Mapping

from bot.settings import DISCORD_API, Settings, is_loopback

Rule = Callable[[Settings], Iterator[str]]

ID, SECRET, OLD = (
    "AMZIGO_LWA_CLIENT_ID",
    "AMZIGO_LWA_CLIENT_SECRET",
    "AMZIGO_LWA_CLIENT_SECRET_OLD",
)
APP, BOT, SIGNING = (
    "AMZIGO_SLACK_APP_TOKEN",
    "AMZIGO_SLACK_BOT_TOKEN",
    "AMZIGO_SLACK_SIGNING_SECRET",
)
CLIENT, CLIENT_SECRET = "AMZIGO_SLACK_CLIENT_ID", "AMZIGO_SLACK_CLIENT_SECRET"
PUBLIC = "AMZIGO_PUBLIC_URL"
LASTING = "xoxb-"
"""How a bot token begins that stays good."""


def passphrase(settings: Settings) -> Iterator[str]:
    """In production the key file has one."""
    if not settings.wants_demo and settings.key_passphrase is None:
        yield (
            "AMZIGO_KEY_PASSPHRASE is not set, and in production nothing opens without it. "
            "Set it (to try amzigo out, set AMZIGO_ENV=demo)."
        )


def apart(settings: Settings) -> Iterator[str]:
    """Keys lie apart from the data."""
    if settings.database_url == settings.keystore_url:
        yield (
            "AMZIGO_DATABASE_URL and AMZIGO_KEYSTORE_URL are the same place, so a copy of the data "
            "holds its keys, too. Give the keys another one."
        )


def left_over(settings: Settings) -> Iterator[str]:
    """A shop's token does not stay in the environment."""
    if settings.refresh_token is not None:
        yield (
            "AMZIGO_REFRESH_TOKEN is still set; only `amzigo connect` reads it, and keeps it "
            "sealed. Unset it."
        )


def any_chat(settings: Settings) -> Iterator[str]:
    """In production there is somewhere to post."""
    if not settings.wants_demo and settings.discord_token is None and not uses_slack(settings):
        yield (
            "neither Slack nor Discord is set up, so nothing is posted anywhere. "
            "Follow docs/slack.md or docs/discord.md."
        )


def slack_listens(settings: Settings) -> Iterator[str]:
    """There is a way by which Slack's requests arrive."""
    given = settings.slack
    if not uses_slack(settings) or APP in given:
        return
    if SIGNING not in given:
        yield (
            f"Slack has no way to reach me. Set {APP} for a socket, or {SIGNING} and {PUBLIC} for "
            "requests over HTTP."
        )
    elif PUBLIC not in given:
        yield (
            f"{SIGNING} is set, and {PUBLIC} is not: Slack's requests need an address. "
            f"Set it, or {APP} for a socket."
        )


def slack_is_somewhere(settings: Settings) -> Iterator[str]:
    """There is a workspace, or a way to add one."""
    given = settings.slack
    if uses_slack(settings) and BOT not in given and CLIENT not in given:
        yield (
            f"Slack is set up for no workspace. Set {BOT} for your own, or {CLIENT} and "
            f"{CLIENT_SECRET} so that others can add it."
        )


def slack_pair(settings: Settings) -> Iterator[str]:
    """Credentials are whole, and whoever adds the app finds the way back."""
    yield from _halves(settings.slack, CLIENT, CLIENT_SECRET)
    if CLIENT in settings.slack and PUBLIC not in settings.slack:
        yield (
            f"{CLIENT} is set, and {PUBLIC} is not, so nobody can add amzigo to a workspace. "
            "Set it to the address that browsers reach."
        )


def slack_token(settings: Settings) -> Iterator[str]:
    """One's own app has a token that stays."""
    if not settings.slack.get(BOT, LASTING).startswith(LASTING):
        yield (
            f"{BOT} does not begin with {LASTING}: it is a person's, or one that ends after 12 "
            "hours. Copy the Bot User OAuth Token of an app whose tokens do not rotate."
        )


def public_address(settings: Settings) -> Iterator[str]:
    """The public address is not this machine's own, unless Slack itself is played on it."""
    is_here = PUBLIC in settings.slack and is_loopback(settings.slack[PUBLIC])
    if is_here and not is_loopback(settings.slack["AMZIGO_SLACK_API_URL"]):
        yield f"{PUBLIC} is this machine itself, which Slack cannot reach. Name its public one."


def discord_token(settings: Settings) -> Iterator[str]:
    """Addresses of Discord are there for a token."""
    is_addressed = settings.discord_api_url != DISCORD_API or settings.discord_gateway_url
    if is_addressed and settings.discord_token is None:
        yield "Discord's addresses are set, and AMZIGO_DISCORD_TOKEN is not. Set it, or unset them."


RULES: tuple[Rule, ...] = (passphrase, apart, left_over, any_chat)
SLACK_RULES: tuple[Rule, ...] = (
    slack_listens,
    slack_is_somewhere,
    slack_pair,
    slack_token,
    public_address,
)
DISCORD_RULES: tuple[Rule, ...] = (discord_token,)


def uses_slack(settings: Settings) -> bool:
    """Whether anything of Slack is set up; its address alone is not."""
    return any(name in settings.slack for name in (APP, BOT, SIGNING, CLIENT, CLIENT_SECRET))


def _halves(given: Mapping[str, str], one: str, other: str) -> Iterator[str]:
    if (one in given) != (other in given):
        there, lacks = (one, other) if one in given else (other, one)
        yield f"{there} is set, and {lacks} is not. Set both, or neither."
