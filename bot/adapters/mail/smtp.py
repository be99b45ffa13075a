"""Mail by SMTP: handed to the operator's own server, over TLS or on this machine alone."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from bot.adapters.mail.session import session
from bot.mail_server import MailServer
from core.mail_errors import MailRefused
from core.ports.clock import Clock
from core.ports.mail import Mail

SECONDS = 15.0
"""For which each answer of the server is waited."""


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Hands each mail over in a connection of its own (the port is core.ports.mail.Mailer).

    The library blocks, so it runs in a thread.
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
        with session(self.server, self.context, self.seconds) as smtp:
            if not is_ascii and not smtp.has_extn("smtputf8"):
                raise MailRefused(reason="it takes no UTF-8 in an address")
            smtp.sendmail(self.server.sender, mail.to, message, options)
