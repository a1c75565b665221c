# ruff: noqa: T201 - what a command line is for
"""``sheet print``, ``restore``, ``backup`` and ``restore-backup``: for the day on which the box is gone."""

from __future__ import annotations

import getpass
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed.durable import write_file
from lianjian_feed.refusals import Refused
from lianjian_station import backup, recovery
from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.commands.passphrases import file_option, keeper_option, passphrase, unlocked
from lianjian_station.home import Home
from lianjian_station.sheet import MOST_TEXT, Sheet
from lianjian_station.wording import explain, say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.commands.arguments import Verbs
    from lianjian_station.recovery import Printed


def add(verbs: Verbs) -> None:
    """Add these verbs to the command line."""
    sheet = verbs.add_parser(
        "sheet",
        help="The recovery sheet: paper for the village's safe, from which a new box becomes this one.",
    ).add_subparsers(required=True, metavar="COMMAND")
    out = verb(
        sheet,
        "print",
        _sheet,
        "Make a sheet and say its code once: the code is written by hand on another paper.",
    )
    way = out.add_mutually_exclusive_group(required=True)
    way.add_argument(
        "--out", type=Path, metavar="FILE.html", help="Write a page to print, with codes to scan."
    )
    way.add_argument("--text", action="store_true", help="Print the lines only.")
    keeper_option(out)
    json_option(out)

    new = verb(verbs, "restore", _restore, "Make a new box the station of a recovery sheet.")
    new.add_argument(
        "--sheet",
        required=True,
        metavar="FILE",
        help="The sheet's lines, typed or scanned; - reads them from the keyboard.",
    )
    file_option(new, "--code-file")
    new.add_argument("--backup", type=Path, metavar="FILE", help="The newest backup, where there is one.")
    new.add_argument(
        "--hub", default="", metavar="URL|DIR", help="Where the feed is, if not where the sheet says."
    )
    new.add_argument(
        "--trust", type=Path, metavar="ROOT.json", help="The trust file; fetched from the hub otherwise."
    )
    new.add_argument(
        "--keeper", default="", metavar="NAME", help="Make this person a keeper: needed without a backup."
    )
    file_option(new)
    json_option(new)

    copy = verb(
        verbs, "backup", _backup, "Write a sealed backup of what villagers asked, the keepers and the log."
    )
    copy.add_argument(
        "target", type=Path, nargs="?", metavar="FILE|DIR", help="Where to; a directory is usually a stick."
    )
    copy.add_argument(
        "--every-week", type=Path, metavar="DIR", help="Make one in this directory each week from now on."
    )
    copy.add_argument("--never", action="store_true", help="Make no weekly backups any more.")
    json_option(copy)

    back = verb(verbs, "restore-backup", _put_back, "Put back what was asked and answered, on this same box.")
    back.add_argument("backup", type=Path, metavar="FILE", help="The backup.")
    keeper_option(back)


def _sheet(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    session = unlocked(home, told)
    made = recovery.make_sheet(home, session, datetime.now(UTC))
    if told.out:
        write_file(told.out, _page(home, made).encode(), mode=0o600)
    if told.json:
        print(json.dumps({"code": made.code, "lines": made.lines if told.text else []}, ensure_ascii=False))
        return 0
    if told.text:
        print("\n".join(made.lines))
    print(say("The sheet's code, to be written by hand on another paper: {code}", code=made.code))
    print(say("It is kept nowhere else. Lay the two papers in different places."))
    print(say("Then make a backup: with one older than the sheet, the log of a new box begins anew."))
    return 0


def _page(home: Home, made: Printed) -> str:
    from lianjian_station.web.sheets import page  # noqa: PLC0415 - the other verbs need no web half

    return page(home, made)


def _restore(told: argparse.Namespace) -> int:
    text = sys.stdin.read(MOST_TEXT + 1) if told.sheet == "-" else _text(Path(told.sheet))
    sheet = Sheet.open(text, _code(told.code_file))
    stick = _bytes(told.backup) if told.backup else None
    from lianjian_station.cli import source_of  # noqa: PLC0415 - cli joins these verbs

    source = source_of(told.hub or sheet.settings.hub)
    try:
        secret = passphrase(told.passphrase_file, told.keeper, is_new=True) if told.keeper else ""
        done = recovery.restore(
            told.home,
            sheet,
            source,
            root=recovery.root_for(sheet, source, told.trust),
            keeper=told.keeper,
            passphrase=secret,
            backup=stick,
            now=lambda: datetime.now(UTC),
        )
    finally:
        source.close()
    if told.json:
        print(json.dumps({"station": done.station, "log": done.run, "goes_on": done.goes_on}))
        return 0
    print(
        say(
            "This box is the station {station} of {village} now.",
            station=done.station,
            village=sheet.settings.village,
        )
    )
    if done.trouble is not None:
        print(say("The hub could not be asked: {why}", why=explain(done.trouble)))
    if done.goes_on:
        print(say("Its log goes on where the old box stopped. The hub has nothing to do."))
    else:
        print(
            say(
                "Its log begins anew as number {run}. Tell the hub: another box is in its place.",
                run=done.run,
            )
        )
    return 0


def _backup(told: argparse.Namespace) -> int:
    home, now = Home.open(told.home), datetime.now(UTC)
    if told.never or told.every_week is not None:
        backup.every_week(home, None if told.never else told.every_week)
    target = told.target or (None if told.never else told.every_week)
    if target is None:
        if not told.never:
            raise Refused("Say where to write the backup: a file or a directory.")
        print(say("No weekly backups are made any more."))
        return 0
    made = backup.make(home, target, now)
    if told.json:
        print(json.dumps({"path": str(made), "bytes": made.stat().st_size}, ensure_ascii=False))
    else:
        print(say("The backup is in {path}. Keepers and the recovery sheet open it, nobody else.", path=made))
    return 0


def _put_back(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    left = recovery.put_back(home, unlocked(home, told), _bytes(told.backup), datetime.now(UTC))
    print(say("What was asked is as it was on {day}; the log stays as it is.", day=left.made_at[:10]))
    return 0


def _code(path: Path | None) -> str:
    if path is None and sys.stdin.isatty():
        return getpass.getpass(say("The sheet's code: "))
    return passphrase(path, "")


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(MOST_TEXT + 1)
    except OSError as error:
        raise Refused("The sheet {path} cannot be read.", path=path) from error


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(backup.CAP + (2 << 20))
    except OSError as error:
        raise Refused("The backup {path} cannot be read.", path=path) from error
