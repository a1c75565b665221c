"""``lianjian-station audit``: read the log again, look at it, carry it away, and settle contradictions."""

# ruff: noqa: T201 - a command prints
from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_station import chinese_time
from lianjian_station.acts import words
from lianjian_station.auditing import export, looked_at
from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.home import Home
from lianjian_station.journal import Journal
from lianjian_station.neighbours import Neighbours
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.auditing import Audit
    from lianjian_station.commands.arguments import Verbs


def add(verbs: Verbs) -> None:
    """Mount ``audit verify|show|export|faults|dismiss``."""
    ways = verbs.add_parser(
        "audit", help="The log of what left this village: check it, show it, carry it away."
    ).add_subparsers(required=True, metavar="WAY")
    check = verb(
        ways,
        "verify",
        _verify,
        "Read the whole log again and hold it against every checkpoint that had left this box.",
    )
    check.add_argument(
        "--checkpoint",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="A checkpoint kept elsewhere, from a stick or off a sheet; may be given several times.",
    )
    json_option(check)
    show = verb(ways, "show", _show, "Print lines of the log, the newest last.")
    show.add_argument(
        "--from", dest="start", type=int, default=0, metavar="N", help="First line to print (0)."
    )
    json_option(show)
    out = verb(ways, "export", _export, "Write the log as static files (C2SP tiles) that anyone can check.")
    out.add_argument("directory", type=Path, metavar="DIR", help="Where to.")
    json_option(out)
    faults = verb(
        ways, "faults", _faults, "List contradictions between logs or editions, also those set aside."
    )
    json_option(faults)
    rest = verb(
        ways, "dismiss", _dismiss, "Set a contradiction aside after looking into it. It stays on record."
    )
    rest.add_argument("number", type=int, metavar="N", help="Its number, as the list shows it.")
    rest.add_argument("--why", required=True, help="Why it may rest; this is written into the log.")


def _verify(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    found = looked_at(home, files=told.checkpoint)
    if told.json:
        print(json.dumps(_written(found), ensure_ascii=False))
    else:
        for finding in found.findings:
            print(explain(finding))
        print(
            say(
                "{count} lines read, {held} checkpoints held against them.",
                count=found.size,
                held=len(found.vouched),
            )
        )
        newest = found.newest_vouched
        if newest:
            at = max(at for _, at in newest.witnesses)
            when = chinese_time.moment(datetime.fromtimestamp(at, UTC))
            print(
                say("Others vouch for the first {size} lines, last on {when}.", size=newest.size, when=when)
            )
        else:
            print(say("Nobody else has vouched for this log yet."))
    if found.is_whole:
        if not told.json:
            print(say("The log is whole."))
        return 0
    print(say("The log does not hold: {why}", why=found.findings[0]), file=sys.stderr)
    return 1


def _written(found: Audit) -> dict[str, object]:
    """The shape of ``audit verify --json``."""
    return {
        "whole": found.is_whole,
        "size": found.size,
        "root": found.root,
        "findings": [explain(finding) for finding in found.findings],
        "checkpoints": [
            {"source": one.source, "size": one.size, "holds": one.holds, "witnesses": dict(one.witnesses)}
            for one in found.vouched
        ],
    }


def _show(told: argparse.Namespace) -> int:
    with Journal.open(Home.open(told.home)) as journal:
        entries = journal.entries(min(max(told.start, 0), journal.size))
    if told.json:
        print(json.dumps({"entries": [asdict(entry) for entry in entries]}, ensure_ascii=False))
        return 0
    acts = words("zh")
    for entry in entries:
        parts = [str(entry.number), chinese_time.moment(entry.moment), acts.get(entry.act, entry.act)]
        print("  ".join([*parts, *filter(None, (entry.to, entry.why, entry.until, entry.sha256[:16]))]))
    return 0


def _export(told: argparse.Namespace) -> int:
    if not told.directory.is_dir():
        raise Refused("{path} is no directory: is the stick in?", path=told.directory)
    files = export(Home.open(told.home), told.directory)
    if told.json:
        print(json.dumps({"files": files}))
    else:
        print(say("The log is there in {count} files.", count=files))
    return 0


def _faults(told: argparse.Namespace) -> int:
    with Neighbours(Home.open(told.home)) as memory:
        found = memory.faults(every=True)
    if told.json:
        rows = [
            {
                "number": one.number,
                "kind": one.kind,
                "about": one.about,
                "at": one.at,
                "proved": one.is_proved,
            }
            | {"dismissed": one.dismissed, "why": one.why, "says": explain(one.reason)}
            for one in found
        ]
        print(json.dumps({"faults": rows}, ensure_ascii=False))
        return 0
    for one in found:
        print(explain(one.reason) + (say(" Set aside: {why}", why=one.why) if one.dismissed else ""))
    if not found:
        print(say("No contradictions are known."))
    return 0


def _dismiss(told: argparse.Namespace) -> int:
    with Neighbours(Home.open(told.home)) as memory:
        memory.as_of(datetime.now(UTC)).dismiss(told.number, told.why)
    print(say("Set aside, and written into the log."))
    return 0
