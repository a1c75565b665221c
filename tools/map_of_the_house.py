"""Write docs/map.md: the apps from top to bottom, their actions, events, and who listens. A test compares it with the code.

.venv/bin/python tools/map_of_the_house.py
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "src" / "lianjian" / "apps"
ORDER = (
    "synergy",
    "islands",
    "spread",
    "matrix",
    "newsroom",
    "reminders",
    "exchange",
    "projects",
    "coordination",
    "agreements",
    "parties",
)


def first_sentence(text: str | None) -> str:
    """The first sentence of a docstring, on one line."""
    plain = " ".join((text or "").split())
    for end in (". ", "。", ": "):
        if end in plain:
            return plain.split(end)[0].rstrip(".:") + "."
    return plain if plain.endswith(".") or not plain else plain + "."


def actions(app: Path) -> list[tuple[str, str]]:
    """Name and promise of each action of an app."""
    rows = []
    for path in sorted((app / "actions").glob("*.py")):
        if path.name[0] == "_":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        verb = next(
            (
                n
                for n in tree.body
                if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == path.stem
            ),
            None,
        )
        rows.append((path.stem, first_sentence(ast.get_docstring(verb)) if verb else ""))
    return rows


def events(app: Path) -> list[tuple[str, str]]:
    """Dotted name and meaning of each event of an app."""
    path = app / "events.py"
    if not path.exists():
        return []
    rows = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for line in node.body:
            if (
                isinstance(line, ast.AnnAssign)
                and getattr(line.target, "id", "") == "name"
                and isinstance(line.value, ast.Constant)
            ):
                rows.append((str(line.value.value), node.name))
    return rows


def render() -> str:
    """The whole page."""
    sys.path.insert(0, str(ROOT / "src"))
    from lianjian.wiring import ENGINES, JOBS, LISTENERS  # noqa: PLC0415 - the path is set above

    hears: dict[str, list[str]] = {}
    for listener in LISTENERS:
        name = listener.event.rsplit(".", 1)[1]
        hears.setdefault(name, []).append(f"`{listener.call.removeprefix('lianjian.')}` ({listener.when})")
    lines = [
        "# The map of the house",
        "",
        "Written by `tools/map_of_the_house.py` from the code; a test fails when it is stale.",
        "An app imports only what stands below it here; newsroom and exchange stand side by side.",
        "",
    ]
    for label in ORDER:
        app = APPS / label
        head = ast.get_docstring(ast.parse((app / "__init__.py").read_text(encoding="utf-8"))) or label
        lines += [f"## {' '.join(head.split())}", ""]
        for name, promise in actions(app):
            lines.append(f"- **{name}** {promise}")
        rows = events(app)
        if rows:
            lines += ["", "| event | who hears it |", "| --- | --- |"]
            lines += [f"| `{name}` | {', '.join(hears.get(cls, ['—']))} |" for name, cls in rows]
        lines.append("")
    lines += ["## What recurs", ""]
    lines += [f"- `{job.name}` every {job.every:g} s: `{job.call.removeprefix('lianjian.')}`" for job in JOBS]
    lines += [
        f"- `{engine.name}` all the time: `{engine.call.removeprefix('lianjian.')}`" for engine in ENGINES
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "map.md").write_text(render(), encoding="utf-8")
