"""What lies outside the checkout: the shared data folder and a browser. Only this file looks.

A test that needs one asks for the fixture. In CI its absence fails the test; elsewhere the test is
reported as not run, with the reason, in one block at the end (see `conftest.py`).
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pytest

REPO = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def in_ci(environ: Mapping[str, str]) -> bool:
    """Whether this run decides about a change, so that nothing may be left out."""
    return environ.get("CI", "") not in ("", "0", "false")


def shared_folder(environ: Mapping[str, str], repo: Path = REPO) -> Path | None:
    """The folder named by AMZIGO_SHARED, else the one beside the checkout, if it is there."""
    folder = Path(environ.get("AMZIGO_SHARED") or repo.parent / "shared")
    return folder.resolve() if folder.is_dir() else None


def browser(environ: Mapping[str, str]) -> Path | None:
    """The browser named by CHROMIUM, else the first one on PATH, if it is there."""
    names = (environ["CHROMIUM"],) if environ.get("CHROMIUM") else BROWSERS
    found = (shutil.which(name, path=environ.get("PATH")) for name in names)
    return next((Path(path) for path in found if path), None)


def shared_here() -> Path | None:
    """The shared data folder of this machine."""
    return shared_folder(os.environ)


def browser_here() -> Path | None:
    """The browser of this machine."""
    return browser(os.environ)


def not_run(reason: str, environ: Mapping[str, str]) -> NoReturn:
    """Fail in CI, else leave the test out under its reason."""
    if in_ci(environ):
        pytest.fail(f"CI may leave nothing out: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared data folder."""
    folder = shared_folder(os.environ)
    if folder is None:
        not_run("the shared data folder is not here (set AMZIGO_SHARED)", os.environ)
    return folder


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The executable of a browser that Playwright can drive."""
    executable = browser(os.environ)
    if executable is None:
        not_run("no Chromium is installed (set CHROMIUM, or apt-get install chromium)", os.environ)
    return executable


def plain(home: Path) -> dict[str, str]:
    """What a child process needs to start, and none of the developer's own settings."""
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(REPO)}


@pytest.fixture
def plain_environment(tmp_path: Path) -> dict[str, str]:
    """The same, with a home of its own."""
    return plain(tmp_path)
