"""One house a module, at both chats."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.edges.conversation.house import Both, both


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> AsyncIterator[Both]:
    """The house; the tests of a module share it."""
    async with both(tmp_path_factory.mktemp("house"), shared) as opened:
        yield opened


@pytest.fixture
def transcript(house: Both) -> Iterator[None]:
    """Nobody called the desk behind the platforms' backs: a signed request or a frame came."""
    before = [side.transcript() for side in house.sides]
    yield
    after = [side.transcript() for side in house.sides]
    assert after > before
