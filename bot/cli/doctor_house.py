"""What the doctor looks at on this machine: the settings, the storage, and the shops in it."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from bot.doctor import amazon_rules, machine_rules, settings_rules
from bot.doctor.finding import Check, Finding, Topic, found
from bot.handlers.closed_channel import why_closed
from bot.settings import Settings
from bot.wiring import KEY_FILE, House
from core.errors import TenantGone
from core.model import MemberRole
from core.policy.channel_names import said
from core.ports.tenants import ChannelRow, MemberRow, TenantRow
from storage.checkup import SchemaState, require_key, schema_state
from storage.key_provider import KeyFile
from storage.keystore_schema import KEYS
from storage.schema import DATA, Tree

MIGRATE = "Run `amzigo migrate`."
STATES = {
    SchemaState.MISSING: f"the {{what}} is not there yet. {MIGRATE}",
    SchemaState.OLDER: f"the {{what}} is of an older version. {MIGRATE}",
    SchemaState.NEWER: "the {what} was made by a newer amzigo. Update amzigo, or restore a backup.",
}
RULES = {
    Topic.SETTINGS: settings_rules.RULES,
    Topic.AMAZON: amazon_rules.RULES,
    Topic.SLACK: settings_rules.SLACK_RULES,
    Topic.DISCORD: settings_rules.DISCORD_RULES,
}


def own_checks(settings: Settings, now: datetime) -> list[Check]:
    """What needs no open storage; nothing is changed by it, and no file made."""
    ruled = [
        _pure(topic, partial(rule, settings)) for topic, rules in RULES.items() for rule in rules
    ]
    aged = _pure(Topic.AMAZON, partial(amazon_rules.secret_age, settings, now))
    folder = settings.data_dir

    async def database() -> list[Finding]:
        name, url = "AMZIGO_DATABASE_URL", settings.database_url
        return found(Topic.STORAGE, await _schema("database", name, url, DATA))

    async def keys() -> list[Finding]:
        name, url = "AMZIGO_KEYSTORE_URL", settings.keystore_url
        lack = await _schema("key store", name, url, KEYS)
        if lack is None and (settings.wants_demo or settings.key_passphrase is not None):
            await require_key(url, KeyFile(folder / KEY_FILE, settings.key_passphrase))
        return found(Topic.STORAGE, lack)

    looks = (database, keys)
    return [
        *ruled,
        aged,
        *(Check(Topic.STORAGE, look) for look in looks),
        _pure(Topic.MACHINE, partial(_folder, folder)),
        _pure(Topic.MACHINE, partial(_disk, folder)),
    ]


class Shop(NamedTuple):
    """A tenant, where it speaks, and who belongs to it."""

    row: TenantRow
    channels: list[ChannelRow]
    members: list[MemberRow]


async def shops_of(house: House) -> list[Shop]:
    """All there are; one that is being deleted needs nothing any more."""
    shops = []
    async with house.storage.read() as uow:
        for row in await uow.directory.tenants():
            try:
                team = (await uow.for_tenant(row.tenant_id)).team
            except TenantGone:
                continue
            shops.append(Shop(row, await team.channels(), await team.members()))
    return shops


def house_checks(house: House, shops: Sequence[Shop]) -> list[Check]:
    """What the open storage tells: of what kind it is, and who speaks where."""
    looks: list[Callable[[], Iterator[str]]] = [partial(shop_lacks, *shop) for shop in shops]
    looks += [partial(closed_lacks, shop.row, shop.channels) for shop in shops]
    return [
        _pure(Topic.SETTINGS, partial(_kind, house)),
        *(_pure(Topic.CHANNELS, look) for look in looks or [_no_shop]),
    ]


def _no_shop() -> Iterator[str]:
    yield (
        "there is no shop yet. Connect one with `amzigo connect --self`, or bring in orders with "
        "`amzigo import FILE`."
    )


def shop_lacks(
    row: TenantRow, channels: Iterable[ChannelRow], members: Iterable[MemberRow]
) -> Iterator[str]:
    """What one shop lacks to be of use in chat: an owner, a channel, a time for its digest."""
    channels = list(channels)
    if not any(one.role is MemberRole.OWNER for one in members):
        yield (
            f"nobody owns “{row.name}”. Run `amzigo claim --tenant {quote(row.name)}`, and have "
            "the code typed in chat by whoever is to own it."
        )
    elif not channels:
        yield (
            f"“{row.name}” speaks in no channel. An owner types `/amzigo settings channel` in one."
        )
    elif all(one.digest_minute is None and one.platform != "local" for one in channels):
        yield (
            f"no digest of “{row.name}” is posted anywhere. An owner types "
            "`/amzigo settings digest 08:00` in its channel."
        )


def closed_lacks(row: TenantRow, channels: Iterable[ChannelRow]) -> Iterator[str]:
    """The channels of a shop that let us post nothing, and how they are opened again."""
    for one in channels:
        if one.closed_at is not None:
            why = why_closed(one.platform, one.closed_why or "")
            name = said(one.place, one.name, apart=True)
            yield (
                f"nothing of “{row.name}” has been posted in {name} since "
                f"{one.closed_at:%Y-%m-%d}: {why}. Let me post there, then an owner types "
                "`/amzigo settings channel` in it."
            )


def _pure(topic: Topic, lacks: Callable[[], Iterator[str]]) -> Check:
    async def look() -> list[Finding]:
        return found(topic, *lacks())

    return Check(topic, look)


async def _schema(what: str, name: str, url: str, tree: Tree) -> str | None:
    told = STATES.get(await schema_state(name, url, tree))
    return None if told is None else told.format(what=what)


def _folder(folder: Path) -> Iterator[str]:
    if not folder.is_dir():
        return  # the database says what to do
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield f"{folder} cannot be written. Give it to the user that amzigo runs as."
    yield from machine_rules.private(folder.stat().st_mode, folder)


def _disk(folder: Path) -> Iterator[str]:
    there = next(one for one in (folder, *folder.parents) if one.exists())
    yield from machine_rules.disk(shutil.disk_usage(there).free, folder)


def _kind(house: House) -> Iterator[str]:
    if house.is_demo != house.settings.wants_demo:
        kind = "a demo" if house.is_demo else "production"
        yield (
            f"the database was made as {kind}, and AMZIGO_ENV says otherwise. "
            "Set it as the database is, or AMZIGO_DATA_DIR to another folder."
        )
