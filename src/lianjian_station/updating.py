"""Putting a newer release in place of the running one, so that at every moment one whole release is there (decision 0041).

``SOFTWARE/versions/<v>/`` is an environment with a file ``complete``, written last. Two links: ``current``, which the
services run, and ``steady``, the release last seen healthy, from which this updater runs. ``trial.json`` says that
``current`` is on trial. Order: wheels copied and verified, environment built, everything synced, ``complete``; the new
release tests itself; trial noted; ``current`` renamed over; restart; two tries to see it healthy; then ``steady`` follows,
or ``current`` goes back and the release is remembered as bad. A run cut short anywhere is settled by the next.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_feed.software import numbers
from lianjian_station.releases import held
from lianjian_station.syncing import RESERVE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from lianjian_feed.software import Release, Wheel
    from lianjian_station.home import Home

FORMAT = "lianjian-trial/1"
UNFOLDED = 5  # an environment takes about so many times the bytes of its wheels
TRIES = 2  # starts a release may need
REMEMBERED = 20  # bad releases
CAP = 65_536  # bytes of trial.json


class Machine(Protocol):
    """What an update needs of the machine."""

    def build(self, place: Path, wheels: Path, requirements: list[str]) -> None:
        """Make an environment of these wheels and nothing else. Raises Refused."""

    def test(self, place: Path) -> None:
        """Let the release at ``place`` test itself. Raises Refused."""

    def restart(self) -> None:
        """Start the services anew."""

    def is_healthy(self) -> bool:
        """Whether the pages answer now."""


@dataclass(frozen=True)
class Trial:
    """``version`` is in place and was not yet seen healthy; ``bad``: releases that never were."""

    version: str = ""
    before: str = ""
    bad: tuple[str, ...] = ()


@dataclass(frozen=True)
class Update:
    """What a run did. ``state``: none, held, bad, older, updated, back."""

    state: str
    version: str  # in place now
    offered: str
    why: Refused | None = None


class Software:
    """The directory of the software."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def current(self) -> str:
        return self._linked("current")

    @property
    def steady(self) -> str:
        return self._linked("steady") or self.current

    def place(self, version: str) -> Path:
        return self.path / "versions" / version

    def is_complete(self, version: str) -> bool:
        return (self.place(version) / "complete").is_file()

    def point(self, name: str, version: str) -> None:
        """Rename a link over the old one: it names the one release or the other, never none."""
        beside = self.path / f".{name}.part"
        beside.unlink(missing_ok=True)
        beside.symlink_to(f"versions/{version}")
        sync_directory(self.path)
        beside.replace(self.path / name)
        sync_directory(self.path)

    def trial(self) -> Trial:
        try:
            with (self.path / "trial.json").open("rb") as file:
                told = json.loads(file.read(CAP))
            if told.pop("format") != FORMAT:
                return Trial()
            return Trial(str(told["version"]), str(told["before"]), tuple(map(str, told["bad"])))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Trial()

    def note(self, trial: Trial) -> None:
        told = {
            "bad": list(trial.bad[-REMEMBERED:]),
            "before": trial.before,
            "format": FORMAT,
            "version": trial.version,
        }
        write_file(self.path / "trial.json", json.dumps(told, sort_keys=True).encode())

    def tidy(self) -> None:
        """Keep what the links name, two releases at most; everything else, half built or old, goes."""
        kept = {self.current, self.steady, self.trial().before} - {""}
        folder = self.path / "versions"
        for place in folder.iterdir() if folder.is_dir() else ():
            if place.name not in kept:
                (place / "complete").unlink(missing_ok=True)
                shutil.rmtree(place)
        shutil.rmtree(self.path / "wheels", ignore_errors=True)

    def _linked(self, name: str) -> str:
        link = self.path / name
        return link.readlink().name if link.is_symlink() else ""


