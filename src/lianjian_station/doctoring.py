"""What ails the box, and what a keeper does about it. Looks only; what cannot be found out is said to be unknown."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed import layout
from lianjian_feed.refreshing import CAPS
from lianjian_feed.refusals import Refused, Unreachable
from lianjian_feed.software import numbers
from lianjian_station import releases, speech
from lianjian_station.condition import LOW_DISK
from lianjian_station.installing import is_encrypted
from lianjian_station.notices import Board
from lianjian_station.reader import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lianjian_station.home import Home
    from lianjian_station.syncing import Source

GOOD, MIND, BAD, UNKNOWN = "good", "mind", "bad", "unknown"
FIRST_YEAR = 2026  # no box can be older than this software
AHEAD = timedelta(days=60)
DRIFT = 300  # seconds between the system's clock and the one that runs without power
ROOMY = 1 << 30  # bytes of disk that let a box work without a thought
UNREAD = timedelta(days=10)
WORN = 9  # of eMMC's life time estimation, JESD84-B51: 0x09 means 80 to 90 % used
UNITS = ("firewall.service", "sync.service", "web.service", "scrub.timer", "update.timer", "release.timer")


@dataclass(frozen=True)
class Finding:
    """``state``: good, mind, bad or unknown; ``cure``: what to do, where there is something."""

    state: str
    what: Refused
    cure: Refused | None = None


def examine(
    home: Home, now: datetime, *, source: Callable[[], Source] | None, system: Path = Path("/")
) -> list[Finding]:
    """All findings. ``source``: how the hub is reached; None leaves the line alone. ``system``: where /sys and /run are."""
    found = [*_store(home, now), *_clock(home, now, system), *_disk(home, system), *_rights(home)]
    found += [*_units(system), *_line(source), *_software(home), *_comfort(home)]
    return found


def _store(home: Home, now: datetime) -> Iterator[Finding]:
    try:
        with reading(home) as reader:
            condition, scrubbed = reader.condition(now), reader.fact("scrubbed")
    except sqlite3.Error as error:
        yield Finding(
            BAD,
            Refused("The store cannot be read ({why}).", why=error),
            Refused("Run lianjian-station scrub, then sync: it is built anew from the network."),
        )
        return
    if not condition.edition:
        yield Finding(MIND, Refused("Nothing has been received yet."), Refused("Run lianjian-station sync."))
    elif condition.is_stale:
        yield Finding(
            MIND,
            Refused("The content is past its date."),
            Refused("Look at the line; bring a stick from the next station that has one."),
        )
    else:
        yield Finding(
            GOOD,
            Refused("Edition {version}, {count} items.", version=condition.edition, count=condition.stories),
        )
    if not scrubbed or now - datetime.fromisoformat(scrubbed) > UNREAD:
        yield Finding(
            MIND,
            Refused("The stored files were not read back for more than {days} days.", days=UNREAD.days),
            Refused("Leave the box on at night, or run lianjian-station scrub."),
        )
    else:
        yield Finding(GOOD, Refused("The stored files were read back and are as they should be."))


def _clock(home: Home, now: datetime, system: Path) -> Iterator[Finding]:
    try:
        with reading(home) as reader:
            issued = reader.condition(now).issued
    except sqlite3.Error:
        issued = None
    cure = Refused("Set it: timedatectl set-time 'YYYY-MM-DD HH:MM:SS'; with a line it sets itself.")
    if now.year < FIRST_YEAR or (issued and now < issued):
        yield Finding(BAD, Refused("The clock of this box is behind: set it."), cure)
    elif issued and now - issued > AHEAD:
        yield Finding(
            MIND,
            Refused(
                "The clock is {days} days after the newest signed word: it runs ahead, or nothing came.",
                days=(now - issued).days,
            ),
            cure,
        )
    else:
        yield Finding(GOOD, Refused("The clock agrees with what was signed."))
    try:
        told = int((system / "sys/class/rtc/rtc0/since_epoch").read_text())
    except (OSError, ValueError):
        yield Finding(
            MIND,
            Refused("This box has no clock that runs without power."),
            Refused("After a power cut look at the time on the screen; a clock module costs little."),
        )
        return
    if abs(told - now.timestamp()) > DRIFT:
        yield Finding(
            MIND,
            Refused("The clock that runs without power is wrong: its battery may be empty."),
            Refused("Have the battery changed (CR2032), then run hwclock --systohc."),
        )


def _disk(home: Home, system: Path) -> Iterator[Finding]:
    room = os.statvfs(home.path)
    free = room.f_bavail * room.f_frsize
    make_room = Refused(
        "Take away what does not belong on this box; the station's own files need no tidying."
    )
    if room.f_flag & os.ST_RDONLY:
        yield Finding(
            BAD,
            Refused("The disk takes nothing more: the system has made it read-only."),
            Refused(
                "Restart the box once. If it comes again, have the disk changed; the recovery sheet brings the rest back."
            ),
        )
    elif free < LOW_DISK or (room.f_files and room.f_favail == 0):
        yield Finding(BAD, Refused("The disk is nearly full ({free} MB left).", free=free >> 20), make_room)
    elif free < ROOMY:
        yield Finding(MIND, Refused("The disk has {free} MB left.", free=free >> 20), make_room)
    else:
        yield Finding(GOOD, Refused("The disk has {free} MB left.", free=free >> 20))
    for told in sorted((system / "sys/block").glob("mmcblk*/device/life_time")):
        try:
            used = max(int(part, 16) for part in told.read_text().split())
        except (OSError, ValueError):
            continue
        if used >= WORN:
            yield Finding(
                MIND,
                Refused("The memory chip is worn ({used} of 10).", used=used),
                Refused("Order a new one now; print the recovery sheet."),
            )
    encrypted = is_encrypted(home.path)
    if encrypted is None:
        yield Finding(
            UNKNOWN, Refused("Whether the disk is encrypted could not be found out: see that it is (LUKS).")
        )
    elif not encrypted:
        yield Finding(
            MIND,
            Refused("The disk is not encrypted."),
            Refused("At the next visit, have Debian installed with encrypted LVM (LUKS)."),
        )


def _rights(home: Home) -> Iterator[Finding]:
    cure = Refused("Run lianjian-station install once more as root: it puts the rights right.")
    wrong = []
    for path in (home.path, *sorted(home.path.iterdir())):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            wrong.append(path.name)
    keys = home.path / "keys"
    if keys.exists() and keys.stat().st_mode & 0o077:
        wrong.append(keys.name)
    if wrong:
        yield Finding(BAD, Refused("Others can write or read {names}.", names=", ".join(wrong)), cure)
    else:
        yield Finding(GOOD, Refused("Files and keys are closed to others."))
    if not (keys / "box.json").exists():
        yield Finding(UNKNOWN, Refused("The box has no keys of its own yet: it cannot send requests."))


def _units(system: Path) -> Iterator[Finding]:
    if not (system / "run/systemd/system").is_dir() or shutil.which("systemctl") is None:
        yield Finding(UNKNOWN, Refused("No services are set up on this machine; it runs by hand."))
        return
    asleep = []
    for unit in UNITS:
        done = subprocess.run(
            ["systemctl", "is-active", "--quiet", f"lianjian-station-{unit}"],
            check=False,
            capture_output=True,
        )
        if done.returncode:
            asleep.append(unit)
    if asleep:
        yield Finding(
            BAD,
            Refused("Not running: {names}.", names=", ".join(asleep)),
            Refused("Restart the box. If it stays so: journalctl -u lianjian-station-web -n 50."),
        )
    else:
        yield Finding(GOOD, Refused("All services run."))


def _line(source: Callable[[], Source] | None) -> Iterator[Finding]:
    if source is None:
        return
    try:
        asked = source()
        try:
            asked.fetch(layout.TIMESTAMP, CAPS["timestamp"])
        finally:
            asked.close()
    except Unreachable as refusal:
        yield Finding(
            MIND,
            refusal,
            Refused("Look at the cable and the router's lamps; meanwhile a stick brings the news."),
        )
    except Refused as refusal:
        yield Finding(BAD, refusal, Refused("Set the feed's address anew: lianjian-station init --hub."))
    else:
        yield Finding(GOOD, Refused("The hub answers."))


def _software(home: Home) -> Iterator[Finding]:
    running = releases.running()
    try:
        with reading(home) as reader:
            release = reader.release()
    except sqlite3.Error:
        release = None
    try:
        is_newer = release is not None and numbers(release.version) > numbers(running)
    except Refused:
        is_newer = False
    if release is not None and is_newer:
        yield Finding(
            MIND,
            Refused("{version} runs; the feed offers {offered}.", version=running, offered=release.version),
            Refused("It is taken in by itself at night; lianjian-station update does it now."),
        )
    else:
        yield Finding(GOOD, Refused("Release {version} runs; there is none newer.", version=running))


def _comfort(home: Home) -> Iterator[Finding]:
    try:
        Board(home).all()
    except Refused as refusal:
        yield Finding(MIND, refusal, Refused("Delete the file and type the notices again."))
    if not speech.speakers():
        yield Finding(
            MIND,
            Refused("This box cannot speak."),
            Refused("apt install espeak-ng, if the loudspeaker is to have it."),
        )
    yield Finding(
        UNKNOWN, Refused("When the last backup was made is written on the recovery sheet, not here.")
    )
