"""The two settings of mail: which mail servers are used, and which are refused at the start."""

import pytest

from bot.mail_server import MailServer, Security
from bot.settings import read_settings
from core.errors import BadSetting

SENDER = "amzigo@example.com"


def server(url: str, sender: str = SENDER) -> MailServer | None:
    """The mail server of an environment."""
    return read_settings({"AMZIGO_SMTP_URL": url, "AMZIGO_MAIL_FROM": sender}).mail


def test_without_them_no_mail_is_sent() -> None:
    assert read_settings({}).mail is None


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (
            "smtp+starttls://me%40shop:p%3Aw%2F@mail.example.com",
            ("mail.example.com", 587, Security.STARTTLS, SENDER, "me@shop", "p:w/"),
        ),
        ("smtps://mail.example.com:8465", ("mail.example.com", 8465, Security.TLS, SENDER)),
        ("smtps://mail.example.com/", ("mail.example.com", 465, Security.TLS, SENDER)),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, Security.NONE, SENDER)),
        ("smtp://[::1]", ("::1", 25, Security.NONE, SENDER)),
    ],
)
def test_a_mail_server_is_read(url: str, found: tuple[str, int, Security, str]) -> None:
    assert server(url) == MailServer(*found)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("smtp://user:secret@mail.example.com", "only smtps or smtp.starttls is used beyond"),
        ("http://mail.example.com", "it is not like smtp"),
        ("mail.example.com:587", "it is not like smtp"),
        ("smtps://:secret@", "it is not like smtp"),
        ("smtps://mail.example.com:port", "it is not like smtp"),
        ("smtps://mail.example.com/inbox", "it is not like smtp"),
        ("smtps://mail.example.com?secret=1", "it is not like smtp"),
        ("smtps://[::1", "it is not like smtp"),
    ],
)
def test_what_cannot_be_meant_is_refused_without_its_secret(url: str, reason: str) -> None:
    with pytest.raises(BadSetting, match=reason) as why:
        server(url)
    assert "secret" not in str(why.value)


@pytest.mark.parametrize("sender", ["Shop <shop@example.com>", "shop", "a@b\r\nBcc: c@example.com"])
def test_a_sender_is_a_plain_address(sender: str) -> None:
    with pytest.raises(BadSetting, match="AMZIGO_MAIL_FROM"):
        server("smtps://mail.example.com", sender)


@pytest.mark.parametrize("name", ["AMZIGO_SMTP_URL", "AMZIGO_MAIL_FROM"])
def test_one_without_the_other_is_refused(name: str) -> None:
    with pytest.raises(BadSetting, match="set together or not at all"):
        read_settings({name: SENDER})


def test_settings_that_are_printed_show_neither_login_nor_sender() -> None:
    told = repr(read_settings({
        "AMZIGO_SMTP_URL": "smtps://user-to-hide:hidden-word@mail.example.com",
        "AMZIGO_MAIL_FROM": SENDER,
    }))  # fmt: skip
    assert not [one for one in ("hidden-word", "user-to-hide", SENDER) if one in told]
