"""Whose channel a request comes from, and whether who asks is of another company.

Slack Connect shows one channel to two companies. Whether it tells of somebody of the other one as
in our workspace (their own only in `user.team_id`) or as in their own is not known for sure, so
both are read: the channel's binding decides, never the workspace of who asks. But for whom a
channel speaks each of the two says for itself, or whoever is first would lock the other one out.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.adapters.slack.tokens import Tokens
from bot.adapters.slack.translate import command_of, place_of, team_of
from bot.commands.claim import claim_meant
from bot.commands.settings import CHANNEL, SETTINGS
from bot.commands.table import addressed
from core.errors import UnknownVerb
from core.model import Place

HostOf = Callable[[Place], Awaitable[Place]]
"""The place whose tenant a channel speaks for."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody asks, and whether they are of another company."""

    place: Place
    outside: bool


@dataclass(frozen=True, slots=True)
class Hosts:
    """Knows the bindings and the installations."""

    host: HostOf
    tokens: Tokens

    async def typed(self, body: Mapping[str, Any]) -> Seat:
        """Where a command was typed: by somebody of another company, perhaps in their own house."""
        told = place_of(body)
        seat = await self.seat(body, told)
        if seat.outside and says_whose(body):
            theirs = await self.tokens.installed(told.workspace, _enterprise(body))
            return seat if theirs is None else Seat(told, outside=False)
        return seat

    async def seat(self, body: Mapping[str, Any], told: Place) -> Seat:
        """Where a request was made that named the place `told`."""
        place = await self.host(told)
        theirs = team_of(body) or told.workspace
        if theirs == place.workspace:
            return Seat(place, outside=False)
        ours = await self.tokens.installed(place.workspace)
        if ours is None or not ours.enterprise_id:
            return Seat(place, outside=True)
        # In an organisation somebody of another of its workspaces is no outsider. What Slack names
        # is the organisation of the workspace that it names, which is theirs where it is not ours.
        named = "" if told.workspace == place.workspace else _enterprise(body)
        return Seat(place, outside=named not in ("", ours.enterprise_id))

    async def is_installed(self, place: Place) -> bool:
        """Whether the app is where a channel's tenant is."""
        return await self.tokens.installed(place.workspace) is not None


def says_whose(body: Mapping[str, Any]) -> bool:
    """Whether a command says for whom its channel speaks: it acts in the workspace it came from."""
    command = command_of(body, place_of(body))
    if claim_meant(command.verb, command.text) is not None:
        return True
    try:
        verb, _ = addressed(SETTINGS, command.verb, command.text)
    except UnknownVerb:
        return False
    return verb is CHANNEL


def _enterprise(body: Mapping[str, Any]) -> str:
    named, team = body.get("enterprise") or {}, body.get("team") or {}
    found = named.get("id") or body.get("enterprise_id") or team.get("enterprise_id")
    return str(found or "")
