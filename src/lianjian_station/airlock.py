"""What may leave without being a villager's request: closed until a keeper opens it. ``HOME/airlock.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian_feed.durable import write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.statements import canonical
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers

if TYPE_CHECKING:
    from lianjian_station.home import Home
    from lianjian_station.keepers import Session

FORMAT = "lianjian-airlock/1"


@dataclass(frozen=True)
class Airlock:
    """``report``: whether the box may tell the hub its version, edition, disk and faults once a day."""

    report: bool = False

    @classmethod
    def read(cls, home: Home) -> Airlock:
        try:
            told = json.loads((home.path / "airlock.json").read_bytes())
            if told["format"] != FORMAT:
                raise ValueError(told["format"])
            return cls(report=told["report"] is True)
        except FileNotFoundError:
            return cls()
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                "The airlock's settings cannot be read: nothing leaves until they are set again."
            ) from error


def set_report(home: Home, session: Session, *, report: bool) -> None:
    """Let the box report of itself, or stop it. Logged before it holds."""
    Keepers(home).require(session)
    with Journal.open(home) as journal:
        journal.append("settings", who=session.keeper, why="report on" if report else "report off")
    write_file(home.path / "airlock.json", canonical({"format": FORMAT, "report": report}), mode=0o600)
