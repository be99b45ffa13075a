"""Rules of purity: clock, randomness, the environment and the database have one door each."""

import ast
from collections.abc import Iterator

from tests.architecture.source import Source

WALL_CLOCK = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
STOP_WATCH = {"time.monotonic", "time.monotonic_ns", "time.perf_counter", "time.perf_counter_ns"}
CHANCE = {"os.urandom", "uuid.uuid1", "uuid.uuid4"}
FIXED_CHANCE = {"random.Random", "secrets.compare_digest"}
ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.putenv", "os.unsetenv"}
READS_ENVIRONMENT = ("bot/settings.py", "tests/shared_data.py", "tests/conftest.py", "bench/")
DECIDES = ("core/", "bot/handlers/", "bot/router.py", "bot/jobs.py", "bot/commands/", "bot/card.py")


def wall_clock(source: Source) -> Iterator[str]:
    """The time of day is an argument; only the clock looks."""
    if source.path == "bot/clock.py":
        return
    for node, name in source.names:
        if name in WALL_CLOCK:
            yield source.at(node, f"{name}: the time is an argument, from bot/clock.py")
        if name in STOP_WATCH and source.package in ("core", "storage"):
            yield source.at(node, f"{name}: only the shell measures how long it takes")


def chance(source: Source) -> Iterator[str]:
    """What decides takes its random bytes and ids as arguments."""
    if not source.path.startswith(DECIDES):
        return
    for node, name in source.names:
        drawn = name.startswith(("random.", "secrets.")) and name not in FIXED_CHANCE
        if name in CHANCE or drawn:
            yield source.at(node, f"{name}: randomness is an argument")


def environment(source: Source) -> Iterator[str]:
    """Settings are read in one place."""
    if source.path.startswith(READS_ENVIRONMENT):
        return
    for node, name in source.names:
        if name in ENVIRONMENT:
            yield source.at(node, f"{name}: only bot/settings.py reads the environment")


def raw_session(source: Source) -> Iterator[str]:
    """Statements are run in storage; `merge` (a query a row) nowhere."""
    for call, name in source.calls:
        owner, _, method = name.rpartition(".")
        if not owner.rpartition(".")[2].endswith("session"):
            continue
        if method == "merge" or (method == "execute" and source.package != "storage"):
            yield source.at(call, f"{name}: ask a repository")


def unverified_tls(source: Source) -> Iterator[str]:
    """A certificate is always checked."""
    for call, _ in source.calls:
        for given in call.keywords:
            off = isinstance(given.value, ast.Constant) and given.value.value is False
            if off and given.arg in ("verify", "verify_ssl", "check_hostname"):
                yield source.at(call, f"{given.arg}=False: certificates are checked")
    for node, name in source.names:
        if name in ("ssl.CERT_NONE", "ssl._create_unverified_context"):
            yield source.at(node, f"{name}: certificates are checked")


RULES = (wall_clock, chance, environment, raw_session, unverified_tls)
