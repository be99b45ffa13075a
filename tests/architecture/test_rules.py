"""Every rule of source holds for every file, and every rule fires where it should."""

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import candour, purity, sizes, usage
from tests.architecture.source import Source, house, parse

Rule = Callable[[Source], Iterator[str]]

RULES: tuple[Rule, ...] = (*sizes.RULES, *purity.RULES, *candour.RULES, *usage.RULES)

# One a line: the rule, the file it is in, what it must not say.
FAULTS: tuple[tuple[Rule, str, str], ...] = (
    (sizes.long_files, "core/sales.py", "x = 1\n" * 301),
    (sizes.long_functions, "core/sales.py", "def f():\n" + "    x = 1\n" * 30),
    (sizes.many_parameters, "core/sales.py", "def f(a, b, c, *, d, e, g): ..."),
    (sizes.filled_init, "core/__init__.py", "from core.sales import stats"),
    (sizes.vague_names, "core/utils.py", ""),
    (sizes.vague_names, "core/spapi/_base.py", ""),
    (sizes.vague_names, "storage/helpers/orders.py", ""),
    (purity.wall_clock, "core/sales.py", "from datetime import datetime as dt, UTC\ndt.now(UTC)"),
    (purity.wall_clock, "bot/router.py", "import datetime\ndatetime.datetime.utcnow()"),
    (purity.wall_clock, "storage/engine.py", "from datetime import date\ndate.today()"),
    (purity.wall_clock, "tests/core/test_x.py", "import time as t\nt.time()"),
    (purity.wall_clock, "bot/router.py", "from time import time\nstarted = time()"),
    (purity.wall_clock, "core/sync.py", "import time\ntime.monotonic()"),
    (purity.chance, "core/reviews.py", "import random\nrandom.choice([1])"),
    (purity.chance, "bot/handlers/reviews.py", "from uuid import uuid4\nuuid4()"),
    (purity.chance, "core/tenants.py", "import secrets\nsecrets.token_bytes(16)"),
    (purity.environment, "bot/wiring.py", "import os\nos.environ.get('X')"),
    (purity.environment, "tests/core/test_x.py", "from os import getenv\ngetenv('X')"),
    (purity.raw_session, "bot/handlers/stats.py", "async def f(uow): await uow.session.execute(1)"),
    (purity.raw_session, "storage/loaders.py", "async def f(session): await session.merge(1)"),
    (purity.unverified_tls, "bot/wiring.py", "import httpx\nhttpx.AsyncClient(verify=False)"),
    (purity.unverified_tls, "bot/wiring.py", "import ssl\nx.verify_mode = ssl.CERT_NONE"),
    (candour.swallowed_errors, "core/sync.py", "try:\n    f()\nexcept ValueError:\n    pass"),
    (candour.swallowed_errors, "core/sync.py", "try:\n    f()\nexcept ValueError:\n    ..."),
    (
        candour.swallowed_errors,
        "bot/web.py",
        "import contextlib as c\nwith c.suppress(Exception): f()",
    ),
    (candour.patches, "tests/core/test_x.py", "from unittest import mock"),
    (candour.patches, "tests/core/test_x.py", "from unittest.mock import patch"),
    (candour.patches, "tests/core/test_x.py", "def test_x(monkeypatch): ..."),
    (candour.patches, "tests/core/test_x.py", "import pytest\npytest.MonkeyPatch()"),
    (
        candour.left_out_tests,
        "tests/core/test_x.py",
        "import pytest\n@pytest.mark.xfail\ndef f(): ...",
    ),
    (
        candour.left_out_tests,
        "tests/core/test_x.py",
        "from pytest import mark\n@mark.skipif(1)\ndef f(): ...",
    ),
    (candour.left_out_tests, "tests/core/test_x.py", "import pytest\npytest.skip('no')"),
    (candour.empty_tests, "tests/core/test_x.py", "def test_x():\n    stats()"),
    (candour.sleeping_tests, "tests/core/test_x.py", "import time\ntime.sleep(1)"),
    (candour.sleeping_tests, "tests/core/test_x.py", "import asyncio\nasyncio.sleep(0.1)"),
    (candour.unfinished_work, "core/sync.py", "x = 1  # TO" + "DO later"),
    (candour.unfinished_work, "core/sync.py", "def f():\n    raise NotImplementedError('later')"),
    (candour.missing_docstrings, "core/sync.py", "def sync(): ..."),
    (
        candour.missing_docstrings,
        "storage/vault.py",
        "class Vault:\n    '''It.'''\n    def open(self): ...",
    ),
    (usage.unused_names, "core/sync.py", "FIRST, LAST = 1, 2\nprint(FIRST)"),
    (usage.unused_names, "tests/core/test_x.py", "def shown(): ..."),
)

