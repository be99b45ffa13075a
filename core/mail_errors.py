"""What is said of an owner's e-mail address and of mails: a branch of the tree in core.errors.

InputError
├── BadEmail          no address that anything can be sent to
├── WrongDigits       not the code that was mailed last, or too late, or too often
├── TooManyMails      three in an hour are enough
└── MailedEnough      for one mailbox, too, whoever asks
MailError
├── NoMail            this installation has no mail server
├── BadMail           a mail that must not be sent as it is
├── MailRefused       the mail server said no
└── MailSilent        the mail server did not answer

None of them ever holds the address: what is said of an error is logged.
"""

from core.errors import AmzigoError, InputError


class BadEmail(InputError):
    """I can't write to that address. Try `/amzigo settings me email:name@example.com`."""


class WrongDigits(InputError):
    """That code does not fit. {hint}"""


class TooManyMails(InputError):
    """I mailed you three codes within an hour. Wait until {until} UTC, then ask again."""


class MailedEnough(InputError):
    """That address was sent three codes within an hour. Wait an hour, then ask again."""


class MailError(AmzigoError):
    """The mail could not be sent ({reason}). It is logged; try again in a minute."""

    code = "mail"


class NoMail(MailError):
    """This installation sends no mail; whoever runs it sets AMZIGO_SMTP_URL first."""

    code = "no_mail"


class BadMail(MailError):
    """A mail was not sent, as its {part} cannot be used. It is logged; tell the operator."""

    code = "bad_mail"


class MailRefused(MailError):
    """The mail server did not take the mail ({reason}). Check the address; the log has no more."""

    code = "mail_refused"


class MailSilent(MailError):
    """The mail server did not answer, or not securely. It is logged; try again in a minute."""

    code = "mail_silent"
