"""A file that appears whole, once, for its owner only, and is still there after a power cut."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def placed_once(path: Path) -> Iterator[Path]:
    """An empty private draft to fill; it becomes `path` at the end, unless that exists by then.

    Of two processes that start together the second keeps the first one's file.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    try:
        yield draft
        _sync(draft)
        with suppress(FileExistsError):  # another process was first, and its file stays
            os.link(draft, path)
    finally:
        draft.unlink()
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Wait until a file's content, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
