"""The codes that make owners: how many there are, how they are read, what is kept of them."""

import math

import pytest

from bot.chance import new_claim_code
from core.policy.claim_codes import ALPHABET, SIGNS, hash_of, written
from core.tenants import called


def test_a_code_has_sixty_bits_in_signs_that_nobody_confuses() -> None:
    assert SIGNS * math.log2(len(set(ALPHABET))) >= 60
    assert not set("01IO") & set(ALPHABET)
    code = new_claim_code()
    assert len(code) == SIGNS
    assert set(code) <= set(ALPHABET)
    assert new_claim_code() != code


def test_a_code_is_read_however_it_is_typed() -> None:
    assert written("7K2MQ9RTHXW4") == "7K2M-Q9RT-HXW4"
    same = {hash_of(said) for said in ("7K2MQ9RTHXW4", "7k2m-q9rt-hxw4", " 7K2M q9rt – HXW4 ")}
    assert len(same) == 1
    assert hash_of("7K2M-Q9RT-HXW5") not in same
    assert len(hash_of("")) == 32


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Demo  guild\n", "Demo guild"),
        ("", "My shop"),
        (" \u202e\u200b ", "My shop"),
        ("x" * 300, "x" * 100),
        ("Demo\u202eshop", "Demo shop"),
    ],
)
def test_a_tenant_is_called_like_its_workspace_as_far_as_that_is_a_name(
    said: str, name: str
) -> None:
    assert called(said) == name
