"""``lianjian-station notice``: the village's own board, typed on the box and kept on the box."""

# ruff: noqa: T201 - a command prints
from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_station import chinese_time
from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.home import Home
from lianjian_station.notices import Board
from lianjian_station.wording import say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.commands.arguments import Verbs


def add(verbs: Verbs) -> None:
    """Mount ``notice add|list|remove``."""
    ways = verbs.add_parser(
        "notice", help="The village's own notices: typed on the box, shown on the box, sent nowhere."
    ).add_subparsers(required=True, metavar="WAY")
    put = verb(ways, "add", _add, "Put up a notice until the end of a day.")
    put.add_argument("--title", required=True, help="What it is about, in one line.")
    put.add_argument("--text", required=True, help="The notice itself; it may have several lines.")
    put.add_argument(
        "--until", required=True, metavar="YYYY-MM-DD", help="The last day on which it hangs there."
    )
    put.add_argument("--signed", default="", help="Who speaks: the village committee, or a name.")
    json_option(put)
    listed = verb(ways, "list", _list, "List what hangs on the board, and what has ended.")
    json_option(listed)
    gone = verb(ways, "remove", _remove, "Take a notice down.")
    gone.add_argument("id", metavar="ID", help="As the list shows it.")


def _add(told: argparse.Namespace) -> int:
    notice = Board(Home.open(told.home)).add(
        told.title, told.text, until=_day(told.until), now=datetime.now(UTC), signed=told.signed
    )
    if told.json:
        print(json.dumps(asdict(notice), ensure_ascii=False))
    else:
        until = chinese_time.day(notice.until)
        print(say("The notice is up until the end of {day}. Its number is {id}.", day=until, id=notice.id))
    return 0


def _list(told: argparse.Namespace) -> int:
    notices = Board(Home.open(told.home)).all()
    if told.json:
        print(json.dumps({"notices": [asdict(notice) for notice in notices]}, ensure_ascii=False))
        return 0
    if not notices:
        print(say("The board is empty."))
    for notice in notices:
        ended = say("ended") if notice.has_ended(datetime.now(UTC)) else ""
        print(f"{notice.id}  {chinese_time.day(notice.until)}  {notice.title}  {ended}".rstrip())
    return 0


def _remove(told: argparse.Namespace) -> int:
    Board(Home.open(told.home)).remove(told.id)
    print(say("The notice is taken down."))
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("{day} is no day: write it like 2026-12-31.", day=text[:20]) from error
