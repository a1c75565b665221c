"""Work that recurs: each job is a function called every so many seconds by the one worker that leads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """``call`` is the dotted path of a function without arguments; it must be safe to run again at any time."""

    name: str
    call: str
    every: float
    """Seconds between two starts."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Work that runs all the time in a thread of its own: ``call`` is the dotted path of ``f(stop: threading.Event)``."""

    name: str
    call: str