# And what must stay allowed.
FINE: tuple[tuple[Rule, str, str], ...] = (
    (sizes.long_files, "storage/migrations/versions/0001.py", "x = 1\n" * 301),
    (sizes.long_functions, "core/sales.py", "def f():\n" + "    x = 1\n" * 29),
    (sizes.long_functions, "storage/migrations/versions/1.py", "def f():\n" + "    x = 1\n" * 40),
    (sizes.many_parameters, "core/sales.py", "class A:\n    def f(self, a, b, c, *, d, e): ..."),
    (sizes.filled_init, "core/__init__.py", ""),
    (sizes.vague_names, "storage/database.py", ""),
    (purity.wall_clock, "bot/clock.py", "from datetime import datetime, UTC\ndatetime.now(UTC)"),
    (purity.wall_clock, "bot/router.py", "import time\ntime.perf_counter()"),
    (purity.chance, "core/restock.py", "import random\nrandom.Random(7)"),
    (purity.environment, "bot/settings.py", "import os\nos.environ['X']"),
    (purity.raw_session, "storage/orders.py", "async def f(session): await session.execute(1)"),
    (purity.unverified_tls, "bot/wiring.py", "import httpx\nhttpx.AsyncClient(verify=context)"),
    (candour.swallowed_errors, "core/sync.py", "try:\n    f()\nexcept ValueError:\n    x = None"),
    (candour.patches, "tests/core/test_x.py", "from tests.core import mocked_words"),
    (
        candour.left_out_tests,
        "tests/core/test_x.py",
        "import pytest\n@pytest.mark.parametrize\ndef f(): ...",
    ),
    (candour.empty_tests, "tests/core/test_x.py", "def test_x():\n    assert stats() == 1"),
    (candour.sleeping_tests, "tests/core/test_x.py", "import asyncio\nasyncio.sleep(0)"),
    (candour.unfinished_work, "core/sync.py", "x = 'what is there to do'"),
    (candour.missing_docstrings, "core/sync.py", "def _sync(): ...\ndef sync():\n    '''Do it.'''"),
    (usage.unused_names, "core/model.py", "class Place: ..."),
    (usage.unused_names, "tests/core/test_x.py", "@fixture\ndef shop(): ...\ndef test_x(): ..."),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    faults = [fault for source in house() for fault in rule(source)]
    assert not faults, "\n".join([f"{rule.__doc__}", *faults])


@pytest.mark.parametrize(("rule", "path", "text"), FAULTS)
def test_the_rule_fires(rule: Rule, path: str, text: str) -> None:
    faults = list(rule(parse(text, path)))
    assert [fault.partition(":")[0] for fault in faults] == [path] * max(1, len(faults))


@pytest.mark.parametrize(("rule", "path", "text"), FINE)
def test_the_rule_leaves_alone(rule: Rule, path: str, text: str) -> None:
    assert not list(rule(parse(text, path)))


def test_every_rule_is_shown_to_fire() -> None:
    assert {rule for rule, _, _ in FAULTS} == set(RULES)
