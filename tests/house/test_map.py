from __future__ import annotations

import subprocess
import sys

from tests.house.reading import ROOT


def test_the_map_is_fresh() -> None:
    """docs/map.md says what the code says."""
    code = "import runpy; print(runpy.run_path('tools/map_of_the_house.py')['render'](), end='')"
    fresh = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    assert (ROOT / "docs" / "map.md").read_text(encoding="utf-8") == fresh
