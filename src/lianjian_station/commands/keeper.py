# ruff: noqa: T201 - what a command line is for
"""``keeper invite|add|list|remove|passphrase``: who may read what villagers wrote."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_station import invitation
from lianjian_station.commands.arguments import json_option, verb
from lianjian_station.commands.passphrases import file_option, keeper_option, passphrase, unlocked
from lianjian_station.home import Home
from lianjian_station.keepers import Keepers
from lianjian_station.wording import say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.commands.arguments import Verbs


def add(verbs: Verbs) -> None:
    """Add these verbs to the command line."""
    told = verbs.add_parser(
        "keeper", help="The people who keep the station: who they are, and their passphrases."
    ).add_subparsers(required=True, metavar="COMMAND")
    new = verb(
        told, "add", _add, "Make somebody a keeper. The first needs nobody; each further one another keeper."
    )
    new.add_argument("name", metavar="NAME", help="The new keeper's name.")
    file_option(new)
    new.add_argument("--by", default="", metavar="NAME", help="The keeper who vouches for the new one.")
    file_option(new, "--by-passphrase-file")
    word = verb(
        told,
        "invite",
        _invite,
        "Print the setup word with which the first keeper signs in at the box's pages.",
    )
    json_option(word)
    listed = verb(told, "list", _list, "Say who keeps the station.")
    json_option(listed)
    gone = verb(told, "remove", _remove, "Take a keeper's access away. The last one stays.")
    gone.add_argument("name", metavar="NAME", help="Who is to be no keeper any more.")
    keeper_option(gone)
    other = verb(told, "passphrase", _passphrase, "Change a keeper's passphrase.")
    keeper_option(other)
    file_option(other, "--new-passphrase-file")


def _add(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    keepers = Keepers(home)
    by = None
    if keepers.names() and told.by:
        by = keepers.unlock(told.by, passphrase(told.by_passphrase_file, told.by))
    secret = passphrase(told.passphrase_file, told.name, is_new=True)
    session = keepers.add(told.name, secret, by=by)
    print(say("{name} keeps the station now.", name=session.keeper))
    return 0


def _invite(told: argparse.Namespace) -> int:
    word = invitation.invite(Home.open(told.home), datetime.now(UTC))
    if told.json:
        print(json.dumps({"word": word}))
    else:
        print(
            say(
                "Setup word for the first keeper, good for three days, on the page /keeper: {word}", word=word
            )
        )
    return 0


def _list(told: argparse.Namespace) -> int:
    names = Keepers(Home.open(told.home)).names()
    if told.json:
        print(json.dumps({"keepers": names}, ensure_ascii=False))
    for name in [] if told.json else names:
        print(name)
    if not names and not told.json:
        print(say("Nobody keeps this station yet."))
    return 0


def _remove(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    Keepers(home).remove(told.name, by=unlocked(home, told))
    print(say("{name} is no keeper any more.", name=told.name))
    return 0


def _passphrase(told: argparse.Namespace) -> int:
    home = Home.open(told.home)
    old = passphrase(told.passphrase_file, told.keeper)
    new = passphrase(told.new_passphrase_file, told.keeper, is_new=True)
    Keepers(home).change_passphrase(told.keeper, old, new)
    print(say("The passphrase of {name} is changed.", name=told.keeper))
    return 0
