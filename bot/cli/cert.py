"""`amzigo cert`: checks a deletion certificate, on any machine, without settings or database."""

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from core.certificate import Outcome, instant
from core.certificate_file import MOST_BYTES, SignedCertificate, check
from core.errors import AmzigoError, BadArgument, BadCertificate

app = typer.Typer(no_args_is_help=True, help="Deletion certificates.")

_SHOWN_TABLES = 12


@app.callback()
def cert() -> None:
    """Deletion certificates."""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="The certificate's file.")],
    key: Annotated[
        str | None,
        typer.Option(help="The operator's published key: base64, or a file with it."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON.")] = False,
) -> None:
    """Check a deletion certificate and say what it proves. Works offline."""
    try:
        signed = _checked(file, key)
    except AmzigoError as error:
        _fail(error, as_json)
    typer.echo(_as_json(signed, key is not None) if as_json else _screen(signed, key is not None))


def _checked(file: Path, key: str | None) -> SignedCertificate:
    # cryptography is slow to load, and `amzigo --help` has no need of it
    from storage.signing import fingerprint, published_keys, signed_by

    pinned = None if key is None else published_keys(_text_of_key(key))
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise BadCertificate(reason=f"{file} cannot be read ({error.strerror})") from None
    signed = check(raw, signed_by)
    if pinned is not None and signed.public_key not in pinned:
        yours = ", ".join(fingerprint(one) for one in pinned)
        raise BadCertificate(
            reason=f"it was signed by key {signed.key_id}, not by the key you gave ({yours})"
        )
    return signed


def _text_of_key(key: str) -> str:
    """The option's own text, or what the file of that name holds."""
    path = Path(key)
    try:
        if not path.is_file():
            return key
        with path.open(encoding="utf-8") as opened:
            return opened.read(65536)
    except (OSError, ValueError):
        raise BadArgument(value=key, name="--key", hint="It cannot be read.") from None


def _fail(error: AmzigoError, as_json: bool) -> NoReturn:
    if as_json:
        answer = {"schema": "certificate-check/1", "ok": False, "reason": error.message}
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        typer.echo(error.message, err=True)
    raise typer.Exit(1)


def _as_json(signed: SignedCertificate, pinned: bool) -> str:
    answer = {
        "schema": "certificate-check/1",
        "ok": True,
        "key_id": signed.key_id,
        "key_pinned": pinned,
        "certificate": signed.certificate.as_json(),
    }
    return json.dumps(answer, ensure_ascii=False)


def _screen(signed: SignedCertificate, pinned: bool) -> str:
    certificate, times = signed.certificate, signed.certificate.times
    keys = certificate.keys_destroyed
    lines = [
        f"The certificate {certificate.cert_id} is intact.",
        "",
        f"Tenant       {certificate.tenant} (a pseudonym)",
        f"Trigger      {certificate.trigger}",
        f"Requested    {instant(times.requested)}",
        f"Stopped      {instant(times.stopped)}",
        f"Rows deleted {instant(times.rows_deleted)}",
        f"Key gone     {instant(times.key_destroyed)}",
        f"Key copies   expire by {instant(times.key_copies_expire)}",
        *_deleted_lines(signed),
        f"Keys         {len(keys)} destroyed: {', '.join(keys[:3])}",
        f"Software     amzigo {certificate.software}",
        "",
        "It does not claim more than this:",
        *(f"- {sentence}" for sentence in certificate.not_claimed),
        "",
        _signed_line(signed.key_id, pinned),
    ]
    return "\n".join(lines)


def _deleted_lines(signed: SignedCertificate) -> list[str]:
    """What is gone, the largest first, and what is not."""
    certificate = signed.certificate
    gone = sorted(
        (count for count in certificate.tables if count.outcome == Outcome.DELETED),
        key=lambda count: (-count.before, count.table),
    )
    total = sum(count.before for count in gone)
    lines = [f"Deleted      {total:,} rows in {len(gone)} tables; 0 are left"]
    lines += [f"  {count.before:>10,}  {count.table}" for count in gone[:_SHOWN_TABLES]]
    if len(gone) > _SHOWN_TABLES:
        lines.append(f"              and {len(gone) - _SHOWN_TABLES} smaller tables")
    lines += [
        f"Kept         {count.after:,} rows of {count.table}: {count.reason}"
        for count in certificate.tables
        if count.outcome == Outcome.KEPT
    ]
    left = certificate.posts_left
    lines.append(f"Posts        {certificate.posts_deleted:,} deleted, {len(left):,} left")
    lines += [f"  left in {post.platform} {post.channel}: {post.reason}" for post in left[:5]]
    return lines


def _signed_line(key_id: str, pinned: bool) -> str:
    if pinned:
        return f"Signed by key {key_id}: the operator's key that you gave."
    return (
        f"Signed by key {key_id}, which only the file itself names; "
        "compare it with the operator's published key, or give that with --key."
    )
