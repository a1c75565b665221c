"""Run one benchmark and print one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
from pathlib import Path

NAMES = {
    "repair": "benchmarks.repair",
    "dispatch": "benchmarks.dispatch",
    "island-bytes": "benchmarks.island_bytes",
    "island-crash": "benchmarks.island_crash",
    "spread": "benchmarks.spread",
    "portal": "benchmarks.portal",
    "search": "benchmarks.search",
    "island-many": "benchmarks.island_many",
    "island-log": "benchmarks.island_log",
    "network": "benchmarks.network",
    "archive": "benchmarks.archive",
}


def there() -> dict[str, str]:
    """The benchmarks whose file exists: the others belong to parts that are not built yet."""
    folder = Path(__file__).parent
    return {
        name: module for name, module in NAMES.items() if (folder / f"{module.split('.')[1]}.py").exists()
    }


def machine() -> dict[str, object]:
    """What it ran on."""
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", choices=sorted(there()), help="Which benchmark to run.")
    parser.add_argument(
        "--size", choices=("small", "medium", "large"), default="small", help="How much data."
    )
    parser.add_argument(
        "--json", action="store_true", help="Print one JSON object (the default prints it indented)."
    )
    given = parser.parse_args()
    result = importlib.import_module(NAMES[given.name]).run(given.size)
    full = {
        "name": given.name,
        "size": given.size,
        "ours": {},
        "peers": {},
        "limit": {},
        "ratios": {},
        **result,
    }
    full["machine"] = machine()
    json.dump(full, sys.stdout, ensure_ascii=False, indent=None if given.json else 2)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
