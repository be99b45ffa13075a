"""Callbacks and webhooks of interactions: in time, once, private where the first answer said so."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.rig import discord_json
from tests.rig.discord_faults import UNKNOWN_MESSAGE, Refusal
from tests.rig.discord_payloads import Files, change, read_payload
from tests.rig.discord_rules import message_faults, modal_faults, new_message_faults
from tests.rig.discord_world import (
    AUTOCOMPLETE,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
    Message,
    World,
    is_private,
)

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"
WEBHOOK_MESSAGE = WEBHOOK + "/messages/{message_id}"
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


class Answers:
    """What the application answers to interactions."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def callback(self, request: web.Request) -> Any:
        """The first answer."""
        names = request.match_info
        payload, files = await read_payload(self._world, request, CALLBACK)
        its = self._world.acknowledge(names["interaction_id"], names["interaction_token"])
        kind, data = payload["type"], payload.get("data") or {}
        self._require_fitting(its, kind)
        if kind == MESSAGE:
            self._world.require(new_message_faults(data, files))
        if kind == UPDATE:
            self._world.require(message_faults(data, files, is_v2=_has_v2(its)))
        if kind == MODAL:
            self._world.require(modal_faults(data))
        its.answer = kind
        self._answer(its, data, files)
        if request.query.get("with_response") in ("1", "true"):
            return discord_json.callback(self._world, its)
        return None

    def _require_fitting(self, its: Interaction, kind: int) -> None:
        if (kind == CHOICES) != (its.kind == AUTOCOMPLETE):
            self._refuse(f"callback {kind} does not answer an interaction of type {its.kind}")
        if kind in (DEFERRED_UPDATE, UPDATE) and its.pressed is None:
            self._refuse(f"callback {kind} without a message that was pressed")
        if kind == MODAL and its.kind == MODAL_SUBMIT:
            self._refuse("a modal cannot answer a modal")

    def _refuse(self, rule: str) -> None:
        self._world.require(iter([rule]))

    def _answer(self, its: Interaction, data: Mapping[str, Any], files: Files) -> None:
        if its.answer == MODAL:
            its.modal = data
        elif its.answer == CHOICES:
            its.choices = tuple(one["name"] for one in data.get("choices") or ())
        elif its.answer in (MESSAGE, DEFERRED):
            shown = self._new(its, dict(data), files)
            shown.loading = its.answer == DEFERRED
            its.original = shown
            its.messages.append(shown)
            self._world.show(shown)
        else:
            its.original = its.pressed
            if its.answer == UPDATE and its.pressed is not None:
                change(self._world, its.pressed, data, files)
                its.messages.append(its.pressed)

    async def follow_up(self, request: web.Request) -> Any:
        """A further message."""
        its = self._world.with_token(request.match_info["webhook_token"])
        payload, files = await read_payload(self._world, request, WEBHOOK)
        self._world.require(new_message_faults(payload, files))
        if its.original is not None and its.original.loading:
            # The first one fills the answer that was promised, and is seen by whom that was for.
            change(self._world, its.original, payload, files)
            return discord_json.message(self._world, its.original)
        shown = self._new(its, payload, files)
        its.messages.append(shown)
        self._world.show(shown)
        return discord_json.message(self._world, shown)

    async def edit_answer(self, request: web.Request) -> Any:
        """An answer changes."""
        its, shown = self._answered(request)
        payload, files = await read_payload(self._world, request, WEBHOOK_MESSAGE)
        self._world.require(message_faults(payload, files, is_v2=shown.has_v2))
        change(self._world, shown, payload, files)
        if shown not in its.messages:
            its.messages.append(shown)
        return discord_json.message(self._world, shown)

    async def delete_answer(self, request: web.Request) -> Any:
        """An answer goes."""
        its, shown = self._answered(request)
        shown.deleted, shown.loading = True, False
        its.messages.remove(shown)

    def _answered(self, request: web.Request) -> tuple[Interaction, Message]:
        its = self._world.with_token(request.match_info["webhook_token"])
        message_id = request.match_info["message_id"]
        if message_id != "@original":
            return its, self._world.message(message_id)
        if its.original is None or its.original.deleted:
            raise Refusal(404, UNKNOWN_MESSAGE, "Unknown Message")
        return its, its.original

    def _new(self, its: Interaction, payload: dict[str, Any], files: Files) -> Message:
        flags = payload.get("flags") or 0
        user = its.user if is_private(flags) else None
        return Message(self._world.new_id(), its.channel, payload, files, flags, user)


def _has_v2(its: Interaction) -> bool:
    return its.kind in (COMPONENT, MODAL_SUBMIT) and bool(its.pressed and its.pressed.has_v2)
