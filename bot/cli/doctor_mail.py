"""What the doctor asks the mail server: whether it would take mails. None is sent."""

import ssl
from collections.abc import Sequence

from bot.adapters.mail.session import knock
from bot.cli.doctor_house import Shop
from bot.doctor.finding import PATIENCE, Check, Finding, Topic, found
from bot.mail_server import FROM, URL, MailServer
from bot.settings import Settings
from bot.wiring import House
from core.mail_errors import MailRefused, MailSilent

ASKS = ("The mail server", URL)
SECONDS = PATIENCE - 1
"""For each answer, so that nobody waits for the thread of one that never comes."""


def mail_checks(settings: Settings, context: ssl.SSLContext | None = None) -> list[Check]:
    """The question, where mails are sent; `context` says whose certificates are trusted."""
    server = settings.mail
    if server is None:
        return []
    trusted = ssl.create_default_context() if context is None else context

    async def look() -> list[Finding]:
        return found(Topic.MAIL, await _lack(server, trusted))

    return [Check(Topic.MAIL, look, ASKS)]


def wanted_mails(settings: Settings, house: House, shops: Sequence[Shop]) -> list[Check]:
    """Where no mails are sent: whether an owner relies on them."""

    async def look() -> list[Finding]:
        async with house.storage.read() as uow:
            waits = [
                shop.row.name
                for shop in shops
                if await (await uow.for_tenant(shop.row.tenant_id)).emails.all()
            ]
        return found(Topic.MAIL, *map(_unsent, waits))

    return [] if settings.mail is not None else [Check(Topic.MAIL, look)]


async def _lack(server: MailServer, context: ssl.SSLContext) -> str | None:
    where = f"the mail server {server.host}:{server.port}"
    try:
        await knock(server, context, SECONDS)
    except MailSilent:
        return (
            f"{where} does not answer, or not securely. Check {URL}, the network, and the "
            "server's certificate."
        )
    except MailRefused as why:
        return f"{where} does not let me in ({why.fields['reason']}). Set {URL} as it needs it."
    return None


def _unsent(shop: str) -> str:
    return (
        f"an owner of “{shop}” is to be told things by mail, and no mail server is set. "
        f"Set {URL} and {FROM}."
    )
