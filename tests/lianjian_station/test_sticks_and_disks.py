"""Hostile sticks, flipped bytes and full disks: the signed view stays, and an honest stick or some room heals the box at once."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path  # noqa: TC003 - parametrised functions are called by it
from random import Random
from typing import TYPE_CHECKING

import pytest

from lianjian_feed import packs
from lianjian_feed.refusals import Refused
from lianjian_station.store import Store
from tests.lianjian_feed.simulators import Hub, files, picture, story
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.strangers import command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PHOTO = bytes(range(256)) * 800
TEBIBYTE = 1 << 40
MOST_READ = 5_000_000  # bytes more than an honest import
MOST_MEMORY = 32 << 20


def _hub(home: Path) -> Hub:
    hub = Hub(home, now=datetime.now(UTC) - timedelta(hours=1))
    hub.publish(media=files(*[story(number) for number in range(1, 31)]))
    return hub


def _publish(hub: Hub) -> None:
    hub.now += timedelta(minutes=5)
    hub.publish(
        media=files(*[story(number) for number in range(2, 40)], story(1, body=(picture(PHOTO),)), p__x=PHOTO)
    )


# -- sticks


def _every(stick: Path, folder: str, ending: str = "") -> list[Path]:
    return [path for path in (stick / folder).iterdir() if path.name.endswith(ending)]


def _symlinked_files(stick: Path) -> None:
    for path in _every(stick, "packs", ".pack"):
        path.unlink()
        path.symlink_to("/etc/passwd")


def _symlinked_folder(stick: Path) -> None:
    (stick / "packs").rename(stick / "elsewhere")
    (stick / "packs").symlink_to(stick / "elsewhere")


def _looping_link(stick: Path) -> None:
    shutil.rmtree(stick / "metadata")
    (stick / "metadata").symlink_to(stick / "metadata")


def _pipes(stick: Path) -> None:
    for path in _every(stick, "packs", ".pack"):
        path.unlink()
        os.mkfifo(path)


def _piped_timestamp(stick: Path) -> None:
    (stick / "metadata/timestamp.json").unlink()
    os.mkfifo(stick / "metadata/timestamp.json")


def _folders_for_files(stick: Path) -> None:
    for path in _every(stick, "packs"):
        path.unlink()
        path.mkdir()


def _files_for_folders(stick: Path) -> None:
    shutil.rmtree(stick / "metadata")
    (stick / "metadata").write_bytes(b"{}")


def _sparse(*names: str) -> Callable[[Path], None]:
    def make(stick: Path) -> None:
        for folder, _, ending in (name.partition("/") for name in names):
            for path in _every(stick, folder, ending):
                with path.open("r+b") as file:
                    file.truncate(TEBIBYTE)

    return make


def _device(stick: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can put a device on a stick")
    for path in _every(stick, "packs", ".pack"):
        path.unlink()
        os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))  # /dev/zero: bytes without end


def _junk(stick: Path) -> None:
    for path in _every(stick, "packs", ".pack"):
        path.unlink()
    for number in range(10_000):
        (stick / "packs" / f"junk-{number}.pack").touch()
        (stick / "metadata" / f"{number + 3}.junk.json").touch()


@pytest.mark.costly
@pytest.mark.parametrize(
    "hostility",
    [
        *(_symlinked_files, _symlinked_folder, _looping_link, _pipes, _piped_timestamp, _folders_for_files),
        *(_files_for_folders, _device, _junk),
        pytest.param(_sparse("packs/.pack"), id="sparse packs"),
        pytest.param(_sparse("metadata/timestamp.json"), id="sparse timestamp"),
        pytest.param(_sparse("packs/", "metadata/"), id="sparse everything"),
    ],
)
def test_a_hostile_stick_is_refused_by_the_command(tmp_path: Path, hostility: Callable[[Path], None]) -> None:
    """Threat 16: refused in words, without waiting, without reading on and on; the honest stick after it works."""
    hub = _hub(tmp_path)
    box, other = Box.beside(hub), Box.beside(hub, "control")
    for each in (box, other):
        each.sync()
    before = box.seen()
    _publish(hub)
    stick, honest = tmp_path / "stick", tmp_path / "honest"
    for copy in (stick, honest):
        shutil.copytree(hub.feed, copy)
    hostility(stick)
    control = command(other, "ferry", "import", honest)
    assert control.code == 0
    ran = command(box, "ferry", "import", stick)
    assert ran.code == 1
    assert len(ran.said.splitlines()) == 1
    assert ran.read <= control.read + MOST_READ
    assert ran.peak <= control.peak + MOST_MEMORY
    assert box.seen() == before
    assert command(box, "ferry", "import", honest).code == 0
    assert box.seen() == other.seen() != before


# -- flipped bytes


@pytest.mark.slow
def test_two_thousand_broken_packs_never_show_another_view(tmp_path: Path) -> None:
    """Threat 1: 1,800 flips and 200 truncations of the one pack there is, each met by a whole synchronisation: the old view, or
    the very one that was meant."""
    hub = _hub(tmp_path)
    box = Box.beside(hub)
    box.sync()
    old = box.seen()
    hub.publish(media=files(*[story(number) for number in range(2, 34)]))
    saved = box.put_aside()
    fresh = Box.beside(hub, "fresh")
    fresh.sync()
    meant, random, refused = fresh.seen(), Random(17), 0
    pack = hub.feed / "packs/1-2.pack"
    good = pack.read_bytes()
    assert packs.open_first(good, *_held(box), limit=1 << 22)
    (hub.feed / "packs/0-2.pack").unlink()  # so that no other way leads there
    for number in range(2000):
        bad = bytearray(good)
        if number % 10:
            bad[random.randrange(len(bad))] ^= 1 << random.randrange(8)
        else:
            del bad[random.randrange(len(bad)) :]
        pack.write_bytes(bad)
        try:
            box.sync()
        except Refused:
            refused += 1
            assert box.seen() == old
        else:
            assert box.seen() == meant
            box.take_back(saved)
    assert refused > 1900
    pack.write_bytes(good)
    box.sync()
    assert box.seen() == meant


def _held(box: Box) -> tuple[dict, Callable[[str], bytes]]:  # type: ignore[type-arg] # a view
    store = Store(box.home.database)
    return store.view(), store.small


# -- full disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB of its own."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk, and not everywhere")
    yield place
    # lazily: whatever still holds a file there, no disk is left mounted for whoever sweeps the test's directory
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def _fill(place: Path, left: int) -> Path:
    filler = place / "filler"
    filler.write_bytes(bytes(max(0, shutil.disk_usage(place).free - left)))
    return filler


@pytest.mark.costly
@pytest.mark.parametrize("left", [0, 8, 64, 160, 320, 480, 640])
def test_a_disk_that_fills_up_keeps_the_view(tmp_path: Path, small_disk: Path, left: int) -> None:
    """With so many KiB left and no reserve kept, a real write fails in the midst of it all: said in words, the view kept, and
    with room made all is well. With the reserve kept, nothing is begun."""
    hub = _hub(tmp_path)
    box = Box.beside(hub)
    box.sync()
    before = box.seen()
    assert not (box.home.path / "feed.db-wal").exists()
    shutil.move(box.home.path, small_disk / "box")
    box = Box(hub, type(box.home)(small_disk / "box", box.home.settings))
    _publish(hub)
    fresh = Box.beside(hub, "fresh")
    fresh.sync()
    filler = _fill(small_disk, left << 10)
    kept = command(box, "sync")
    assert kept.code == 1
    assert len(kept.said.splitlines()) == 1
    assert box.condition.edition == 1  # the pages still open, also with no byte left
    ran = command(box, "sync", reserve=-TEBIBYTE)
    assert ran.code == 0 or len(ran.said.splitlines()) == 1
    filler.unlink()
    assert box.seen() in (before, fresh.seen())
    assert command(box, "sync").code == 0
    assert box.seen() == fresh.seen()
