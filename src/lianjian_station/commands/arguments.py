"""What the verbs share: how one is made, and its two usual options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name


def verb(verbs: Verbs, name: str, run: object, text: str) -> argparse.ArgumentParser:
    """A verb with its help; ``--home`` may stand before it or after it."""
    import argparse  # noqa: PLC0415 - only here at run time

    made = verbs.add_parser(name, help=text, description=text)
    made.add_argument(
        "--home", type=Path, metavar="DIR", default=argparse.SUPPRESS, help="The station's directory."
    )
    made.set_defaults(run=run)
    return made


def json_option(made: argparse.ArgumentParser) -> None:
    made.add_argument("--json", action="store_true", help="Print one JSON object for machines.")
