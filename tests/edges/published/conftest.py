"""What the tests against Amazon's published models get."""

from pathlib import Path

import pytest

from tests.published.models import Published, read_models


@pytest.fixture(scope="session")
def folder(shared: Path) -> Path:
    """The folder of the models."""
    return shared / "spapi-models"


@pytest.fixture(scope="session")
def published(folder: Path) -> Published:
    """The models."""
    return read_models(folder)
