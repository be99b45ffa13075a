"""Mail by SMTP: handed to the operator's own server, over TLS or on this machine alone."""

import asyncio
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from bot.mail_server import MailServer, Security
from core.mail_errors import MailRefused, MailSilent
from core.ports.clock import Clock
from core.ports.mail import Mail

SECONDS = 15.0
"""For which each answer of the server is waited."""


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands each mail over in a connection of its own (the port is core.ports.mail.Mailer).

    The library blocks, so it runs in a thread. What it raises may hold the address or the password,
    so nothing of it is passed on but the server's number.
    """

    server: MailServer = field(repr=False)
    clock: Clock
    new_id: Callable[[], str]
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)
    seconds: float = SECONDS

    async def send(self, mail: Mail) -> None:
        """Hand a mail over; raises MailRefused or MailSilent."""
        await asyncio.to_thread(self._hand_over, mail)

    def _message(self, mail: Mail, *, is_ascii: bool) -> bytes:
        message = EmailMessage(SMTP if is_ascii else SMTPUTF8)
        message["From"] = self.server.sender
        message["To"] = mail.to
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(self.clock())
        message["Message-ID"] = f"<{self.new_id()}@{self.server.sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence answers it
        message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
        return message.as_bytes()

    def _hand_over(self, mail: Mail) -> None:
        is_ascii = mail.to.isascii() and self.server.sender.isascii()
        message = self._message(mail, is_ascii=is_ascii)
        options = () if is_ascii else ("SMTPUTF8", "BODY=8BITMIME")
        with _smtp_errors():
            smtp = self._connected()
            try:
                if self.server.security is Security.STARTTLS:
                    smtp.starttls(context=self.context)  # raises where it is not offered
                if self.server.user is not None:
                    smtp.login(self.server.user, self.server.password or "")
                smtp.ehlo_or_helo_if_needed()
                if not is_ascii and not smtp.has_extn("smtputf8"):
                    raise smtplib.SMTPNotSupportedError
                smtp.sendmail(self.server.sender, mail.to, message, options)
            finally:
                smtp.close()  # without QUIT: its answer would change nothing about the mail

    def _connected(self) -> smtplib.SMTP:
        """The connection; it greets with the sender's domain, not with this machine's name."""
        where = (self.server.host, self.server.port, self.server.sender.rpartition("@")[2])
        if self.server.security is Security.TLS:
            return smtplib.SMTP_SSL(*where, timeout=self.seconds, context=self.context)
        return smtplib.SMTP(*where, timeout=self.seconds)


@contextmanager
def _smtp_errors() -> Iterator[None]:
    """What the library raises, in our own words."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as why:
        numbers = sorted({number for number, _ in why.recipients.values()})
        raise MailRefused(reason=f"code {', '.join(map(str, numbers))}") from None
    except (smtplib.SMTPConnectError, smtplib.SMTPServerDisconnected):
        raise MailSilent from None
    except smtplib.SMTPAuthenticationError as why:
        raise MailRefused(reason=f"code {why.smtp_code}: its login") from None
    except smtplib.SMTPResponseException as why:
        raise MailRefused(reason=f"code {why.smtp_code}") from None
    except smtplib.SMTPNotSupportedError:
        raise MailRefused(reason="it lacks what this needs: STARTTLS, a login or UTF-8") from None
    except (smtplib.SMTPException, OSError):
        raise MailSilent from None