def update(
    home: Home,
    software: Software,
    release: Release | None,
    machine: Machine,
    now: datetime,
    *,
    log: Callable[[str], None],
) -> Update:
    """Settle what an earlier run left, then put ``release`` in place if it is newer. ``log`` hears each change of release."""
    settled = settle(software, machine, log)
    if settled is not None:
        return settled
    version = software.current
    reason = _reason_to_stay(home, software, release, now)
    if release is None or reason:
        return Update(reason or "none", version, release.version if release else "")
    _judge(software, release, version)
    if not software.is_complete(release.version):
        _build(home, software, release, machine)
    try:
        machine.test(software.place(release.version))
    except Refused as refusal:
        bad = software.trial().bad
        software.note(Trial(bad=(*bad, release.version)))
        software.tidy()
        return Update("bad", version, release.version, refusal)
    software.note(Trial(release.version, version, software.trial().bad))
    if not (software.path / "steady").is_symlink():
        software.point("steady", version)
    software.point("current", release.version)
    log(f"{version} -> {release.version}")
    settled = settle(software, machine, log)
    assert settled is not None  # noqa: S101 - a trial was just noted
    return settled


def _reason_to_stay(home: Home, software: Software, release: Release | None, now: datetime) -> str:
    """Why nothing is done; empty where the release is to be put in place."""
    if release is None or release.version == software.current:
        return "none"
    if numbers(release.version) < numbers(software.current):
        return "older"
    if release.version in software.trial().bad:
        return "bad"
    waiting = held(home)
    return "held" if waiting and waiting.stands(release.version, now) else ""


def settle(software: Software, machine: Machine, log: Callable[[str], None]) -> Update | None:
    """End a trial: the release is healthy within two starts, or the one before comes back. Nothing where none runs."""
    trial = software.trial()
    if not trial.version:
        return None
    if (
        software.current != trial.version
    ):  # cut short before the link, or after it went back: no trial any more
        software.note(replace(trial, version="", before=""))
        return None
    for _ in range(TRIES):
        machine.restart()
        if machine.is_healthy():
            software.point("steady", trial.version)
            software.note(Trial(before=trial.before, bad=trial.bad))
            software.tidy()
            return Update("updated", trial.version, trial.version)
    software.point("current", trial.before)
    software.note(Trial(bad=(*trial.bad, trial.version)))
    machine.restart()
    log(f"{trial.version} -> {trial.before}")
    software.tidy()
    return Update("back", trial.before, trial.version)


def _judge(software: Software, release: Release, version: str) -> None:
    if not release.may_follow(version):
        raise Refused(
            "Release {new} cannot follow {old}: {least} comes in between.",
            new=release.version,
            old=version,
            least=release.follows,
        )
    here = ".".join(map(str, sys.version_info[:3]))
    if numbers(release.python) > numbers(here):
        raise Refused(
            "Release {new} needs Python {least}; this box has {here}.",
            new=release.version,
            least=release.python,
            here=here,
        )
    free = shutil.disk_usage(software.path).free
    needed = release.size * (UNFOLDED + 1) + RESERVE
    if free < needed:
        raise Refused(
            "The disk has {free} MB left; the update needs {needed} MB.", free=free >> 20, needed=needed >> 20
        )


def _build(home: Home, software: Software, release: Release, machine: Machine) -> None:
    software.note(
        replace(software.trial(), before="")
    )  # two releases at most: the one that runs, and this one
    software.tidy()
    wheels, place = software.path / "wheels", software.place(release.version)
    make_directory(wheels)
    make_directory(place.parent)
    for wheel in release.wheels:
        _copy(home, wheel, wheels)
    machine.build(place, wheels, sorted({wheel.requirement for wheel in release.wheels}))
    os.sync()  # thousands of files: one call for all of them, before the word that they are whole
    write_file(place / "complete", release.to_bytes())
    shutil.rmtree(wheels)


def _copy(home: Home, wheel: Wheel, folder: Path) -> None:
    """The verified bytes, judged once more as they are: what is installed is what was signed."""
    data = _stored(home, wheel)
    if len(data) != wheel.length or digest(data) != wheel.sha256:
        raise Refused("{name} is damaged here; it is fetched again.", name=wheel.file)
    (folder / wheel.file).write_bytes(data)


def _stored(home: Home, wheel: Wheel) -> bytes:
    from lianjian_station.reader import reading  # noqa: PLC0415 - the store's reading side

    path = home.large(wheel.sha256)
    try:
        if path.is_file():
            return path.read_bytes()
        with reading(home) as reader:
            return reader.small(wheel.sha256)
    except (OSError, Refused) as error:
        raise Refused("{name} has not arrived yet.", name=wheel.file) from error
