"""Who acts on the command line, and where the passphrase is: never an argument, which every process of the box could read."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_station.keepers import Keepers
from lianjian_station.wording import say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.home import Home
    from lianjian_station.keepers import Session

_CAP = 4096  # characters of a passphrase file


def keeper_option(made: argparse.ArgumentParser) -> None:
    """Who acts, and with which passphrase."""
    made.add_argument("--keeper", required=True, metavar="NAME", help="The keeper who acts.")
    file_option(made)


def file_option(made: argparse.ArgumentParser, name: str = "--passphrase-file") -> None:
    made.add_argument(
        name,
        type=Path,
        metavar="FILE",
        help="Read the passphrase from the first line of this file; asked for otherwise.",
    )


def unlocked(home: Home, told: argparse.Namespace) -> Session:
    """The session of the keeper named on the command line."""
    return Keepers(home).unlock(told.keeper, passphrase(told.passphrase_file, told.keeper))


def passphrase(path: Path | None, name: str, *, is_new: bool = False) -> str:
    """From a file, or asked for at the terminal; a new one twice."""
    if path is not None:
        try:
            with path.open(encoding="utf-8") as file:
                return file.read(_CAP).partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("The passphrase file {path} cannot be read.", path=path) from error
    if not sys.stdin.isatty():
        raise Refused("No passphrase: run this at a terminal, or give --passphrase-file.")
    first = getpass.getpass(say("Passphrase of {name}: ", name=name))
    if is_new and getpass.getpass(say("The same once more: ")) != first:
        raise Refused("The two passphrases are not the same.")
    return first
