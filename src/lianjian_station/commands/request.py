# ruff: noqa: T201 - what a command line is for
"""``request …``, ``send`` and ``card``: what villagers ask, and how it leaves."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed.cards import number_of
from lianjian_feed.durable import write_file
from lianjian_feed.fields import CATEGORIES, FIELDS, MAX_TEXT, PURPOSES
from lianjian_feed.refusals import Refused
from lianjian_station.airlock import Airlock, set_report
from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.commands.passphrases import file_option, keeper_option, passphrase, unlocked
from lianjian_station.home import Home
from lianjian_station.keys import Keys
from lianjian_station.requests.asking import Draft, Slip, ask
from lianjian_station.requests.keeping import listed, opened
from lianjian_station.requests.releasing import choose, refuse, release
from lianjian_station.requests.states import NAMES, OPEN_HERE, WITHDRAWN
from lianjian_station.requests.withdrawing import withdraw
from lianjian_station.rounds import make_round
from lianjian_station.wording import say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.commands.arguments import Verbs


def add(verbs: Verbs) -> None:
    """Add these verbs to the command line."""
    told = verbs.add_parser(
        "request", help="What villagers ask: taking it in, reading it, letting it out or not."
    ).add_subparsers(required=True, metavar="COMMAND")
    lines = verb(told, "list", _list, "List the requests that wait for the keepers, without opening any.")
    lines.add_argument(
        "--all", action="store_true", help="List also those that are decided, answered or over."
    )
    json_option(lines)

    one = verb(told, "show", _show, "Open a request: what would leave, what stays, and the answers.")
    _number(one)
    keeper_option(one)
    json_option(one)

    yes = verb(
        told, "release", _release, "Agree that exactly what show printed leaves. Two keepers are needed."
    )
    _number(yes)
    yes.add_argument("--digest", required=True, help="The digest that show printed.")
    yes.add_argument("--to", default="", metavar="KEY", help="Choose this addressee first.")
    keeper_option(yes)
    json_option(yes)

    no = verb(told, "refuse", _refuse, "Decide that a request does not leave, and tell the villager why.")
    _number(no)
    no.add_argument("--why", required=True, help="The reason, for the villager.")
    keeper_option(no)

    back = verb(
        told,
        "withdraw",
        _withdraw,
        "Take a request back: by its slip, or by a keeper on the villager's word.",
    )
    _number(back)
    back.add_argument(
        "--code-file", type=Path, metavar="FILE", help="The slip's code, in the first line of this file."
    )
    back.add_argument(
        "--keeper", default="", metavar="NAME", help="The keeper who acts, where there is no slip."
    )
    file_option(back)

    new = verb(told, "ask", _ask, "Take a request in; the text is read from standard input. Prints the slip.")
    new.add_argument("category", choices=sorted(CATEGORIES), help="What it is about.")
    new.add_argument(
        "--to", default="", metavar="KEY", help="The addressee; the keepers choose where none is given."
    )
    for name in sorted(set(FIELDS) - {"text"}):
        new.add_argument(
            f"--{name}-file", type=Path, metavar="FILE", help=f"A file whose first line is the {name}."
        )
    new.add_argument(
        "--agree",
        action="append",
        default=[],
        choices=sorted(FIELDS),
        help="A field that may leave beside the text.",
    )
    new.add_argument(
        "--purpose", action="append", default=[], choices=sorted(PURPOSES), help="What else is agreed to."
    )
    new.add_argument("--days", type=int, default=90, help="Term of the consent in days (90).")
    new.add_argument("--typed-by", default="", metavar="NAME", help="The keeper who types for somebody.")
    json_option(new)

    send = verb(verbs, "send", _send, "Hear what the hub says, pack what is released, and send it now.")
    json_option(send)

    card = verb(verbs, "card", _card, "Write this box's public card, with which the hub enrols it.")
    card.add_argument("--out", type=Path, metavar="FILE", help="Write it there instead of printing it.")
    json_option(card)

    airlock = verb(
        verbs, "airlock", _airlock, "Say what may leave by itself; let the box report of itself, or stop it."
    )
    airlock.add_argument(
        "--report", choices=("on", "off"), help="Whether it may report version, edition, disk and faults."
    )
    airlock.add_argument(
        "--keeper", default="", metavar="NAME", help="The keeper who acts; needed for a change."
    )
    file_option(airlock)
    json_option(airlock)


def _number(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "number", metavar="NUMBER", help="The request's number, as the list and the slip have it."
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _id(home: Home, number: str) -> str:
    found = next((one.id for one in listed(home) if one.number == number.strip()), "")
    if not found:
        raise Refused("There is no such request at this station.")
    return found


def _list(told: argparse.Namespace) -> int:
    found = [one for one in listed(Home.open(told.home)) if told.all or one.state in OPEN_HERE]
    if told.json:
        print(json.dumps({"requests": [asdict(one) for one in found]}, ensure_ascii=False))
        return 0
    for one in found:
        print(f"{one.number}\t{one.asked_on}\t{say(CATEGORIES[one.category].name)}\t{say(NAMES[one.state])}")
    if not found:
        print(say("Nothing waits for the keepers."))
    return 0


def _show(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    found = opened(home, unlocked(home, told), _id(home, told.number), _now())
    if told.json:
        print(json.dumps(asdict(found), ensure_ascii=False))
        return 0
    kind = say(CATEGORIES[found.category].name)
    print(say("Request {number}: {kind}, to {name}, until {until}", number=found.number, kind=kind,
              name=found.addressee_name or "-", until=found.until))  # fmt: skip
    print(say(NAMES[found.state]))
    for name, text in found.leaves.items():
        print(say("Leaves: {field}: {text}", field=name, text=text))
    for name, why in found.stays.items():
        print(say("Stays: {field} ({why})", field=name, why=say(why)))
    for at, name, text in found.answers:
        print(f"{at} {name}: {text}")
    print(say("Digest: {digest}", digest=found.frozen_digest or "-"))
    return 0


def _release(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    session, request = unlocked(home, told), _id(home, told.number)
    digest = told.digest
    if told.to:
        before = opened(home, session, request, _now())
        choose(home, session, request, told.to, _now())
        if digest == before.frozen_digest:  # what was shown is the same copy; only the addressee is new
            digest = opened(home, session, request, _now()).frozen_digest
    done = release(home, session, request, digest, _now())
    if told.json:
        print(json.dumps({"state": done}))
    elif done == "half":
        print(say("One keeper agreed, one more is needed"))
    else:
        print(say("Released, leaves with the next parcel"))
    return 0


def _refuse(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    refuse(home, unlocked(home, told), _id(home, told.number), told.why, _now())
    print(say("The keepers did not send it"))
    return 0


def _withdraw(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    if told.code_file:
        done = withdraw(home, Slip(told.number, passphrase(told.code_file, "")), _now())
    elif told.keeper:
        done = withdraw(home, unlocked(home, told), _now(), _id(home, told.number))
    else:
        raise Refused("Give the slip's code with --code-file, or a keeper with --keeper.")
    print(
        say(
            "Taken back, nothing is left of it"
            if done == WITHDRAWN
            else "Taken back; the addressee is being told"
        )
    )
    return 0


def _ask(told: argparse.Namespace) -> int:
    given = {"text": sys.stdin.read(MAX_TEXT * 4 + 1)}
    for name in set(FIELDS) - {"text"}:
        path = getattr(told, f"{name}_file")
        if path is not None:
            given[name] = passphrase(path, name)
    draft = Draft(
        category=told.category,
        addressee=told.to,
        given=given,
        agreed={"text", *told.agree},
        purposes={"answer", *told.purpose},
        days=told.days,
        typed_by=told.typed_by,
    )
    slip = ask(Home.open(told.home), draft, _now())
    if told.json:
        print(json.dumps({"number": slip.number, "code": slip.code}))
    else:
        print(say("Number {number}, code {code}. Write them down: the code is kept nowhere.",
                  number=slip.number, code=slip.code))  # fmt: skip
    return 0


def _send(told: argparse.Namespace) -> int:
    from lianjian_station.cli import source_of  # noqa: PLC0415 - cli joins these verbs

    home = Home.open(told.home)
    source = source_of(home.settings.hub)
    try:
        done = make_round(home, source, _now(), at_once=True)
    finally:
        source.close()
    if told.json:
        print(
            json.dumps(
                {
                    "packed": done.packed,
                    "sent": done.sent.tried,
                    "waiting": done.sent.waiting,
                    "is_new": done.is_new,
                }
            )
        )
    else:
        print(
            say(
                "{count} parcels sent; {waiting} wait for the receipt.",
                count=done.sent.tried,
                waiting=done.sent.waiting,
            )
        )
    return 0


def _card(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    keys = Keys.open_or_create(home)
    data = keys.card(home, _now())
    if told.out:
        write_file(told.out, data)
    if told.json:
        number = number_of(keys.public)
        print(json.dumps({"station": keys.id, "number": number, "card": base64.b64encode(data).decode()}))
    elif told.out:
        print(say("The card of {station} is in {path}.", station=keys.id, path=told.out))
        print(say("The box's number, to be compared with the hub's: {number}", number=number_of(keys.public)))
    else:
        print(data.decode())
    return 0


def _airlock(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    if told.report:
        if not told.keeper:
            raise Refused("A change needs a keeper: give --keeper.")
        set_report(home, unlocked(home, told), report=told.report == "on")
    held = Airlock.read(home)
    if told.json:
        print(json.dumps({"report": held.report}))
    else:
        print(
            say(
                "The box reports of itself once a day."
                if held.report
                else "The box reports nothing of itself."
            )
        )
    return 0
