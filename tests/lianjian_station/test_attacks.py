"""Attacks on the real command, one test each: the signed view stays, few bytes are read, little memory is taken, it ends by
itself, and one synchronisation with an honest hub brings everything."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.schemes import digest
from tests.lianjian_feed.simulators import Hub, files, numbered, picture, story, swap
from tests.lianjian_station.boxes import Box, Manners, served
from tests.lianjian_station.strangers import Thief, Tree, bomb, command, forged_word, online_thief, wrapped

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.server, pytest.mark.enable_socket, pytest.mark.costly]
PHOTO = bytes(range(256)) * 800
MOST_READ = 5_000_000  # bytes
MOST_MEMORY = 32 << 20  # bytes more than an honest idle poll takes
LISTED = {"targets": 1, "org-media": 1, "org-county": 1}
END = 2**31 - 2


@dataclass
class Scene:
    """A hub and a box that holds its first edition; ``idle``: the memory an honest synchronisation takes."""

    hub: Hub
    box: Box
    old: dict[str, str]
    tree: Tree  # of the first edition
    idle: int

    def publish(self) -> Tree:
        """The second edition, with a picture, as an honest mirror has it."""
        self.hub.now += timedelta(minutes=5)
        self.hub.publish(
            media=files(
                *[story(number) for number in range(2, 33)], story(1, body=(picture(PHOTO),)), p__x=PHOTO
            )
        )
        return self.hub.tree()

    def suffer(
        self, tree: Tree, manners: Manners | None = None, *, days: float = 0, refused: bool = True
    ) -> None:
        """Synchronise with a hostile server: within bounds, and what is shown is what was signed, old or new."""
        manners = manners or Manners()
        with served(tree.get, manners) as url:
            ran = command(self.box, "sync", "--hub", url, days=days)
        assert ran.code == (1 if refused else 0), ran
        assert bool(ran.said) == refused  # in words, on one line
        assert "\n" not in ran.said
        assert manners.sent <= MOST_READ
        assert ran.peak <= self.idle + MOST_MEMORY
        assert self.box.seen() in (self.old, self.meant())

    def meant(self) -> dict[str, str]:
        """The newest edition as an untouched box sees it."""
        fresh = Box.beside(self.hub, f"fresh-{len(list(self.hub.home.iterdir()))}")
        fresh.sync()
        return fresh.seen()

    def recover(self) -> None:
        """One synchronisation with the honest hub brings the newest edition, whole."""
        ran = command(self.box, "sync", "--hub", self.hub.feed)
        assert (ran.code, ran.told.get("faults")) == (0, []), ran
        assert self.box.seen() == self.meant()
        for name in self.box.seen().values():
            if name == digest(PHOTO):
                assert self.box.home.large(name).read_bytes() == PHOTO


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    hub = Hub(tmp_path, now=datetime.now(UTC) - timedelta(hours=1))
    hub.publish(media=files(*[story(number) for number in range(1, 31)]), county=files(story(3)))
    box = Box.beside(hub)
    ran = command(box, "sync")
    assert ran.code == 0, ran
    return Scene(hub, box, box.seen(), hub.tree(), ran.peak)


# -- with the mirror alone


@pytest.mark.parametrize(
    "pack",
    [b"", b"LJP1", bytes(20_000), wrapped({}), wrapped({"media": [[], []]})],
    ids=["empty", "short", "zeros", "nothing", "another"],
)
def test_forged_packs(scene: Scene, pack: bytes) -> None:
    """Threat 1: whatever lies where the packs should be."""
    tree = scene.publish()
    scene.suffer({name: pack if name.endswith(".pack") else data for name, data in tree.items()})
    scene.recover()


def test_truncated_packs(scene: Scene) -> None:
    """Threat 1: packs that end too early."""
    tree = scene.publish()
    scene.suffer({name: data[:-9] if name.endswith(".pack") else data for name, data in tree.items()})
    scene.recover()


@pytest.mark.parametrize("lost", ["", "DELETE FROM trusted", "UPDATE trusted SET data = zeroblob(99)"])
def test_rollback(scene: Scene, lost: str) -> None:
    """Threats 2 and 3: the whole mirror of yesterday; also to a box that lost its signed files, or has zeros in their place."""
    scene.publish()
    scene.recover()
    scene.old = scene.box.seen()
    with sqlite3.connect(scene.box.home.database) as db:
        db.execute(lost)
    db.close()
    scene.suffer(scene.tree)
    scene.recover()


@pytest.mark.parametrize("role", ["snapshot", "targets", "org-media"])
def test_mix_and_match(scene: Scene, role: str) -> None:
    """Threat 4: an old file of a role under the new one's name."""
    scene.hub.publisher.rotate("org-media")
    tree = scene.publish()
    newest = numbered(tree, role)
    scene.suffer(swap(tree, role, newest - 1, newest))
    scene.recover()


