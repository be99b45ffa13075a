"""A session with the operator's mail server: over TLS or on this machine alone, and logged in."""

import asyncio
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from bot.mail_server import MailServer, Security
from core.mail_errors import MailRefused, MailSilent

OK = 250


async def knock(server: MailServer, context: ssl.SSLContext, seconds: float) -> None:
    """Begin a session and send nothing; raises MailRefused or MailSilent."""
    await asyncio.to_thread(_knock, server, context, seconds)


@contextmanager
def session(server: MailServer, context: ssl.SSLContext, seconds: float) -> Iterator[smtplib.SMTP]:
    """A session in which mails are taken; each answer is waited for so many seconds.

    Raises MailRefused or MailSilent, of what is done in the block, too. What the library raises may
    hold an address or the password, so nothing of it is passed on but the server's number.
    """
    with _in_our_words():
        smtp = _connected(server, context, seconds)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.security is Security.STARTTLS:
                if not smtp.has_extn("starttls"):
                    raise MailRefused(reason="it offers no STARTTLS")
                smtp.starttls(context=context)
            if server.user is not None:
                smtp.login(server.user, server.password or "")
            smtp.ehlo_or_helo_if_needed()
            yield smtp
        finally:
            smtp.close()  # without QUIT: its answer would change nothing about what was sent


def _knock(server: MailServer, context: ssl.SSLContext, seconds: float) -> None:
    with session(server, context, seconds) as smtp:
        number, _ = smtp.noop()
        if number != OK:
            raise MailRefused(reason=f"code {number}")


def _connected(server: MailServer, context: ssl.SSLContext, seconds: float) -> smtplib.SMTP:
    """The connection; it greets with the sender's domain, not with this machine's name."""
    where = (server.host, server.port, server.sender.rpartition("@")[2])
    if server.security is Security.TLS:
        return smtplib.SMTP_SSL(*where, timeout=seconds, context=context)
    return smtplib.SMTP(*where, timeout=seconds)


@contextmanager
def _in_our_words() -> Iterator[None]:
    """What the library raises, as errors of ours."""
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
    except smtplib.SMTPException:  # what is left of them is about the ways to log in
        raise MailRefused(reason="it offers no login that I know") from None
    except (OSError, UnicodeError):  # the latter for what can be no host's name
        raise MailSilent from None
