"""The vault: what it seals opens only in its own place; what it blinds is equal for equals."""

import hmac

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import SealBroken
from core.keys import TenantKey
from core.model import TenantId
from storage.vault import Vault

KEY = TenantKey(TenantId("demo"), bytes(range(16)), bytes(range(32)))
TABLE, COLUMN, ROW = "order_line", "order_id", b"row-1"
ORDER = b"123-1234567-1234567"


@pytest.fixture
def vault() -> Vault:
    return Vault(KEY)


def test_a_sealed_value_opens_in_its_place(vault: Vault) -> None:
    record = vault.seal(TABLE, COLUMN, ROW, ORDER)
    assert vault.open_sealed(TABLE, COLUMN, ROW, record) == ORDER
    assert ORDER not in record


def test_a_record_has_the_documented_layout(vault: Vault) -> None:
    record = vault.seal(TABLE, COLUMN, ROW, ORDER)
    assert record[:18] == b"\x01\x01" + KEY.key_id
    assert len(record) == 18 + 12 + len(ORDER) + 16


def test_a_record_opens_by_the_documented_format_alone(vault: Vault) -> None:
    """Pinned: a change here would make every stored record unreadable."""
    record = vault.seal(TABLE, COLUMN, ROW, ORDER)
    parts = (b"\x01", b"demo", TABLE.encode(), COLUMN.encode(), ROW, KEY.key_id)
    place = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    extracted = hmac.digest(bytes(32), KEY.secret, "sha256")
    subkey = hmac.digest(extracted, b"enc/order_line\x01", "sha256")
    assert AESGCM(subkey).decrypt(record[18:30], record[30:], place) == ORDER


@pytest.mark.parametrize(
    ("table", "column", "row"),
    [
        ("product", COLUMN, ROW),
        (TABLE, "title", ROW),
        (TABLE, COLUMN, b"row-2"),
        (TABLE + COLUMN[0], COLUMN[1:], ROW),  # the same letters, cut elsewhere
    ],
)
def test_a_record_copied_elsewhere_does_not_open(
    vault: Vault, table: str, column: str, row: bytes
) -> None:
    record = vault.seal(TABLE, COLUMN, ROW, ORDER)
    with pytest.raises(SealBroken):
        vault.open_sealed(table, column, row, record)


@pytest.mark.parametrize(
    "other",
    [
        TenantKey(TenantId("other"), KEY.key_id, KEY.secret),
        TenantKey(KEY.tenant, b"k" * 16, KEY.secret),
        TenantKey(KEY.tenant, KEY.key_id, b"s" * 32),
    ],
    ids=["tenant", "key id", "secret"],
)
def test_a_record_of_another_tenant_or_key_does_not_open(vault: Vault, other: TenantKey) -> None:
    record = Vault(other).seal(TABLE, COLUMN, ROW, ORDER)
    with pytest.raises(SealBroken):
        vault.open_sealed(TABLE, COLUMN, ROW, record)


@given(bit=st.integers(0, (18 + 12 + len(ORDER) + 16) * 8 - 1))
@settings(max_examples=60, deadline=None)
def test_one_flipped_bit_is_noticed(bit: int) -> None:
    vault = Vault(KEY)
    record = bytearray(vault.seal(TABLE, COLUMN, ROW, ORDER))
    record[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        vault.open_sealed(TABLE, COLUMN, ROW, bytes(record))


@pytest.mark.parametrize("length", [0, 1, 17, 18, 29, 45])
def test_a_record_cut_short_is_noticed(vault: Vault, length: int) -> None:
    record = vault.seal(TABLE, COLUMN, ROW, b"")
    with pytest.raises(SealBroken):
        vault.open_sealed(TABLE, COLUMN, ROW, record[:length])


def test_no_nonce_is_used_twice(vault: Vault) -> None:
    seal = vault.sealer(TABLE, COLUMN)
    records = [seal(ROW, ORDER) for _ in range(10_000)]
    assert len({record[18:30] for record in records}) == 10_000


def test_order_ids_are_blinded_exactly_and_typed_words_loosely(vault: Vault) -> None:
    assert vault.blind("order", " S01-1234567-1234567\n") == vault.blind(
        "order", "S01-1234567-1234567"
    )
    assert vault.blind("order", "s01-1") != vault.blind("order", "S01-1")
    assert vault.blind("member", " Demo Seller ") == vault.blind("member", "demo seller")


def test_blind_ids_differ_by_purpose_and_tenant_and_tell_nothing(vault: Vault) -> None:
    other = Vault(TenantKey(TenantId("other"), b"k" * 16, b"s" * 32))
    value = ORDER.decode()
    blind = vault.blind("order", value)
    assert len(blind) == 16
    assert len({blind, vault.blind("member", value), other.blind("order", value)}) == 3


def test_a_blind_id_is_the_hmac_it_says_it_is(vault: Vault) -> None:
    """Pinned: a change here would cut every stored order off from its blind id."""
    assert vault.blind("order", ORDER.decode()).hex() == "06b7819671921769188ea9988ec89270"
    assert vault.audit_mac(b"act").hex()[:32] == "e728843b80b3e9679b4e5374a2ba177d"


def test_a_key_never_shows_in_a_log_line() -> None:
    assert KEY.secret.hex() not in repr(KEY)
    assert repr(KEY.secret) not in repr(KEY)
