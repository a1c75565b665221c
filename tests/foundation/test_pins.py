"""What is pinned can be installed where the README says that it can."""

from __future__ import annotations

from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).resolve().parents[2]
DEBIAN_12 = "3.11.2"
PINNED = [
    line.split("==")[0].strip()
    for name in ("requirements.txt", "requirements-test.txt")
    for line in (ROOT / name).read_text().splitlines()
    if "==" in line and not line.startswith("#")
]


@pytest.mark.parametrize("name", PINNED)
def test_a_pinned_package_runs_on_the_python_of_debian_12(name: str) -> None:
    """Wherever the tests run: on a newer Python they would install what Debian's refuses."""
    wanted = metadata(name).get("Requires-Python") or ""
    assert SpecifierSet(wanted).contains(DEBIAN_12), wanted
