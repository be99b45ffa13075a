"""`amzigo doctor`: what is wrong with the installation, one line for each problem, with the fix."""

import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.session import run

if TYPE_CHECKING:
    from bot.doctor.finding import Check, Finding
    from bot.settings import Settings
    from bot.wiring import House
    from core.ports.clock import Clock
    from core.ports.tenants import ChannelRow

NOT_OPENED = "Not looked at: shops, workspaces and channels; the storage comes first."
NOT_ASKED = "Not asked: Slack, Discord and the mail server (--offline)."


@dataclass(frozen=True, slots=True)
class Report:
    """What was found, in how many checks, and what was left out."""

    findings: Sequence["Finding"]
    checks: int
    notes: Sequence[str] = ()


def doctor(
    offline: Annotated[
        bool, typer.Option("--offline", help="look at this machine alone, ask nobody")
    ] = False,
) -> None:
    """Say what is wrong, and how to fix it.

    One line for each problem, with the fix; no secret in it, and nothing is changed. Exit code 0
    when all is well, else 1.
    """
    report = run(lambda: _report(offline))
    sys.stdout.write("".join(f"{line}\n" for line in _lines(report)))
    if report.findings:
        raise typer.Exit(1)


async def _report(offline: bool) -> Report:
    from bot.clock import utc_now
    from bot.doctor.finding import Finding, Topic
    from bot.settings import from_environment
    from core.errors import BadSetting

    try:
        settings = from_environment()
    except BadSetting as why:
        note = "Not looked at: all the rest; the settings come first."
        return Report([Finding(Topic.SETTINGS, why.message)], 1, [note])
    return await report_on(settings, utc_now, offline=offline)


async def report_on(settings: "Settings", clock: "Clock", *, offline: bool) -> Report:
    """This machine first; then, where the storage can be opened, what it knows of chats."""
    from bot.cli.doctor_house import house_checks, own_checks, shops_of
    from bot.cli.doctor_mail import wanted_mails
    from bot.doctor.finding import Topic, examine, in_order
    from bot.wiring import open_house

    checks = own_checks(settings, clock())
    findings = await examine(checks)
    more, channels, house, notes = list["Check"](), list["ChannelRow"](), None, [NOT_OPENED]
    opens = settings.wants_demo or settings.key_passphrase is not None
    async with AsyncExitStack() as stack:
        if opens and not any(one.topic is Topic.STORAGE for one in findings):
            house = await stack.enter_async_context(open_house(settings, clock))
            shops = await shops_of(house)
            more, notes = [*house_checks(house, shops), *wanted_mails(settings, house, shops)], []
            channels = [row for shop in shops for row in shop.channels]
        if offline:
            notes.append(NOT_ASKED)
        else:
            opened = _asked(settings, house, channels, clock)
            more += await stack.enter_async_context(opened)
        findings += await examine(more)
    return Report(in_order(findings), len(checks) + len(more), notes)


@asynccontextmanager
async def _asked(
    settings: "Settings", house: "House | None", channels: "list[ChannelRow]", clock: "Clock"
) -> AsyncIterator[list["Check"]]:
    """What chats and the mail server are asked, for as long as the block runs."""
    from bot.cli.doctor_discord import discord_checks
    from bot.cli.doctor_mail import mail_checks
    from bot.cli.doctor_slack import slack_checks
    from bot.doctor.settings_rules import uses_slack

    asked = [*discord_checks(settings, house, channels, clock), *mail_checks(settings)]
    if not uses_slack(settings):
        yield asked
        return
    async with slack_checks(settings, house, channels, clock) as more:
        yield [*asked, *more]


def _lines(report: Report) -> list[str]:
    lines = [*(one.line for one in report.findings), *report.notes]
    checks = "1 check" if report.checks == 1 else f"{report.checks} checks"
    wrong = len(report.findings)
    return [*lines, f"{checks}, {f'{wrong} to fix' if wrong else 'all well'}."]
