"""``lianjian-station doctor``: what ails the box, and what to do."""

# ruff: noqa: T201 - a command prints
from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.doctoring import BAD, GOOD, MIND, examine
from lianjian_station.home import Home
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.commands.arguments import Verbs


def add(verbs: Verbs) -> None:
    """Mount ``doctor``."""
    made = verb(
        verbs,
        "doctor",
        _doctor,
        "Look at clock, disk, rights, services, line and software, and say what to do. Ends with 1 where something is to be"
        " repaired.",
    )
    made.add_argument("--offline", action="store_true", help="Do not try to reach the hub.")
    json_option(made)


def _doctor(told: argparse.Namespace) -> int:
    from lianjian_station.cli import source_of  # noqa: PLC0415 - the command line imports this module

    home = Home.open(told.home)
    reach = None if told.offline else partial(source_of, home.settings.hub)
    findings = examine(home, datetime.now(UTC), source=reach)
    is_ill = any(finding.state == BAD for finding in findings)
    if told.json:
        rows = [
            {"state": f.state, "what": explain(f.what), "cure": explain(f.cure) if f.cure else ""}
            for f in findings
        ]
        print(json.dumps({"findings": rows}, ensure_ascii=False))
        return int(is_ill)
    words = {GOOD: say("good"), MIND: say("mind"), BAD: say("repair")}
    for finding in findings:
        print(f"{words.get(finding.state, say('unknown'))}  {explain(finding.what)}")
        if finding.cure:
            print(f"      {explain(finding.cure)}")
    return int(is_ill)
