"""What is committed could be anyone's: no registry's address, no path of one machine."""

import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.architecture.source import REPO

# Written with a gap, so that this file does not find itself.
REGISTRIES = [
    name.replace("_", "")
    for name in ("py_pi.org", "python_hosted.org", "npm_js.org", "npm_js.com", "deb.deb_ian.org")
]
FOLDERS = [
    name.replace("_", "") for name in ("wo_rk", "ro_ot", "fa_rm", "opt/wh_eels", "opt/py_pi")
]
REGISTRY = re.compile("|".join(re.escape(name) for name in REGISTRIES))
MACHINE = re.compile(rf"(?<![\w.~}}-])/(?:{'|'.join(FOLDERS)})/")


def addresses(path: str, text: str) -> Iterator[str]:
    """The lines that name a registry's host or a folder of a machine."""
    for number, line in enumerate(text.splitlines(), 1):
        if REGISTRY.search(line) or MACHINE.search(line):
            yield f"{path}:{number}: {line.strip()[:100]}"


def committed() -> Iterator[tuple[str, str]]:
    """Every file of the repository that is text, also what is about to be added."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listing, cwd=REPO, capture_output=True, check=True)
    for name in filter(None, done.stdout.decode().split("\0")):
        content = (REPO / name).read_bytes() if (REPO / name).is_file() else b""
        if b"\0" not in content:
            yield name, content.decode(errors="replace")


def test_no_file_names_a_registry_or_a_machine() -> None:
    faults = [fault for path, text in committed() for fault in addresses(path, text)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    "line",
    [
        f"index = https://{REGISTRIES[0]}/simple",
        f"cd /{FOLDERS[0]}/main",
        f'"/{FOLDERS[1]}/.cache"',
    ],
)
def test_an_address_is_found(line: str) -> None:
    assert list(addresses("x.md", line))


@pytest.mark.parametrize(
    "line",
    [f"src/{FOLDERS[0]}/orders", f"~/{FOLDERS[0]}/amzigo", "the root/branch", "/workspaces/"],
)
def test_an_ordinary_path_is_left_alone(line: str) -> None:
    assert not list(addresses("x.md", line))
