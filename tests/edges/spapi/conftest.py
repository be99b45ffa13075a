"""What every test of the client gets."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.edges.spapi.rig import Rig, open_rig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    """A client in front of a sandbox."""
    async with open_rig(tmp_path) as rig:
        yield rig
