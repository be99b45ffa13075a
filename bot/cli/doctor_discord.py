"""What the doctor asks Discord: how our application stands, and which channels we see."""

import asyncio
from collections.abc import Iterable, Sequence

from bot.adapters.discord.addresses import Addresses
from bot.adapters.discord.inquiry import Application, Inquiry, asking
from bot.adapters.discord.registration import FACT
from bot.adapters.discord.translate import PLATFORM
from bot.adapters.discord.tree import tree
from bot.commands.verbs import VERBS
from bot.doctor import chat_rules
from bot.doctor.finding import Check, Finding, Look, Topic, found
from bot.doctor.machine_rules import skew
from bot.settings import Settings
from bot.wiring import House
from core.chat_errors import ChannelRefused, ChatError, NotInstalled
from core.policy.channel_names import said
from core.ports.clock import Clock
from core.ports.tenants import ChannelRow

ASKS = ("Discord", "AMZIGO_DISCORD_API_URL")
TOKEN = "AMZIGO_DISCORD_TOKEN"  # noqa: S105 -- the setting's name
MOST = 50
"""Channels that are asked about at once."""

UNKNOWN = f"Discord does not know {TOKEN}. Reset it under Bot on {chat_rules.PORTAL}, and set it."
RULES = (chat_rules.intents, chat_rules.endpoint, chat_rules.code_grant, chat_rules.starts)


def discord_checks(
    settings: Settings, house: House | None, channels: Sequence[ChannelRow], clock: Clock
) -> list[Check]:
    """The questions; without a house those about the application alone."""
    token = settings.discord_token
    if token is None:
        return []
    where = Addresses(settings.discord_api_url, settings.discord_gateway_url)
    here = [row for row in channels if row.platform == PLATFORM][:MOST]

    async def application() -> list[Finding]:
        async with asking(token, where) as inquiry:
            told = await inquiry.application()
        return [
            *found(Topic.DISCORD, *(lack for rule in RULES for lack in rule(told))),
            *found(Topic.DISCORD, *await _commands(house, told)),
            *found(Topic.CLOCK, *skew("Discord", told.date, clock())),
        ]

    async def seen() -> list[Finding]:
        async with asking(token, where) as inquiry:
            lacks = await asyncio.gather(*(_channel(inquiry, row) for row in here))
        return found(Topic.CHANNELS, *lacks)

    looks = [application, *([seen] if here else [])]
    return [Check(Topic.DISCORD, _telling(look), ASKS) for look in looks]


async def _commands(house: House | None, told: Application) -> list[str]:
    if house is None:
        return []
    async with house.storage.read() as uow:
        noted = await uow.facts.fact(FACT)
    return list(chat_rules.commands(told, noted, tree(VERBS)))


async def _channel(inquiry: Inquiry, row: ChannelRow) -> str | None:
    try:
        await inquiry.channel(row.channel)
    except ChannelRefused as why:
        name = said(row.place, row.name, apart=True)
        return (
            f"I may not write in {name}: {why.fields['reason']}. Give me View "
            "Channel, Send Messages and Attach Files there, or let another channel speak."
        )
    return None


def _telling(look: Look) -> Look:
    async def asked() -> Iterable[Finding]:
        try:
            return await look()
        except NotInstalled:
            return found(Topic.DISCORD, UNKNOWN)
        except ChatError as why:
            reason = why.fields.get("reason", why.code)
            lack = f"Discord could not be asked ({reason}). Check the network, and {ASKS[1]}."
            return found(Topic.DISCORD, lack)

    return asked
