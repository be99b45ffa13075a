"""The application command as Discord takes it, made from the table of verbs."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from bot.commands.table import Argument, Verb
from bot.commands.verbs import ABOUT

ROOT = "amzigo"
LONGEST = 100
"""Characters of a description."""

_CHAT_INPUT, _SUBCOMMAND, _GROUP, _STRING = 1, 1, 2, 3
_IN_GUILDS, _INSTALLED_IN_GUILDS = 0, 0

Json = dict[str, Any]


def tree(verbs: Sequence[Verb]) -> list[Json]:
    """All commands of the application: one, whose children are the verbs.

    A verb of two words ("rules show") is a leaf of the group that its first word names. Nobody
    needs a permission for it: rights are ours, and Discord knows none below a command.
    """
    root = {
        "name": ROOT,
        "type": _CHAT_INPUT,
        "description": ABOUT,
        "options": _children(verbs),
        "contexts": [_IN_GUILDS],
        "integration_types": [_INSTALLED_IN_GUILDS],
        "default_member_permissions": None,
        "nsfw": False,
    }
    return [root]


def version_of(commands: Sequence[Json]) -> str:
    """Names this wording of the commands: another one is another version."""
    text = json.dumps(commands, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def short(text: str) -> str:
    """A description: without marks for code, cut at a word where it is too long."""
    plain = text.replace("`", "")
    if len(plain) <= LONGEST:
        return plain
    return plain[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def _children(verbs: Sequence[Verb]) -> list[Json]:
    children: list[Json] = []
    groups: dict[str, Json] = {}
    for verb in verbs:
        group, _, name = verb.name.rpartition(" ")
        leaf = _leaf(name, verb)
        if not group:
            children.append(leaf)
            continue
        if group not in groups:
            about = short(verb.group)
            groups[group] = {"name": group, "type": _GROUP, "description": about, "options": []}
            children.append(groups[group])
        groups[group]["options"].append(leaf)
    return children


def _leaf(name: str, verb: Verb) -> Json:
    options = sorted(verb.arguments, key=lambda one: not one.required)
    return {
        "name": name,
        "type": _SUBCOMMAND,
        "description": short(verb.help),
        "options": [_option(one) for one in options],
    }


def _option(argument: Argument) -> Json:
    option: Json = {
        "name": argument.name,
        "type": _STRING,
        "description": short(argument.help),
        "required": argument.required,
    }
    if argument.choices:
        option["choices"] = [{"name": one, "value": one} for one in argument.choices]
    elif argument.suggests is not None:
        option["autocomplete"] = True
    return option
