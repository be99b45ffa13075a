"""Where a download lies while it is read: a file that only we can open, gone when we are done."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import DiskFull

_OPEN_FILES = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Spool:
    """A file to write to, and the path under which it can be read."""

    file: BinaryIO
    path: Path

    def write(self, piece: bytes) -> None:
        """Append; raises DiskFull."""
        try:
            self.file.write(piece)
            self.file.flush()
        except OSError as why:
            if why.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull from None
            raise

    def clear(self) -> None:
        """Empty it."""
        self.file.seek(0)
        self.file.truncate()

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return self.path.stat().st_size


@contextmanager
def open_spool(folder: Path) -> Iterator[Spool]:
    """A new spool with mode 0600; where the system can, it has no name from the start."""
    handle, name = tempfile.mkstemp(prefix="report-", dir=folder)
    named = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            nameless = _OPEN_FILES / str(handle)
            can_go = nameless.exists()
            if can_go:
                named.unlink()
            yield Spool(file, nameless if can_go else named)
    finally:
        named.unlink(missing_ok=True)
