"""Write requirements.txt and requirements-test.txt: pinned names of what is installed here for the extras of
pyproject.toml, and nothing else (no addresses, no hashes). Run it in the environment that passed the tests:

    .venv/bin/python tools/pin.py
"""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def closure(requirements: list[str]) -> dict[str, str]:
    """Name and installed version of everything that ``requirements`` pull in."""
    found: dict[str, str] = {}
    waiting = [(Requirement(text), "") for text in requirements]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if (name, frozenset(requirement.extras)) in seen or name == "lianjian":
            continue
        seen.add((name, frozenset(requirement.extras)))
        try:
            package = distribution(name)
        except PackageNotFoundError as missing:
            message = f"{name} is not installed here"
            raise SystemExit(message) from missing
        found[name] = package.version
        for text in package.requires or []:
            waiting.extend((Requirement(text), wanted) for wanted in (*requirement.extras, ""))
    return found


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    hub = closure([*extras["hub"], *extras["station"], "setuptools"])
    test = {name: version for name, version in closure(extras["test"]).items() if name not in hub}
    for file, pins in (("requirements.txt", hub), ("requirements-test.txt", test)):
        lines = [f"{name}=={version}" for name, version in sorted(pins.items())]
        (ROOT / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{file}: {len(lines)} packages")  # noqa: T201 - a tool


if __name__ == "__main__":
    main()
