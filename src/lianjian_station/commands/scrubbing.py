"""``lianjian-station scrub``: read back a slice of what is stored."""

# ruff: noqa: T201 - a command prints
from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.home import Home
from lianjian_station.scrubbing import BUDGET, scrub
from lianjian_station.syncing import alone
from lianjian_station.wording import say

if TYPE_CHECKING:
    from lianjian_station.commands.arguments import Verbs


def add(verbs: Verbs) -> None:
    """Mount ``scrub``."""
    made = verb(
        verbs,
        "scrub",
        _scrub,
        "Read back a slice of the stored files; drop what is damaged, so that it is fetched again.",
    )
    made.add_argument(
        "--megabytes", type=_megabytes, default=BUDGET >> 20, help="How much to read this time (1024)."
    )
    json_option(made)


def _scrub(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    with alone(home):
        found = scrub(home, now=datetime.now(UTC), budget=told.megabytes << 20)
    if told.json:
        print(json.dumps(asdict(found)))
    elif found.is_rebuilt:
        print(say("The store was damaged and is built anew; everything is fetched again."))
    elif found.damaged:
        print(
            say(
                "{files} files read, {damaged} damaged: they are fetched again.",
                files=found.files,
                damaged=found.damaged,
            )
        )
    else:
        print(say("{files} files read, all as they should be.", files=found.files))
    return 0


def _megabytes(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) < 1 << 20:
        raise argparse.ArgumentTypeError(text)
    return int(text)
