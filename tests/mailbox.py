"""Mail in tests: a mailbox in memory, and a real mail server on this machine."""

import asyncio
import email
import email.policy
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.adapters.mail.smtp import SmtpMailer
from bot.mail_server import MailServer, Security
from core.mail_errors import MailRefused, MailSilent
from core.ports.mail import Mail

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
HOST = "127.0.0.1"
SENDER = "amzigo@shop.example"
USER, PASSWORD = "mailer", "an invented password"
NOBODY = "nobody@example.com"
"""Whose mails are refused."""


@dataclass
class Mailbox:
    """The fake at the port: keeps what it is given."""

    got: list[Mail] = field(default_factory=list)
    is_down: bool = False

    async def send(self, mail: Mail) -> None:
        """Keep a mail."""
        if self.is_down:
            raise MailSilent
        if mail.to == NOBODY:
            raise MailRefused(reason="code 550")
        self.got.append(mail)


@dataclass
class Post:
    """What a mail server was told, and what it does wrong."""

    got: list[Mail] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    says: str = "250 OK"
    """The answer to a whole mail."""

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        """Take a receiver, or refuse."""
        if address == NOBODY:
            return f"550 5.1.1 <{address}> unknown, said to {PASSWORD}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 -- aiosmtpd calls it so
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take a mail, or refuse."""
        if not self.says.startswith("250"):
            return self.says
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.SMTP)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.sessions.append(session)
        body = message.get_content().replace("\r\n", "\n").removesuffix("\n")
        (to,) = envelope.rcpt_tos
        self.got.append(Mail(to, str(message["Subject"]), body))
        return self.says

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, told: object
    ) -> AuthResult:
        """Know the one login."""
        assert isinstance(told, LoginPassword)
        self.logins.append(told.login.decode())
        return AuthResult(success=told.password.decode() == PASSWORD, handled=False)


@dataclass
class Running:
    """A mail server that listens, and who knows its certificate."""

    post: Post
    port: int
    security: Security

    def mailer(self, *, knows: bool = True, **changed: str | None) -> SmtpMailer:
        """A mailer to it; one that does not know its certificate trusts nobody here."""
        context = ssl.create_default_context()
        if knows:
            context.load_verify_locations(cadata=certificate()[0].decode())
        told: dict[str, str | None] = {"user": None, "password": None, "sender": SENDER, **changed}
        sender = told.pop("sender") or SENDER
        server = MailServer(HOST, self.port, self.security, sender, **told)
        return SmtpMailer(server, lambda: NOW, lambda: "id-1", context, 2.0)


@asynccontextmanager
async def running(
    folder: Path,
    security: Security = Security.STARTTLS,
    *,
    offers_tls: bool = True,
    knows_utf8: bool = True,
) -> AsyncIterator[Running]:
    """A real mail server on a free port."""
    post, loop = Post(), asyncio.get_running_loop()
    tls = _server_context(folder)
    is_wrapped = security is Security.TLS
    starts_tls = tls if offers_tls and security is Security.STARTTLS else None

    def protocol() -> SMTP:
        return SMTP(
            post,
            hostname="mail.shop.example",
            tls_context=starts_tls,
            require_starttls=starts_tls is not None,
            authenticator=post.authenticate,
            auth_require_tls=False,
            enable_SMTPUTF8=knows_utf8,
            loop=loop,
        )

    server = await loop.create_server(protocol, HOST, 0, ssl=tls if is_wrapped else None)
    async with server:
        yield Running(post, server.sockets[0].getsockname()[1], security)


@cache
def certificate() -> tuple[bytes, bytes]:
    """A certificate of this machine's own, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a mail server of the tests")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM), private


def _server_context(folder: Path) -> ssl.SSLContext:
    both = folder / "mail.pem"
    both.write_bytes(b"".join(certificate()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(both)
    return context
