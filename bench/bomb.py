"""A document of 10 MiB that would be 10 GiB: refused, and how much memory that takes."""

import asyncio
import gzip
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from time import perf_counter

from bench.answers import server
from bench.api import CALLER, MemoryLedger, open_api
from bench.table import Goal, Row, Rows
from core.amazon_errors import BadDocument
from core.policy.operations import STOCK
from core.ports.amazon import ReportWanted

EXPANDED, PIECE = 10 << 30, 64 << 20
GOAL_MIB = 200


def measure() -> Rows:
    """One line of the table: the most that was resident, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as name:
        bomb = Path(name) / "bomb.gz"
        _write(bomb)
        packed = bomb.stat().st_size / (1 << 20)
        with server(bomb) as origin:
            command = [sys.executable, "-m", "bench.bomb", origin, name]
            done = subprocess.run(  # noqa: S603 -- our own command
                command, check=True, capture_output=True, text=True
            )
    idle, most, taken = (float(value) for value in done.stdout.split())
    what = f"a gzip of {packed:.0f} MiB that expands to {EXPANDED >> 30} GiB"
    return (
        Row(
            f"{what}, downloaded and refused",
            f"{most:.0f} MiB resident at most, {taken:.2f} s",
            f"{idle:.0f} MiB before the download",
            (Goal(f"< {GOAL_MIB} MiB", most, GOAL_MIB, is_below=True),),
        ),
    )


def _write(path: Path) -> None:
    """The same piece again and again: each ends on a byte, so that they can be put together."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b"\n" * PIECE) + packer.flush(zlib.Z_FULL_FLUSH)
    with path.open("wb") as file:
        file.write(gzip.compress(b"", mtime=0)[:10])
        for _ in range(EXPANDED // PIECE):
            file.write(piece)
        # An empty last block; its checksum is never looked at.
        file.write(b"\x03\x00" + struct.pack("<II", 0, EXPANDED & 0xFFFFFFFF))


async def _refuse(origin: str, spool: Path) -> str:
    wanted = ReportWanted(STOCK, ("ATVPDKIKX0DER",))
    async with open_api(origin, MemoryLedger(), spool) as api:
        await api.participations(CALLER)
        idle, begun = _resident(), perf_counter()
        try:
            await api.stock_report(CALLER, wanted, "bomb")
        except BadDocument:
            return f"{idle} {_resident()} {perf_counter() - begun}"
    raise RuntimeError("the bomb was not refused")


def _resident() -> float:
    """The most memory that this process had so far, in MiB; what its parent had does not count."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not tell how much memory a process had")


if __name__ == "__main__":
    sys.stdout.write(asyncio.run(_refuse(sys.argv[1], Path(sys.argv[2]))))
