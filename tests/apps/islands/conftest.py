from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def home(settings, tmp_path: Path) -> Path:
    """A home of its own: keys, post and feed are files."""
    settings.HOME = tmp_path / "home"
    (settings.HOME / "feed").mkdir(parents=True)
    return settings.HOME
