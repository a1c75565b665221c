"""``lianjian-station install`` and ``uninstall``: a Debian machine becomes a station, and stops being one."""

# ruff: noqa: T201 - a command prints
from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused
from lianjian_station import installing
from lianjian_station.commands.arguments import verb
from lianjian_station.home import Home, Settings
from lianjian_station.store import Store
from lianjian_station.wording import say

if TYPE_CHECKING:
    import argparse

    from lianjian_station.commands.arguments import Verbs


def add(verbs: Verbs) -> None:
    """Mount ``install`` and ``uninstall``."""
    put = verb(
        verbs,
        "install",
        _install,
        "Make this Debian machine a station: users, directories, services, firewall. Run it as root; run it again to change"
        " something.",
    )
    put.add_argument(
        "--hub", default="", metavar="URL|DIR", help="Where the feed is; leave out to keep what is set."
    )
    put.add_argument("--trust", type=Path, metavar="ROOT.json", help="The trust file; needed the first time.")
    for name, text in (
        ("village", "Name of the village, as the screen shows it."),
        ("place", "Town or county it belongs to."),
        ("division", "12-digit code of the village."),
        ("keeper", "Who keeps the station."),
        ("phone", "The keeper's telephone number."),
        ("hours", "When the station is open."),
    ):
        put.add_argument(f"--{name}", default="", help=text)
    put.add_argument(
        "--port", type=int, default=8100, help="Port of the pages in the village network (8100)."
    )
    put.add_argument("--ssh", action="store_true", help="Let the village network in on port 22, too.")
    put.add_argument("--dry-run", action="store_true", help="Print every file and do nothing.")
    gone = verb(
        verbs, "uninstall", _uninstall, "Take services, users' rights and firewall away. The data stays."
    )
    for made in (put, gone):
        made.set_defaults(usual_home=installing.HOME)
        made.add_argument(
            "--root", type=Path, metavar="DIR", help="Write the files under this directory and run nothing."
        )


def _install(told: argparse.Namespace) -> int:
    root = told.root or Path("/")
    held = _held(root / told.home.relative_to("/")) if told.home.is_absolute() else None
    wanted = installing.Wanted(
        hub=told.hub or (held.settings.hub if held else ""), home=told.home, port=told.port, ssh=told.ssh
    )
    planned = installing.plan(wanted)
    if told.dry_run:
        for path, text in sorted(planned.items()):
            print(f"==== {path}\n{text}")
        return 0
    if held is None and not told.root and not (told.hub and told.trust):
        raise Refused("The first time, say where the feed is and whom to trust: --hub and --trust.")
    if not told.root:
        _check_machine(wanted)
    changed = installing.write(planned, root)
    for path in changed:
        print(say("written: {path}", path=path))
    if not changed:
        print(say("Every file was as it should be."))
    if told.root:
        return 0
    _bring_to_life(told, wanted, held)
    print(say("The station is installed. Its pages: http://THIS-MACHINE:{port}/", port=wanted.port))
    _advise(wanted)
    return 0


def _held(path: Path) -> Home | None:
    try:
        return Home.open(path)
    except Refused:
        return None


def _check_machine(wanted: installing.Wanted) -> None:
    if os.geteuid() != 0:
        raise Refused("Only root can do this: put sudo in front.")
    if not Path("/etc/debian_version").is_file() or not Path("/run/systemd/system").is_dir():
        raise Refused("This machine runs no Debian with systemd.")
    programs = [wanted.software / link / "bin" / "lianjian-station" for link in ("current", "steady")]
    if not all(program.exists() for program in programs):
        raise Refused("The software is not in {path}: run install.sh of the bundle.", path=wanted.software)


def _bring_to_life(told: argparse.Namespace, wanted: installing.Wanted, held: Home | None) -> None:
    installing.run("systemd-sysusers", "/etc/sysusers.d/lianjian-station.conf")
    names = [f"lianjian-station-{name}.service" for name in ("sync", "web")]
    if held is not None and not held.database.is_symlink():
        installing.run("systemctl", "stop", *names)
    if told.trust:
        settings = Settings(
            wanted.hub, told.village, told.place, told.division, told.keeper, told.phone, told.hours
        )
        held = Home.create(wanted.home, settings, told.trust)
    assert held is not None  # noqa: S101 - for the type checker; asked for in _install
    installing.move_feed(wanted.home)
    Store(held.database).close()
    installing.run("systemd-tmpfiles", "--create", "/etc/tmpfiles.d/lianjian-station.conf")
    installing.run("systemctl", "daemon-reload")
    installing.run("udevadm", "control", "--reload")
    installing.run("systemctl", "enable", "--now", "lianjian-station-firewall.service")
    installing.run("systemctl", "reload", "lianjian-station-firewall.service")
    installing.run("systemctl", "enable", *names)
    installing.run("systemctl", "restart", *names)
    timers = [f"lianjian-station-{name}.timer" for name in installing.TIMERS]
    installing.run("systemctl", "enable", "--now", *timers)


def _advise(wanted: installing.Wanted) -> None:
    encrypted = installing.is_encrypted(wanted.home)
    if encrypted is None:
        print(say("Whether the disk is encrypted could not be found out: see that it is (LUKS)."))
    elif not encrypted:
        print(
            say(
                "The disk is not encrypted. What villagers ask is sealed all the same, but who asked when could be seen on a"
                " stolen disk: install Debian anew with encrypted LVM (LUKS) before the station opens."
            )
        )


def _uninstall(told: argparse.Namespace) -> int:
    planned = installing.plan(installing.Wanted(home=told.home))
    root = told.root or Path("/")
    if not told.root:
        if os.geteuid() != 0:
            raise Refused("Only root can do this: put sudo in front.")
        units = [f"lianjian-station-{name}.timer" for name in installing.TIMERS]
        units += [f"lianjian-station-{name}.service" for name in installing.SERVICES]
        for unit in units:
            if (installing.UNITS / unit).exists():
                installing.run("systemctl", "disable", "--now", unit)
    for path in installing.take_away(planned, root):
        print(say("taken away: {path}", path=path))
    if not told.root:
        installing.run("systemctl", "daemon-reload")
        installing.run("udevadm", "control", "--reload")
    print(
        say(
            "The data stays in {path}, the software in {software}.",
            path=told.home,
            software=installing.SOFTWARE,
        )
    )
    return 0
