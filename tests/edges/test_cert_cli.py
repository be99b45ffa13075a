"""`amzigo cert verify`: a file in, a screen and an exit code out; no settings, no database."""

import base64
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.cert import app
from core.certificate_file import issue
from storage.signing import Ed25519Signer
from tests.certificates import sample

SIGNER = Ed25519Signer(bytes(range(32)))
OTHER = Ed25519Signer(bytes(32))
PUBLISHED = base64.b64encode(SIGNER.public_key).decode()
KEYS_JSON = json.dumps({"keys": [{"key_id": SIGNER.key_id, "public_key": PUBLISHED}]})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.json"
    path.write_bytes(issue(sample(SIGNER.key_id), SIGNER))
    return path


def verify(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["verify", *map(str, arguments)])


def test_the_screen_says_what_went_when_and_who_signed(file: Path) -> None:
    result = verify(file)
    assert result.exit_code == 0
    for said in [
        "cert-7 is intact",
        "revoke by owner",
        "14,235 rows in 2 tables; 0 are left",
        "91 rows of audit: the record of what was done",
        "Key gone     2026-11-21T18:00:09Z",
        "expire by 2026-12-05T18:00:00Z",
        "left in slack C0DEMO: the channel is archived",
        "does not claim",
        SIGNER.key_id,
    ]:
        assert said in result.stdout
    assert len(result.stdout.splitlines()) <= 40


def test_without_a_pinned_key_it_says_so(file: Path) -> None:
    assert "compare it with the operator's published key" in verify(file).stdout
    assert "compare" not in verify(file, "--key", PUBLISHED).stdout


@pytest.mark.parametrize("spelled", [PUBLISHED, f"{PUBLISHED}\n", KEYS_JSON])
def test_the_published_key_pins_the_signer(file: Path, tmp_path: Path, spelled: str) -> None:
    key_file = tmp_path / "amzigo-keys.json"
    key_file.write_text(spelled)
    for key in (key_file, spelled):
        result = verify(file, "--key", key)
        assert (result.exit_code, "that you gave" in result.stdout) == (0, True)


def test_another_key_than_the_pinned_one_fails(file: Path) -> None:
    result = verify(file, "--key", base64.b64encode(OTHER.public_key).decode())
    assert result.exit_code == 1
    assert f"signed by key {SIGNER.key_id}, not by the key you gave" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("key", ["nonsense", "", "{}", "AAAA"])
def test_a_key_that_is_none_is_told(file: Path, key: str) -> None:
    result = verify(file, "--key", key)
    assert result.exit_code == 1
    assert "public key in base64" in result.stderr


def test_one_edited_byte_fails_with_one_sentence(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b"14210", b"14211"))
    result = verify(file)
    assert result.exit_code == 1
    assert result.stderr.startswith("The certificate does not check out: the content and the sig")
    assert len(result.stderr.splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("raw", "said"), [(b"hello", "not JSON"), (b" " * 1_000_001, "larger than 1 MB")]
)
def test_a_file_that_is_none_fails_with_one_sentence(tmp_path: Path, raw: bytes, said: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(raw)
    result = verify(path)
    assert (result.exit_code, said in result.stderr) == (1, True)


def test_a_missing_file_and_a_folder_fail_with_one_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none.json", tmp_path):
        result = verify(path)
        assert (result.exit_code, "cannot be read" in result.stderr) == (1, True)


def test_json_answers_for_scripts(file: Path) -> None:
    good = json.loads(verify(file, "--json", "--key", PUBLISHED).stdout)
    assert (good["ok"], good["key_pinned"], good["key_id"]) == (True, True, SIGNER.key_id)
    assert good["certificate"]["cert_id"] == "cert-7"
    assert json.loads(verify(file, "--json").stdout)["key_pinned"] is False
    file.write_bytes(b"{}")
    result = verify(file, "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["ok"]) == (1, False)
    assert "not a certificate" in answer["reason"]
