"""Events and listeners that exist for the tests of the floor only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event, Listener

heard: list[tuple[str, int]] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang(Event):
    """A bell rang."""

    name: ClassVar[str] = "tests.rang"
    bell: int


def at_once(event: Rang, by: object) -> None:
    if event.bell < 0:
        msg = "no such bell"
        raise ValueError(msg)
    heard.append(("at once", event.bell))


def later(event: Rang, by: object) -> None:
    if event.bell == 13:
        msg = "bell 13 is broken"
        raise RuntimeError(msg)
    heard.append(("later", event.bell))


HERE = "tests.foundation.listeners"
LISTENERS = (
    Listener(f"{HERE}.Rang", f"{HERE}.at_once", when="at once"),
    Listener(f"{HERE}.Rang", f"{HERE}.later", when="later"),
)
