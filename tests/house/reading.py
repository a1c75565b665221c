"""The source as the house tests read it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / "src" / "lianjian"
APPS = HUB / "apps"
ORDER = (
    "parties",
    "agreements",
    "coordination",
    "projects",
    "reminders",
    "exchange",
    "newsroom",
    "matrix",
    "spread",
    "islands",
    "synergy",
)
"""Apps from the bottom up; exchange and newsroom stand side by side."""


@cache
def python_files(folder: Path) -> tuple[Path, ...]:
    """All Python files under a folder, migrations left out."""
    return tuple(sorted(p for p in folder.rglob("*.py") if "migrations" not in p.parts))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """The path from the root of the repository."""
    return str(path.relative_to(ROOT))
