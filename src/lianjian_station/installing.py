"""Putting a station on a Debian machine: users, directories, services, firewall. Every file is text that can be read
before (``plan``), and nothing is written that ``uninstall`` does not take away again; data stays.

The separation: ``lj-sync`` takes the feed in and sees nothing of what villagers wrote; ``lj-web`` shows pages to the
village network and cannot write the feed; ``lj-release`` is the only user the firewall lets send anything to the hub.
systemd does what it is for: sysusers makes the users, tmpfiles the directories.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.refusals import Refused

HOME = Path("/var/lib/lianjian-station")
SOFTWARE = Path("/opt/lianjian-station")
UNITS = Path("/etc/systemd/system")
RULES = Path("/etc/lianjian-station/firewall.nft")
SERVICES = ("firewall", "sync", "web", "release", "scrub", "update")
TIMERS = ("release", "scrub", "update")
STICK = "lianjian-station-stick@.service"  # one for each that is plugged in, begun by udev
RELEASE = "send"  # the verb that sends what lies in the outbox
PORTS = range(1024, 1 << 16)  # the pages run without any privilege
_PLAIN = re.compile(r"(?:/[A-Za-z0-9][A-Za-z0-9._-]*)+")


@dataclass(frozen=True)
class Wanted:
    """What the machine is to become. ``hub``: the feed's address, or a directory (a stick: then nothing goes out)."""

    hub: str = ""
    home: Path = HOME
    software: Path = SOFTWARE
    port: int = 8100
    ssh: bool = False

    def check(self) -> None:
        """Refuse what would make a machine nobody meant."""
        for path in (self.home, self.software):
            if not _PLAIN.fullmatch(str(path)) or len(path.parts) < 3:  # noqa: PLR2004 - never / or /var
                raise Refused(
                    "{path} is no place for a station: an absolute path of plain letters.", path=path
                )
        if (
            self.home == self.software
            or self.home in self.software.parents
            or self.software in self.home.parents
        ):
            raise Refused("Data and software need directories of their own.")
        if self.port not in PORTS:
            raise Refused("Port {port} is not for this: choose one from 1024 to 65535.", port=self.port)
        self._hub_port()

    def _hub_port(self) -> int | None:
        """The port the feed is fetched from; nothing where it comes by stick."""
        if "://" not in self.hub:
            return None
        try:
            told = urlsplit(self.hub)
            port = told.port or {"http": 80, "https": 443}[told.scheme]
        except (ValueError, KeyError) as error:
            raise Refused("{hub} is no address of a feed.", hub=self.hub[:80]) from error
        if not told.hostname:
            raise Refused("{hub} is no address of a feed.", hub=self.hub[:80])
        return port


def plan(wanted: Wanted) -> dict[Path, str]:
    """Every file of the installation, by its path."""
    wanted.check()
    home, program = str(wanted.home), f"{wanted.software}/current/bin/lianjian-station"
    told = {
        "home": home,
        "software": str(wanted.software),
        "program": program,
        "port": str(wanted.port),
        "release": RELEASE,
    }
    made = {UNITS / f"lianjian-station-{name}.service": _filled(f"{name}.service", told) for name in SERVICES}
    made |= {UNITS / f"lianjian-station-{name}.timer": _filled(f"{name}.timer", told) for name in TIMERS}
    made[UNITS / STICK] = _text("stick@.service")
    made[Path("/etc/udev/rules.d/80-lianjian-station-stick.rules")] = _text("stick.rules")
    made[RULES] = rules(wanted)
    made[Path("/etc/sysusers.d/lianjian-station.conf")] = _text("sysusers.conf") + (
        "m     lj-sync          lianjian-station\n"
        "m     lj-web           lj-desk\n"
        "m     lj-web           lianjian-station\n"
    )
    made[Path("/etc/tmpfiles.d/lianjian-station.conf")] = _filled("tmpfiles.conf", told)
    return made


def rules(wanted: Wanted) -> str:
    """The firewall. Users by name: nft looks them up when it loads."""
    port = wanted._hub_port()  # noqa: SLF001 - its own
    ports = f"{wanted.port}, 22" if wanted.ssh else str(wanted.port)
    named = "root, systemd-resolve, lj-sync"
    feed = away = ""
    if port is not None:
        feed = f"\t\t# the feed comes in\n\t\tmeta skuid lj-sync tcp dport {port} accept\n"
        away = (
            f"\t\t# and this is the only door outwards\n\t\tmeta skgid lj-release tcp dport {port} accept\n"
        )
    return Template(_text("firewall.nft")).substitute(
        ports=ports, named=named, timed="systemd-timesync", feed=feed, away=away
    )


def write(planned: dict[Path, str], root: Path) -> list[Path]:
    """Put the files under ``root``; answers those that were not there or differed."""
    changed = []
    for path, text in sorted(planned.items()):
        place = root / path.relative_to("/")
        data = text.encode()
        if place.is_symlink():
            raise Refused("{path} is a link: not written.", path=place)
        if place.is_file() and place.read_bytes() == data:
            continue
        make_directory(place.parent)
        write_file(place, data, mode=0o644)
        changed.append(path)
    return changed


def take_away(planned: dict[Path, str], root: Path) -> list[Path]:
    """Remove the files of the installation; data and software stay where they are."""
    gone = []
    for path in sorted(planned):
        place = root / path.relative_to("/")
        if place.is_file() and not place.is_symlink():
            place.unlink()
            sync_directory(place.parent)
            gone.append(path)
    return gone


def move_feed(home: Path) -> None:
    """Bring a station that was set up by hand into the form of an installed one: its database in a room of its own.
    Nobody may have it open."""
    room = home / "feed"
    make_directory(room, 0o750)
    for name in ("feed.db", "feed.db-wal", "feed.db-shm", "floors.json"):
        place = home / name
        if place.is_file() and not place.is_symlink():
            place.replace(room / name)
    if not (home / "feed.db").is_symlink():
        (home / "feed.db").symlink_to("feed/feed.db")
    sync_directory(room)
    sync_directory(home)


def run(*command: str) -> None:
    """One of the system's own commands; what it says is the reason of a refusal."""
    program = shutil.which(command[0])
    if program is None:
        raise Refused(
            "The program {name} is missing: this needs Debian with systemd and nftables.", name=command[0]
        )
    done = subprocess.run([program, *command[1:]], capture_output=True, text=True, check=False)
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise Refused("{name} refused: {why}", name=command[0], why=told[-1] if told else done.returncode)


def is_encrypted(path: Path) -> bool | None:
    """Whether the file system of ``path`` lies on LUKS; nothing where that cannot be found out."""
    place = next((parent for parent in (path, *path.parents) if parent.exists()), Path("/"))
    if shutil.which("findmnt") is None or shutil.which("lsblk") is None:
        return None
    found = subprocess.run(
        ["findmnt", "-n", "-o", "SOURCE", "-T", str(place)], capture_output=True, text=True, check=False
    )
    source = found.stdout.strip().partition("[")[0]
    if found.returncode or not source.startswith("/dev/"):
        return None
    told = subprocess.run(
        ["lsblk", "-n", "-s", "-o", "TYPE", source], capture_output=True, text=True, check=False
    )
    return None if told.returncode else "crypt" in told.stdout.split()


def _filled(name: str, told: dict[str, str]) -> str:
    capabilities = "CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER" if name.startswith("update") else ""
    hardening = Template(_text("hardening.conf")).substitute(capabilities=capabilities).strip()
    return Template(_text(name)).substitute(told | {"hardening": hardening})


def _text(name: str) -> str:
    return files("lianjian_station").joinpath("units", name).read_text(encoding="utf-8")
