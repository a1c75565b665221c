"""Publishes a release of the stations' software as the reserved organisation ``software`` of the signed feed."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

from lianjian.adapters.ferry.feed_writing import ServedFeed, own_feed, refusing
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed import software
from lianjian_feed.durable import write_file
from lianjian_feed.keys import KeyStore
from lianjian_feed.memory import RECORD, Memory
from lianjian_feed.refusals import Refused as FeedRefused

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_feed.publishing import Published
    from lianjian_feed.software import Release

INSTALL = """#!/bin/sh
# Puts this release on a Debian machine, then makes the machine a station; arguments go to lianjian-station install.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
place=/opt/lianjian-station
command -v nft >/dev/null && python3 -c 'import ensurepip, venv' || {{ echo 'apt install python3-venv nftables' >&2; exit 1; }}
mkdir -p "$place/versions"
python3 -m venv --clear "$place/versions/{version}"
"$place/versions/{version}/bin/python" -m pip install --quiet --no-index --no-deps --only-binary=:all: \\
  --find-links "$here/wheels" {requirements}
sync
touch "$place/versions/{version}/complete"
ln -sfn "versions/{version}" "$place/current"
ln -sfn "versions/{version}" "$place/steady"
exec "$place/current/bin/lianjian-station" install "$@"
"""


def publish_software(folder: Path, *, notes: dict[str, str], follows: str) -> tuple[Release, Published]:
    """Sign the wheels in ``folder`` as the newest release. Its version may not sink below what was published before."""
    with refusing(folder):
        wheels = {path.name: path.read_bytes() for path in sorted(folder.glob("*.whl"))}
        release, files = software.of_wheels(wheels, notes=notes, follows=follows)
    before = published()
    if before is not None and software.numbers(release.version) < software.numbers(before.version):
        raise Refused(
            gettext_noop("Release %(new)s is older than %(old)s, which the stations have been told of."),
            cure=gettext_noop("Give what is to replace it a higher version."),
            new=release.version,
            old=before.version,
        )
    signed = ServedFeed().write({software.ORGANISATION: files}, {software.ORGANISATION: software.NAME})
    return release, signed


def published() -> Release | None:
    """The release in the feed now."""
    from django.conf import settings  # noqa: PLC0415 - asked when it is needed

    keys = settings.HOME / "keys" / "feed"
    if not (keys / RECORD).exists():
        return None
    KeyStore.open(keys)
    memory = Memory(keys / RECORD)
    try:
        view = memory.view(memory.newest("snapshot")[0])
        entries = view[software.ORGANISATION].entries if software.ORGANISATION in view else ()
        name = f"{software.ORGANISATION}/{software.MANIFEST}"
        found = next((entry for entry in entries if entry.path == name), None)
        return software.Release.parse(memory.small(found.digest)) if found else None
    except FeedRefused:
        return None
    finally:
        memory.close()


def write_bundle(release: Release, folder: Path, target: Path) -> int:
    """A tar of wheels, the network's trust file and ``install.sh``: what a new station is set up from. Answers its bytes."""
    root = max((own_feed() / "metadata").glob("*.root.json"), key=lambda path: int(path.name.split(".")[0]))
    requirements = " ".join(sorted({wheel.requirement for wheel in release.wheels}))
    top = f"lianjian-station-{release.version}"
    script = INSTALL.format(version=release.version, requirements=requirements)
    out = io.BytesIO()
    with refusing(target), tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        _put(tar, f"{top}/install.sh", script.encode(), 0o755)
        _put(tar, f"{top}/root.json", root.read_bytes())
        for wheel in release.wheels:
            _put(tar, f"{top}/wheels/{wheel.file}", (folder / wheel.file).read_bytes())
    with refusing(target):
        write_file(target, out.getvalue())
    return len(out.getvalue())


def _put(tar: tarfile.TarFile, name: str, data: bytes, mode: int = 0o644) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), mode
    tar.addfile(entry, io.BytesIO(data))
