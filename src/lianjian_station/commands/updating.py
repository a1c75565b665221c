"""``lianjian-station update`` and ``selftest``."""

# ruff: noqa: T201 - a command prints
from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_station import releases
from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.home import Home
from lianjian_station.installing import SOFTWARE
from lianjian_station.machine import Debian
from lianjian_station.reader import reading
from lianjian_station.selftest import selftest
from lianjian_station.updating import Software, Update, update
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.commands.arguments import Verbs


def add(verbs: Verbs) -> None:
    """Mount both."""
    made = verb(
        verbs,
        "update",
        _update,
        "Put the newest release that the feed brought in place, and see that it works.",
    )
    made.add_argument("--check", action="store_true", help="Only say whether there is a newer release.")
    made.add_argument(
        "--hold",
        type=int,
        metavar="DAYS",
        help="Wait so many days with the release offered; 0 waits no more.",
    )
    made.add_argument(
        "--software", type=Path, default=SOFTWARE, metavar="DIR", help="Where the releases lie."
    )
    made.add_argument("--port", type=int, default=8100, help="Port on which the pages must answer (8100).")
    made.add_argument("--restart", action="store_true", help="Restart the services and wait for the pages.")
    json_option(made)
    test = verb(
        verbs, "selftest", _selftest, "Try this release on a copy of the station's store; changes nothing."
    )
    json_option(test)


def _update(told: argparse.Namespace) -> int:
    home, software, now = Home.open(told.home), Software(told.software), datetime.now(UTC)
    with reading(home) as reader:
        release = reader.release()
    if told.hold is not None:
        if release is None:
            raise Refused("The feed offers no release.")
        waiting = releases.hold(home, release.version, told.hold, now)
        print(
            say(
                "Release {version} waits until {when}.",
                version=release.version,
                when=f"{waiting.until:%Y-%m-%d %H:%M} UTC",
            )
        )
        return 0
    if told.check:
        return _tell(
            told, Update("check", software.current or releases.running(), release.version if release else "")
        )
    if not software.current:
        raise Refused("The software is not in {path}: run install.sh of the bundle.", path=told.software)
    machine = Debian(told.home.absolute(), told.software, port=told.port, restarts=told.restart)
    done = update(home, software, release, machine, now, log=_log)
    _tell(told, done)
    return 1 if done.why or done.state == "back" else 0


def _tell(told: argparse.Namespace, done: Update) -> int:
    why = explain(done.why) if done.why else ""
    if told.json:
        print(
            json.dumps(
                {"state": done.state, "version": done.version, "offered": done.offered, "why": why},
                ensure_ascii=False,
            )
        )
        return 0
    offered, version = done.offered, done.version
    said = {
        "held": say(
            "Release {offered} waits, as the keeper asked; {version} runs.", offered=offered, version=version
        ),
        "bad": say(
            "Release {offered} does not work here; {version} stays. {why}",
            offered=offered,
            version=version,
            why=why,
        ),
        "older": say(
            "The feed offers {offered}, older than {version}: nothing is done.",
            offered=offered,
            version=version,
        ),
        "updated": say("Release {version} is in place.", version=version),
        "back": say("Release {offered} did not start; {version} is back.", offered=offered, version=version),
    }
    is_newer = done.state == "check" and done.offered not in {"", done.version}
    if is_newer:
        print(say("{version} runs; the feed offers {offered}.", version=done.version, offered=done.offered))
    else:
        print(
            said.get(
                done.state, say("Release {version} runs; there is none newer.", version=done.version)
            ).strip()
        )
    return 0


def _log(change: str) -> None:
    """Into the box's own record of what happened; systemd's journal keeps it."""
    print(say("software: {change}", change=change), flush=True)


def _selftest(told: argparse.Namespace) -> int:
    stories = selftest(Home.open(told.home))
    version = releases.running()
    if told.json:
        print(json.dumps({"version": version, "stories": stories}))
    else:
        print(
            say(
                "Release {version} reads this store ({count} items) and shows its pages.",
                version=version,
                count=stories,
            )
        )
    return 0
