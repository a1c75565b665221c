"""``lianjian-station``: set up, synchronise, serve, look, and carry on a stick.

Exit codes: 0 done, 1 refused (one line on stderr says why), 2 usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_station import carrying, chinese_time, invitation
from lianjian_station.commands import (
    auditing,
    doctoring,
    installing,
    keeper,
    noticing,
    request,
    scrubbing,
    updating,
)
from lianjian_station.directory_source import DirectorySource
from lianjian_station.home import Home, Settings
from lianjian_station.http_source import HttpSource
from lianjian_station.keepers import Keepers
from lianjian_station.reader import reading
from lianjian_station.store import Store
from lianjian_station.syncing import Source, synchronise
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian_station.condition import Condition


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    parser = _parser()
    told = parser.parse_args(argv)
    if told.home is None:
        told.home = getattr(told, "usual_home", None)
    if told.home is None:
        parser.error("--home DIR is needed: the station's directory.")
    try:
        done: int = told.run(told)
    except Refused as refusal:
        reason = explain(refusal)
    except sqlite3.DatabaseError as error:
        reason = say("The station's database cannot be used: {why}.", why=error)
    except OSError as error:
        reason = say("The station's disk cannot be used: {why}.", why=error.strerror or error)
    except KeyboardInterrupt:
        return 130
    else:
        return done
    print(reason, file=sys.stderr)
    if getattr(told, "json", False):  # whoever reads JSON gets JSON in any case
        print(json.dumps({"refused": reason}, ensure_ascii=False))
    return 1


def source_of(hub: str) -> Source:
    """A hub's address, or a directory (the hub's own, or a mount)."""
    if not hub:
        raise Refused("No hub is set: give --hub.")
    return HttpSource(hub) if "://" in hub else DirectorySource(Path(hub))


def _now() -> datetime:
    return datetime.now(UTC)


# -- commands


def _init(told: argparse.Namespace) -> int:
    hub = told.hub if "://" in told.hub else str(Path(told.hub).resolve())
    if "://" in hub:
        HttpSource(hub).close()
    settings = Settings(hub, told.village, told.place, told.division, told.keeper, told.phone, told.hours)
    home = Home.create(told.home, settings, told.trust)
    Store(home.database).close()
    print(say("The station is set up in {path}. Next: lianjian-station sync --home {path}", path=told.home))
    if not Keepers(home).names():
        word = invitation.invite(home, _now())
        print(
            say(
                "Setup word for the first keeper, good for three days, on the page /keeper: {word}", word=word
            )
        )
    return 0


def _sync(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    if told.every:
        from lianjian_station.timing import keep_on  # noqa: PLC0415 - only where it runs on

        keep_on(home, told.every)
        return 0
    return _bring(told, home, told.hub or home.settings.hub, accept_expired=False)


def _bring(told: argparse.Namespace, home: Home, hub: str, *, accept_expired: bool) -> int:
    source = source_of(hub)
    try:
        outcome = synchronise(home, source, now=_now, accept_expired=accept_expired)
    finally:
        source.close()
    condition = _condition(home)
    if told.json:
        print(
            json.dumps(
                {"is_new": outcome.is_new, "pictures": outcome.pictures} | condition.as_json(),
                ensure_ascii=False,
            )
        )
    else:
        msgid = (
            "Edition {version}, {count} items: new content arrived."
            if outcome.is_new
            else "Edition {version}, {count} items: up to date."
        )
        print(say(msgid, version=outcome.version, count=condition.stories))
    return 0


def _serve(told: argparse.Namespace) -> int:
    from lianjian_station.serving import serve  # noqa: PLC0415 - sync on a small box must not load the web half

    serve(Home.open(told.home), host=told.host, port=told.port, every=told.every)
    return 0


def _status(told: argparse.Namespace) -> int:
    condition = _condition(Home.open(told.home))
    if told.json:
        print(json.dumps(condition.as_json(), ensure_ascii=False))
        return 0
    print(say("Edition {version}, {count} items.", version=condition.edition, count=condition.stories))
    when = chinese_time.moment(condition.issued) if condition.issued else ""
    if not when:
        print(say("Nothing has been received yet."))
    elif condition.is_stale:
        print(say("Updated {when}; may be out of date.", when=when))
    else:
        print(say("Updated {when}.", when=when))
    for fault in condition.faults:
        print(explain(fault))
    return 0


def _condition(home: Home) -> Condition:
    Store(home.database).close()  # makes the tables where init was cut short
    with reading(home) as reader:
        return reader.condition(_now())


def _export(told: argparse.Namespace) -> int:
    from lianjian_station.ferry import export  # noqa: PLC0415 - as above

    done = export(Home.open(told.home), told.directory)
    if told.json:
        print(
            json.dumps(
                {"version": done.version, "files": done.files, "bytes": done.bytes, "missing": done.missing}
            )
        )
    else:
        print(say("Edition {version} is on the stick. Eject it before you pull it.", version=done.version))
        if done.missing:
            print(say("{count} pictures have not arrived yet.", count=done.missing))
    return 0


def _import(told: argparse.Namespace) -> int:
    from lianjian_station.witness import meet  # noqa: PLC0415 - as above

    home = Home.open(told.home)
    met = meet(home, told.directory, _now())
    for name, refusal in met.refused.items():
        print(say("{name} on the stick was not taken in: {why}", name=name, why=refusal), file=sys.stderr)
    if met.stations and not told.json:
        print(
            say(
                "The stick brings word of {count} other stations; their logs were compared.",
                count=len(met.stations),
            )
        )
    try:
        return _bring(told, home, os.fspath(told.directory), accept_expired=told.accept_stale)
    finally:  # also where the edition on the stick is not newer: whoever carries it may have been slow
        if why := carrying.take_in(home, told.directory, _now()):
            print(say("The replies on the stick were not taken in: {why}", why=why), file=sys.stderr)


# -- arguments


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lianjian-station",
        description="A village station: takes in verified information, keeps it, and shows it also with the line cut.",
    )
    parser.add_argument("--home", type=Path, metavar="DIR", help="The station's directory.")
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    init = _verb(
        verbs,
        "init",
        _init,
        "Set a station up, or change the settings of one. The root of trust never changes.",
    )
    init.add_argument(
        "--hub", required=True, metavar="URL|DIR", help="Where the feed is: an address or a directory."
    )
    init.add_argument(
        "--trust", required=True, type=Path, metavar="ROOT.json", help="The trust file of the network."
    )
    init.add_argument("--village", default="", help="Name of the village, as the screen shows it.")
    init.add_argument("--place", default="", help="Town or county it belongs to.")
    init.add_argument(
        "--division", default="", help="12-digit code of the village: its own stories come first."
    )
    init.add_argument("--keeper", default="", help="Who keeps the station: whom villagers ask.")
    init.add_argument("--phone", default="", help="The keeper's telephone number.")
    init.add_argument("--hours", default="", help="When the station is open, as the village says it.")

    sync = _verb(
        verbs, "sync", _sync, "Fetch and verify what is new. Keeps the old view when anything is wrong."
    )
    sync.add_argument("--hub", default="", metavar="URL|DIR", help="Another place to fetch from, this time.")
    sync.add_argument(
        "--every",
        type=_minutes,
        default=0,
        metavar="MINUTES",
        help="Go on, and ask this often, until stopped.",
    )
    _json(sync)

    serve = _verb(verbs, "serve", _serve, "Show the pages, and synchronise now and then. Stops on Ctrl-C.")
    serve.add_argument("--port", type=_port, default=8100, help="Port to listen on (8100).")
    serve.add_argument(
        "--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 lets the village network in."
    )
    serve.add_argument(
        "--every", type=_minutes, default=15, metavar="MINUTES", help="Synchronise this often; 0 never (15)."
    )

    status = _verb(verbs, "status", _status, "Say which edition is held, how old it is, and what is wrong.")
    _json(status)

    ferry = verbs.add_parser("ferry", help="Carry the feed on a USB stick.").add_subparsers(
        required=True, metavar="WAY"
    )
    out = _verb(ferry, "export", _export, "Write the edition held here to a directory, usually a stick.")
    out.add_argument("directory", type=Path, metavar="DIR", help="The stick.")
    _json(out)
    back = _verb(ferry, "import", _import, "Take in what a stick brings, after verifying it.")
    back.add_argument("directory", type=Path, metavar="DIR", help="The stick.")
    back.add_argument(
        "--accept-stale",
        action="store_true",
        help="Take in what is newer than held although its date is past.",
    )
    _json(back)
    for room in (noticing, keeper, request, auditing, scrubbing, doctoring, installing, updating):
        room.add(verbs)
    return parser


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: object, text: str
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=text, description=text)
    # Accepted before the verb and after it; the later one counts, and main() asks that there is one.
    verb.add_argument(
        "--home", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="The station's directory."
    )
    verb.set_defaults(run=run)
    return verb


def _json(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="Print one JSON object for machines.")


def _port(text: str) -> int:
    port = int(text)
    if port not in range(1 << 16):
        raise argparse.ArgumentTypeError(text)
    return port


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 <= minutes < float("inf"):
        raise argparse.ArgumentTypeError(text)
    return minutes


if __name__ == "__main__":
    sys.exit(main())
