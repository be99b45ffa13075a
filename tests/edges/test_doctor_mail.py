"""`amzigo doctor` and the mail server: one line a lack, and no mail is sent."""

import asyncio
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from bot.cli.doctor import report_on
from bot.cli.doctor_mail import mail_checks
from bot.clock import utc_now
from bot.doctor.finding import PATIENCE, examine
from bot.mail_server import MailServer, Security
from bot.settings import Settings, read_settings
from bot.wiring import open_house
from core.model import MemberRole
from core.ports.emails import Email
from tests.databases import start
from tests.mailbox import HOST, PASSWORD, SENDER, USER, certificate, running

OWNER = ("slack", "T1", "U0OWNER")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    start(tmp_path)
    tmp_path.chmod(0o700)
    return read_settings({"AMZIGO_ENV": "demo", "AMZIGO_DATA_DIR": str(tmp_path)})


def told(settings: Settings, server: MailServer | None) -> Settings:
    """Settings with a mail server."""
    return replace(settings, mail=server)


async def lacks(
    settings: Settings, server: MailServer, *, knows: bool = True, patience: float = PATIENCE
) -> list[str]:
    """What is found; who does not know its certificate trusts nobody here."""
    context = ssl.create_default_context()
    if knows:
        context.load_verify_locations(cadata=certificate()[0].decode())
    checks = mail_checks(told(settings, server), context)
    return [one.line for one in await examine(checks, patience)]


@pytest.mark.parametrize("security", list(Security))
async def test_a_server_that_would_take_mails_is_no_finding_and_gets_none(
    settings: Settings, tmp_path: Path, security: Security
) -> None:
    async with running(tmp_path, security) as there:
        server = MailServer(HOST, there.port, security, SENDER, USER, PASSWORD)
        assert await lacks(settings, server) == []
        assert (there.post.logins, there.post.got) == ([USER], [])


async def test_each_lack_of_a_server_is_one_line_without_a_secret(
    settings: Settings, tmp_path: Path
) -> None:
    async with running(tmp_path) as there, running(tmp_path, offers_tls=False) as bare:
        server = MailServer(HOST, there.port, Security.STARTTLS, SENDER, USER, PASSWORD)
        wrong = await lacks(settings, replace(server, password=f"not {PASSWORD}"))
        stranger = await lacks(settings, server, knows=False)
        clear = await lacks(settings, replace(server, port=bare.port))
    gone = await lacks(settings, server)
    at = f"Mail: the mail server {HOST}:{server.port}"
    silent = (
        f"{at} does not answer, or not securely. Check AMZIGO_SMTP_URL, the network, and the "
        "server's certificate."
    )
    needs = "Set AMZIGO_SMTP_URL as it needs it."
    assert wrong == [f"{at} does not let me in (code 535: its login). {needs}"]
    assert (stranger, gone) == ([silent], [silent])
    offers = f"Mail: the mail server {HOST}:{bare.port} does not let me in (it offers no STARTTLS)."
    assert clear == [f"{offers} {needs}"]


async def test_a_server_that_says_nothing_is_not_waited_for_past_the_patience(
    settings: Settings,
) -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await said.wait()
        writer.close()

    said = asyncio.Event()
    listener = await asyncio.start_server(mute, HOST, 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        server = MailServer(HOST, port, Security.STARTTLS, SENDER)
        found = await lacks(settings, server, patience=0.05)
        said.set()  # and the thread ends, too
    lack = "The mail server did not answer within 0.05 seconds."
    assert found == [f"Mail: {lack} Check the network, and AMZIGO_SMTP_URL."]


async def test_it_is_asked_with_the_chats_and_not_offline(
    settings: Settings, tmp_path: Path
) -> None:
    server = MailServer(HOST, 9, Security.NONE, SENDER)
    asked = await report_on(told(settings, server), utc_now, offline=False)
    offline = await report_on(told(settings, server), utc_now, offline=True)
    lines = [one.line for one in asked.findings]
    assert [line for line in lines if line.startswith("Mail: the mail server 127.0.0.1:9 does")]
    assert not [one for one in offline.findings if one.line.startswith("Mail")]
    assert offline.notes == ["Not asked: Slack, Discord and the mail server (--offline)."]


async def test_without_a_mail_server_only_who_waits_for_mails_is_a_finding(
    settings: Settings,
) -> None:
    async def mail_lines() -> list[str]:
        report = await report_on(settings, utc_now, offline=False)
        return [one.line for one in report.findings if one.line.startswith("Mail")]

    before = await mail_lines()
    async with open_house(settings, utc_now) as house:
        tenant = await house.create_tenant("Demo shop")
        async with house.storage.write() as uow:
            scope = await uow.for_tenant(tenant)
            await scope.team.admit(OWNER, MemberRole.OWNER, utc_now())
            await scope.emails.keep(OWNER, Email("canary@example.com", utc_now()))
    assert before == []
    (line,) = await mail_lines()
    assert line.startswith("Mail: an owner of “Demo shop” is to be told things by mail, and no")
    assert line.endswith("Set AMZIGO_SMTP_URL and AMZIGO_MAIL_FROM.")