def test_freeze(scene: Scene) -> None:
    """Threat 5: a mirror that stops the clock is noticed when the timestamp runs out; the content stays, marked."""
    scene.suffer(scene.tree, days=740)
    assert command(scene.box, "status", days=740).told["stale"]
    scene.publish()
    scene.recover()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "metadata/timestamp.json",
            "metadata/2.root.json",
            "metadata/2.snapshot.json",
            "metadata/2.targets.json",
        ),
        *("metadata/2.org-media.json", "packs/index.json", "packs/", "blobs/"),
    ],
)
def test_endless(scene: Scene, name: str) -> None:
    """Threat 10: bytes without end, under each name that is asked for."""
    scene.hub.publisher.rotate("org-media")  # so that there are new targets too
    tree = scene.publish()
    if name == "metadata/2.root.json":
        tree = {name: b"{}"} | tree
    scene.suffer(tree, Manners(only=name, endless=True), refused=name != "packs/index.json")
    scene.recover()


@pytest.mark.parametrize("declared", [True, False])
def test_bomb(scene: Scene, declared: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Threat 11: a pack that would unfold to a gigabyte."""
    pack = bomb(is_declared=declared)
    tree = scene.publish()
    scene.suffer({name: pack if name.endswith(".pack") else data for name, data in tree.items()})
    scene.recover()


@pytest.mark.parametrize("name", ["metadata/timestamp.json", "metadata/2.snapshot.json", "packs/", "blobs/"])
@pytest.mark.parametrize("part", ["head", "body"])
def test_slow_drip(scene: Scene, name: str, part: str) -> None:
    """Threat 12: a byte now and then, of the head or of the body."""
    scene.suffer(scene.publish(), Manners(only=name, drip=part == "head", trickle=part == "body"))
    scene.recover()


@pytest.mark.parametrize("ranges", [True, False])
@pytest.mark.parametrize(
    ("name", "cut"), [("metadata/", 100), ("packs/", 30), ("blobs/", 900), ("blobs/", 5000)]
)
def test_cut_for_ever(scene: Scene, name: str, cut: int, ranges: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Threats 12 and 15: a server that always cuts: no attempt without end. One that goes on where it was cut, in pieces that are
    worth it, does deliver."""
    tree = scene.publish()
    scene.suffer(tree, Manners(only=name, cut=cut, ranges=ranges), refused=not (ranges and cut > 1024))
    scene.recover()


@pytest.mark.parametrize(
    "manners", [Manners(body=b"<html>please log in</html>"), Manners(status=302), Manners(status=511)]
)
def test_captive_portal(scene: Scene, manners: Manners) -> None:
    """Threat 13: a login page under every name."""
    scene.suffer(scene.publish(), manners)
    scene.recover()


@pytest.mark.parametrize(
    "missing", ["metadata/2.snapshot.json", "metadata/2.org-media.json", "packs/", "blobs/"]
)
def test_lag(scene: Scene, missing: str) -> None:
    """Threat 14: the new timestamp is there and something that it leads to is not."""
    tree = scene.publish()
    scene.suffer({name: data for name, data in tree.items() if not name.startswith(missing)})
    scene.recover()


@pytest.mark.parametrize(
    "path",
    ["media/../county/stories/3.json", "county/stories/3.json", "media/a\0b", "/etc/passwd", "media/~/x"],
    ids=["dots", "another", "nul", "root", "tilde"],
)
def test_path_tricks(scene: Scene, path: str) -> None:
    """Threat 17: a pack that names a path outside its room, or one that a file system would misread."""
    tree = scene.publish()
    pack = wrapped({"media": [[[path, 1]], []]}, bytes.fromhex(digest(b"x")), b"x")
    scene.suffer({name: pack if name.endswith(".pack") else data for name, data in tree.items()})
    scene.recover()


@pytest.mark.parametrize("days", [-20_000, -1, 1])
def test_wrong_clock(scene: Scene, days: float) -> None:
    """Threat 21: with a clock of 1972, of yesterday or of tomorrow an honest edition is taken in all the same; a box that is
    behind says so, and an old mirror does not pass for a fresh one."""
    tree = scene.publish()
    scene.suffer(tree, days=days, refused=False)
    told = command(scene.box, "status", days=days).told
    assert (told["version"], told["stale"], bool(told["faults"])) == (2, False, days < 0)
    scene.suffer(scene.tree, days=days)
    scene.recover()


def test_clock_far_ahead(scene: Scene) -> None:
    """Threat 21: a clock that is years ahead holds updates up and marks what is there; it deletes nothing."""
    scene.suffer(scene.publish(), days=4000)
    assert scene.box.seen() == scene.old
    scene.recover()


# -- with stolen keys


@pytest.mark.parametrize("what", ["lowered", "dropped", "forged"])
def test_stolen_online_keys(scene: Scene, what: str) -> None:
    """Threat 6: the keys of timestamp and snapshot lower, drop or forge no organisation."""
    scene.publish()
    scene.recover()
    scene.old = scene.box.seen()
    tree = scene.hub.tree()
    versions = LISTED | {"org-media": 2}
    if what == "lowered":
        versions["org-media"] = 1
    elif what == "dropped":
        del versions["org-media"]
    else:
        thief = Thief(scene.hub, "timestamp", "snapshot")
        word, pack = forged_word(scene.hub, thief, "media", "media/stories/1.json", b"{}")
        tree |= {"metadata/9.org-media.json": word, "packs/2-3.pack": pack, "packs/0-3.pack": pack}
        versions["org-media"] = 9
    scene.suffer(online_thief(scene.hub, tree, versions, 3))
    scene.hub.now += timedelta(minutes=5)
    scene.hub.publisher.rotate("timestamp")  # the thief's numbers end with his keys
    scene.hub.publisher.rotate("snapshot")
    scene.publish()
    scene.recover()


def test_fast_forward(scene: Scene) -> None:
    """Threat 7: numbers driven to their end lock nobody out once the keys are others."""
    scene.suffer(online_thief(scene.hub, scene.tree, dict.fromkeys(LISTED, END), END))
    scene.hub.publisher.rotate("timestamp")
    scene.hub.publisher.rotate("snapshot")
    scene.publish()
    scene.recover()


@pytest.mark.parametrize("whose", ["county/stories/3.json", "media/../county/stories/3.json"])
def test_stolen_organisation_key(scene: Scene, whose: str) -> None:
    """Threat 8: an organisation's key, with the online keys beside it, changes no byte of another organisation."""
    thief = Thief(scene.hub, "org-media")
    word, pack = forged_word(scene.hub, thief, "media", whose, b"{}")
    tree = scene.tree | {"metadata/9.org-media.json": word, "packs/1-2.pack": pack, "packs/0-2.pack": pack}
    scene.suffer(online_thief(scene.hub, tree, LISTED | {"org-media": 9}, 2))
    assert scene.box.seen() == scene.old


def test_revoked_organisation_key(scene: Scene) -> None:
    """Threat 8: once changed, the stolen key has no effect, whatever the stolen online keys list."""
    loot = scene.hub.keys.keys("org-media")
    scene.hub.publisher.rotate("org-media")
    scene.publish()
    scene.recover()
    scene.old = scene.box.seen()
    word, pack = forged_word(scene.hub, Thief(scene.hub, loot=loot), "media", "media/stories/1.json", b"{}")
    tree = scene.hub.tree() | {
        "metadata/9.org-media.json": word,
        "packs/2-3.pack": pack,
        "packs/0-3.pack": pack,
    }
    scene.suffer(online_thief(scene.hub, tree, LISTED | {"targets": 2, "org-media": 9}, 3))
    assert scene.box.seen() == scene.old
