"""The demo at rest: memory of all its processes, each page shared out among those who have it."""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.table import Goal, Row, Rows

REST_SECONDS, START_SECONDS, STOP_SECONDS = 20, 120, 20
SAMPLES = 5
GOAL_MB = 200


def measure() -> Rows:
    """One line of the table: megabytes of the demo's processes, some time after its start."""
    with tempfile.TemporaryDirectory(prefix="amzigo-bench-") as folder:
        environment = {**os.environ, "AMZIGO_DATA_DIR": folder}
        command = [sys.executable, "-m", "bot", "demo", "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as demo:  # noqa: S603 -- our own command
            try:
                begun = time.monotonic()
                _await_address(demo)
                started = time.monotonic() - begun
                time.sleep(REST_SECONDS)
                found = [_megabytes(demo.pid) for _ in range(SAMPLES)]
            finally:
                demo.send_signal(signal.SIGINT)
                demo.wait(STOP_SECONDS)
    count = len(found[-1])
    held = statistics.median(sum(one) for one in found)
    return (
        Row(
            f"demo {REST_SECONDS} s after its page is there, PSS of all {count} processes",
            f"{held:.0f} MB",
            f"ready after {started:.1f} s",
            (Goal(f"≤ {GOAL_MB} MB", held, GOAL_MB),),
        ),
    )


def _await_address(demo: subprocess.Popen[str]) -> None:
    until = time.monotonic() + START_SECONDS
    if demo.stdout is None:
        raise RuntimeError("the demo has no output")
    for line in demo.stdout:
        if "http://" in line:
            return
        if time.monotonic() > until:
            break
    raise RuntimeError("the demo did not start")


def _megabytes(pid: int) -> list[float]:
    """The proportional set size of a process and of all that it started, each in megabytes."""
    sizes = []
    for one in _family(pid):
        lines = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii").splitlines()
        kilobytes = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        sizes.append(kilobytes * 1024 / 1e6)
    return sizes


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from _family(int(child))
