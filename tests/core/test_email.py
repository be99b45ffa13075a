"""E-mail addresses: which are written to, and how little of one is shown."""

import pytest

from core.mail_errors import BadEmail
from core.policy.email import address_in, masked


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("owner@example.com", "owner@example.com"),
        ("  Owner.Two+amzigo@EXAMPLE.com ", "Owner.Two+amzigo@example.com"),
        ("<mailto:owner@example.com|owner@example.com>", "owner@example.com"),
        ("owner@Müller-KVA.example", "owner@xn--mller-kva-q9a.example"),
        ("besitzerin-ä@example.com", "besitzerin-ä@example.com"),
        ("besitzerin-a\u0308@example.com", "besitzerin-ä@example.com"),
        (f"{'l' * 64}@example.com", f"{'l' * 64}@example.com"),
    ],
)
def test_an_address_is_read(said: str, address: str) -> None:
    assert address_in(said) == address
    assert address_in(address) == address


@pytest.mark.parametrize(
    "said",
    [
        "",
        "owner",
        "@example.com",
        "owner@",
        "owner@localhost",
        "owner@127.0.0.1",
        "owner@[127.0.0.1]",
        "owner@-a.example",
        "owner@a..example",
        f"owner@{'d' * 64}.example",
        f"{'l' * 65}@example.com",
        f"{'ä' * 33}@example.com",
        f"owner@{'.'.join(['d' * 60] * 4)}.example",
        ".owner@example.com",
        "ow..ner@example.com",
        '"ow ner"@example.com',
        "two@x@example.com",
        "owner@example.com\nBcc: x@example.com",
        "owner\r@example.com",
        "ow ner@example.com",
        "owner,x@example.com",
        "owner@example.com,x@example.com",
        "Owner <owner@example.com>",
        "ow\u202ener@example.com",
        "ow\u200bner@example.com",
        "\udcff@example.com",
        "=?utf-8?q?a=40evil=2Ecom=2C_b?=@example.com",
        "owner=?utf-8?b?YUBldmlsLmNvbSwgYg=3D=3D?=@example.com",
        "x" * 10_000,
    ],
)
def test_nothing_else_is_and_the_refusal_does_not_repeat_it(said: str) -> None:
    with pytest.raises(BadEmail) as why:
        address_in(said)
    assert str(why.value) == BadEmail.__doc__


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("owner@example.com", "o…@example.com"),
        ("o@example.com", "o…@example.com"),
        ("owner@xn--mller-kva-q9a.example", "o…@müller-kva.example"),
    ],
)
def test_of_an_address_its_first_letter_and_the_domain_are_shown(address: str, shown: str) -> None:
    assert masked(address) == shown
