"""Mail, in memory and through a real server on this machine: the same mails, the same refusals."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.mail_server import MailServer, Security
from core.mail_errors import BadMail, MailError, MailRefused, MailSilent
from core.ports.mail import SUBJECT, TEXT, Mail, Mailer
from tests.mailbox import HOST, NOBODY, PASSWORD, USER, Mailbox, Post, Running, running

TO = "owner@example.com"
SIMPLE = Mail(TO, "Your code", "12345678")
MAILS = (
    SIMPLE,
    Mail(TO, "Größe – 数量", "Żółć 数量 \u05d0\u05d1\n\n.\n..dots\nFrom here on"),
    Mail(TO, "s" * SUBJECT, "x" * 5_000 + "\n" + "word " * 2_000),
    Mail("owner@xn--mller-kva.example", "IDN", "text"),
    Mail("besitzerin-ä@example.com", "A local part beyond ASCII", "text"),
    Mail(f"{'l' * 64}@{'d' * 60}.example.com", "Long", "text"),
    Mail("!#$%&'*+/=.?^_`{|}~-@example.com", "Signs", "text"),
)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(tmp_path) as server:
        yield server


@pytest.fixture(params=["memory", "starttls"])
def both(request: pytest.FixtureRequest, server: Running) -> tuple[Mailer, list[Mail]]:
    """A mailer, and what it handed over."""
    box = Mailbox()
    if request.param == "memory":
        return box, box.got
    return server.mailer(), server.post.got


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.subject[:12])
async def test_a_mail_arrives_as_it_was_written(
    both: tuple[Mailer, list[Mail]], mail: Mail
) -> None:
    mailer, got = both
    await mailer.send(mail)
    assert got == [mail]


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.subject[:12])
async def test_the_head_names_the_one_address_that_the_mail_goes_to(
    server: Running, mail: Mail
) -> None:
    await server.mailer().send(mail)
    (message,) = server.post.messages
    named = [one.addr_spec.encode("utf-8", "surrogateescape") for one in message["To"].addresses]
    assert named == [mail.to.encode()]


async def test_a_refusal_is_a_sentence_that_tells_no_address(
    both: tuple[Mailer, list[Mail]],
) -> None:
    mailer, got = both
    with pytest.raises(MailRefused, match="code 550") as why:
        await mailer.send(replace(SIMPLE, to=NOBODY))
    assert got == []
    assert _tells_nothing(why.value)


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("address", {"to": "owner@example.com\r\nBcc: x@example.com"}),
        ("address", {"to": "owner@example.com, x@example.com"}),
        ("address", {"to": "Owner <owner@example.com>"}),
        ("address", {"to": "=?utf-8?q?a=40evil=2Ecom=2C_b?=@example.com"}),
        ("address", {"to": f"owner@{'d' * 64}.example"}),
        ("subject", {"subject": "Code\nBcc: x@example.com"}),
        ("subject", {"subject": "Code\r\n\r\nanother text"}),
        ("subject", {"subject": "Code\u2028Bcc: x@example.com"}),
        ("subject", {"subject": "s" * (SUBJECT + 1)}),
        ("subject", {"subject": ""}),
        ("text", {"text": "x" * (TEXT + 1)}),
        ("text", {"text": "a\rb"}),
        ("text", {"text": "\udcff"}),
    ],
)
def test_what_would_be_another_mail_is_never_made(part: str, changed: dict[str, str]) -> None:
    with pytest.raises(BadMail, match=f"its {part} cannot be used") as why:
        replace(SIMPLE, **changed)
    assert "example" not in str(why.value)


def test_a_mail_that_is_printed_tells_neither_address_nor_text() -> None:
    assert repr(SIMPLE) == "Mail(subject='Your code')"


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_mails_go_over_tls_with_the_login_and_heads_of_a_machine(
    tmp_path: Path, security: Security
) -> None:
    async with running(tmp_path, security) as server:
        await server.mailer(user=USER, password=PASSWORD).send(SIMPLE)
        (message,), (session,) = server.post.messages, server.post.sessions
        assert security is Security.TLS or session.ssl is not None
        assert session.host_name == "shop.example"
        assert server.post.logins == [USER]
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Date"] == "Sun, 22 Nov 2026 08:00:00 +0000"
        assert message["Message-ID"] == "<id-1@shop.example>"
        assert message["From"] == "amzigo@shop.example"


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_certificate_that_nobody_vouches_for_is_refused(
    tmp_path: Path, security: Security, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "mail.log")  # the other side's own complaint
    async with running(tmp_path, security) as server:
        with pytest.raises(MailSilent):
            await server.mailer(user=USER, password=PASSWORD, knows=False).send(SIMPLE)
        assert (server.post.got, server.post.logins) == ([], [])


async def test_a_server_that_offers_no_tls_hears_neither_login_nor_mail(tmp_path: Path) -> None:
    async with running(tmp_path, offers_tls=False) as server:
        with pytest.raises(MailRefused, match="STARTTLS"):
            await server.mailer(user=USER, password=PASSWORD).send(SIMPLE)
        assert (server.post.got, server.post.logins) == ([], [])


async def test_letters_beyond_ascii_are_not_sent_where_they_would_be_mangled(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, knows_utf8=False) as server:
        with pytest.raises(MailRefused, match="UTF-8"):
            await server.mailer().send(replace(SIMPLE, to="besitzerin-ä@example.com"))
        assert server.post.got == []


async def test_on_this_machine_a_mail_may_go_in_clear(tmp_path: Path) -> None:
    async with running(tmp_path, Security.NONE) as server:
        await server.mailer().send(SIMPLE)
        assert server.post.got == [SIMPLE]


async def test_a_login_that_is_refused_is_named_without_its_password(server: Running) -> None:
    wrong = f"not {PASSWORD}"
    with pytest.raises(MailRefused, match="code 535: its login") as why:
        await server.mailer(user=USER, password=wrong).send(SIMPLE)
    assert _tells_nothing(why.value)
    assert wrong not in repr(server.mailer(user=USER, password=wrong))


async def test_a_mail_that_is_refused_as_a_whole_is_refused(server: Running) -> None:
    server.post.says = f"452 4.3.1 no room for {TO}"
    with pytest.raises(MailRefused, match="code 452") as why:
        await server.mailer().send(SIMPLE)
    assert _tells_nothing(why.value)


async def test_a_server_that_says_nothing_or_is_not_there_is_silent() -> None:
    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    listener = await asyncio.start_server(mute, HOST, 0)
    port = listener.sockets[0].getsockname()[1]
    there = Running(Post(), port, Security.STARTTLS)
    async with listener:
        with pytest.raises(MailSilent):
            await replace(there.mailer(), seconds=0.05).send(SIMPLE)
    with pytest.raises(MailSilent) as why:
        await there.mailer().send(SIMPLE)
    assert _tells_nothing(why.value)


def test_a_server_that_is_printed_shows_neither_login_nor_sender() -> None:
    server = MailServer(HOST, 25, Security.NONE, "amzigo@example.com", USER, PASSWORD)
    assert not [one for one in ("example", USER, PASSWORD) if one in repr(server)]


def _tells_nothing(why: MailError) -> bool:
    """Whether what is logged of an error holds neither an address nor a password."""
    whole = "".join(traceback.format_exception(why))
    return not [one for one in (TO, NOBODY, PASSWORD) if one in whole]
