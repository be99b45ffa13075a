"""The operator's mail server, as its setting names it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from core.errors import BadSetting
from core.mail_errors import BadEmail
from core.policy.email import address_in

URL, FROM = "AMZIGO_SMTP_URL", "AMZIGO_MAIL_FROM"


class Security(StrEnum):
    """How a connection is kept from others' eyes, by the scheme of the setting."""

    STARTTLS = "smtp+starttls"
    TLS = "smtps"
    NONE = "smtp"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over, as whom, and from which address."""

    host: str
    port: int
    security: Security
    sender: str = field(repr=False)
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


def read(url: str | None, sender: str | None, is_local: Callable[[str], bool]) -> MailServer | None:
    """The mail server of both settings, None where neither is set; raises BadSetting.

    Without TLS only a server on this machine is used: `is_local` says whether an address is one.
    """
    if not url and not sender:
        return None
    if not url or not sender:
        reason = f"{URL} and {FROM} are set together or not at all"
        raise BadSetting(name=FROM if url else URL, reason=reason)
    try:
        parts = urlsplit(url)
        security, port = Security(parts.scheme), parts.port
    except ValueError:
        raise BadSetting(name=URL, reason=_SHAPE) from None
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise BadSetting(name=URL, reason=_SHAPE)
    if security is Security.NONE and not is_local(url):
        raise BadSetting(name=URL, reason="only smtps or smtp+starttls is used beyond this machine")
    login = [unquote(one) if one else None for one in (parts.username, parts.password)]
    try:
        address = address_in(sender)
    except BadEmail:
        raise BadSetting(name=FROM, reason="it is no address such as amzigo@example.com") from None
    return MailServer(parts.hostname, port or PORTS[security], security, address, *login)


_SHAPE = "it is not like smtp+starttls://user:password@host:587 or smtps://user:password@host"
