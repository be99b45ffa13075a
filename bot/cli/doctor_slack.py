"""What the doctor asks Slack: whether tokens are good, and channels open. Nothing is changed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from bot.adapters.slack.inquiry import Inquiry, asking, own_address
from bot.adapters.slack.install import INSTALL
from bot.adapters.slack.receiver import PATH
from bot.adapters.slack.translate import PLATFORM
from bot.doctor.chat_rules import OURS, reached, scopes
from bot.doctor.finding import Check, Finding, Topic, found
from bot.doctor.machine_rules import skew
from bot.doctor.settings_rules import APP, BOT, CLIENT, PUBLIC, SIGNING
from bot.settings import Settings
from bot.wiring import House
from core.chat_errors import ChannelRefused, ChatError, NotInstalled
from core.policy.channel_names import said
from core.ports.clock import Clock
from core.ports.installations import Installation
from core.ports.tenants import ChannelRow
from storage.repositories.installations import SqlInstallations

ASKS = ("Slack", "AMZIGO_SLACK_API_URL")
OWN = ("Your own address", PUBLIC)
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}  # noqa: S104 -- only asked
MOST = 50
"""Workspaces, and channels, that are asked about at once."""


@dataclass(frozen=True, slots=True)
class Questions:
    """Each as a check."""

    inquiry: Inquiry
    clock: Clock
    installed: Sequence[Installation] = ()

    def own(self, settings: Settings) -> list[Check]:
        """About the tokens that are set."""
        given = settings.slack
        unknown = f"Slack does not know {BOT}. {COPY}"
        looks: dict[str, Callable[[str], Awaitable[list[Finding]]]] = {
            BOT: partial(self._token, "your workspace", unknown),
            APP: self._socket,
        }
        checks = [_check(look, given[name]) for name, look in looks.items() if name in given]
        if PUBLIC in given and (SIGNING in given or CLIENT in given):
            checks.append(Check(Topic.SLACK, partial(_reached, settings), OWN))
        return checks

    def workspace(self, one: Installation, settings: Settings) -> Check:
        """About a workspace that added the app."""
        where = f"the workspace {one.team_id or one.enterprise_id}"
        public = settings.slack.get(PUBLIC, "").rstrip("/")
        again = f"Add amzigo there again{f': {public}{INSTALL}' if public else ''}."
        if one.broken:
            return _check(_sentence, f"the token of {where} is renewed no more. {again}")
        if one.expires_at is not None and one.expires_at <= self.clock():
            late = "has ended. Start `amzigo all`, which renews it."
            return _check(_sentence, f"the token of {where} {late}")
        unknown = f"Slack does not know the token of {where} any more. {again}"
        return _check(partial(self._token, where, unknown), one.token)

    def channel(self, row: ChannelRow) -> Check:
        """About a channel that speaks for a shop."""
        tokens = [one.token for one in self.installed if one.team_id in (row.workspace, "")]
        if not tokens:
            name = said(row.place, row.name, apart=True)
            lack = f"{name} is in a workspace that removed amzigo. Add it there again, or "
            return _check(_sentence, lack + "type `/amzigo settings channel` in another one.")
        return Check(Topic.CHANNELS, partial(self._channel, tokens[0], row), ASKS)

    async def _token(self, where: str, unknown: str, token: str) -> list[Finding]:
        try:
            granted = await self.inquiry.granted(token)
        except NotInstalled:
            return found(Topic.SLACK, unknown)
        return [
            *found(Topic.SLACK, *scopes(granted.scopes, where)),
            *found(Topic.CLOCK, *skew("Slack", granted.date, self.clock())),
        ]

    async def _socket(self, token: str) -> list[Finding]:
        refused = await self.inquiry.socket(token)
        if refused is None:
            return []
        lack = f"Slack opens no socket for {APP} ({refused}). Switch Socket Mode on, and make an "
        return found(Topic.SLACK, lack + "app-level token with connections:write.")

    async def _channel(self, token: str, row: ChannelRow) -> list[Finding]:
        try:
            await self.inquiry.channel(token, row.channel)
        except ChannelRefused as why:
            name = said(row.place, row.name, apart=True)
            lack = f"I may not write in {name}: {why.fields['reason']}. "
            return found(Topic.CHANNELS, f"{lack}Type `/invite @amzigo` there.")
        except ChatError:
            return []  # the question about the workspace tells of it
        return []


COPY = "Copy it again from OAuth & Permissions on the app's page at Slack."


@asynccontextmanager
async def slack_checks(
    settings: Settings, house: House | None, channels: Sequence[ChannelRow], clock: Clock
) -> AsyncIterator[list[Check]]:
    """The questions, for as long as the block runs; without a house those about ourselves alone."""
    async with asking(settings.slack["AMZIGO_SLACK_API_URL"]) as inquiry:
        if house is None:
            yield Questions(inquiry, clock).own(settings)
            return
        installed = await SqlInstallations(house.engine, house.keys, clock).all()
        questions = Questions(inquiry, clock, installed)
        others = [one for one in installed if one.token != settings.slack.get(BOT)]
        here = [row for row in channels if row.platform == PLATFORM]
        yield [
            *questions.own(settings),
            *(questions.workspace(one, settings) for one in others[:MOST]),
            *(questions.channel(row) for row in here[:MOST]),
        ]


async def _reached(settings: Settings) -> list[Finding]:
    public = settings.slack[PUBLIC]
    status, runs_here = await own_address(public), None
    if status != OURS and settings.http is not None:
        host, port = settings.http
        runs_here = await own_address(f"http://{ANYWHERE.get(host, host)}:{port}") == OURS
    return found(Topic.SLACK, *reached(public.rstrip("/") + PATH, status, runs_here))


async def _sentence(lack: str) -> list[Finding]:
    return found(Topic.SLACK, lack)


def _check(look: Callable[[str], Awaitable[list[Finding]]], about: str) -> Check:
    async def asked() -> list[Finding]:
        try:
            return await look(about)
        except ChatError as why:
            reason = why.fields.get("reason", why.code)
            lack = f"Slack could not be asked ({reason}). Check the network, and {ASKS[1]}."
            return found(Topic.SLACK, lack)

    return Check(Topic.SLACK, asked, ASKS)
