"""A real station against whoever stole keys (rows 6 to 9 of the threats, figures X3 and X4)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tuf.api.metadata import Metadata

from lianjian_feed import layout, packs, signing
from lianjian_feed.catalogue import Catalogue, Entry
from lianjian_feed.durable import make_directory
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from tests.lianjian_feed.holding import Person, changing, hand_over, people, signed
from tests.lianjian_feed.simulators import Hub, files, numbered, story
from tests.lianjian_station.boxes import Box

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_feed.keys import RoleKey

pytestmark = pytest.mark.costly
END = 2**31 - 1


@dataclass
class HeldHub(Hub):
    """A hub whose root three people hold."""

    holders: list[Person] = field(default_factory=lambda: people(3))


@pytest.fixture
def hub(tmp_path: Path) -> HeldHub:
    """Two organisations, and the ceremony done."""
    hub = HeldHub(tmp_path)
    hub.publish(media=files(story(1)), county=files(story(2)))
    hand_over(hub, hub.holders, 2)
    hub.publish(media=files(story(1), story(3)))
    return hub


@pytest.fixture
def box(hub: Hub) -> Box:
    """A station that is up to date."""
    box = Box.beside(hub)
    box.sync()
    return box


@dataclass
class Thief:
    """Whoever copied keys from the hub, and runs a mirror. ``loot``: the keys by role."""

    hub: Hub
    loot: dict[str, list[RoleKey]]

    @classmethod
    def of(cls, hub: Hub, *roles: str) -> Thief:
        return cls(hub, {role: hub.keys.keys(role) for role in roles})

    def mirror(
        self,
        edition: int,
        words: dict[str, bytes],
        versions: dict[str, int],
        view: dict[str, Catalogue] | None = None,
        small: dict[str, bytes] | None = None,
    ) -> Path:
        """The hub's feed with these words of roles, and a snapshot and a timestamp over them."""
        place = self.hub.home / f"mirror-{edition}"
        shutil.copytree(self.hub.feed, place, dirs_exist_ok=True)
        until = self.hub.now + timedelta(days=20)
        tree = self.hub.tree()
        listed = {
            role: numbered(tree, role)
            for role in ("targets", "org-media", "org-county")
            if role not in versions
        }
        snapshot = self._sign("snapshot", signing.sign_snapshot, edition, until, {**listed, **versions})
        stamp = self._sign(
            "timestamp", signing.sign_timestamp, END, self.hub.now, until, snapshot=snapshot, edition=edition
        )
        for name, data in {
            **words,
            layout.metadata("snapshot", edition): snapshot,
            layout.TIMESTAMP: stamp,
        }.items():
            (place / name).write_bytes(data)
        if view is not None:
            for number, data in enumerate(packs.build({}, view, (small or {}).__getitem__)):
                (place / layout.pack(0, edition, number)).write_bytes(data)
        return place

    def _sign(self, role: str, how, *told, **more) -> bytes:
        """Use the functions of the hub, with the loot for keys."""
        return how(_Loot(self.loot.get(role, [])), *told, **more)

    def word(self, organisation: str, by: str, version: int, catalogue: Catalogue) -> bytes:
        until = self.hub.now + timedelta(days=90)
        word = signing.word_of(organisation, version, until, catalogue.claim())
        return signing.signed(word, self.loot[by])


class _Loot:
    def __init__(self, held: list[RoleKey]) -> None:
        self.held = held

    def keys(self, _role: str) -> list[RoleKey]:
        return self.held


def forged(organisation: str, text: bytes = b"forged") -> tuple[Catalogue, dict[str, bytes]]:
    """A catalogue of one file of the thief's."""
    path = f"{organisation}/notices/1.json"
    return Catalogue.of(organisation, [Entry(path, len(text), digest(text))]), {digest(text): text}


def of(box: Box, organisation: str) -> dict[str, str]:
    """What readers see of one organisation."""
    return {path: found for path, found in box.seen().items() if path.startswith(f"{organisation}/")}


def wipe(box: Box, how: str) -> None:
    """What a power cut or a hand does to the cached files; the floors lie in another table."""
    with closing(sqlite3.connect(box.home.database)) as db, db:
        db.execute(
            {"deleted": "DELETE FROM trusted", "emptied": "UPDATE trusted SET data = x''"}.get(how, how)
        )


@pytest.mark.parametrize("how", ["deleted", "emptied", "UPDATE trusted SET data = zeroblob(length(data))"])
def test_a_zeroed_cache_accepts_no_older_mirror(hub: HeldHub, box: Box, how: str) -> None:
    """X3: the older tree is refused, nothing changes, and one honest synchronisation recovers."""
    old = hub.home / "old"
    shutil.copytree(hub.feed, old)
    hub.wait(hours=1)
    hub.publish(media=files(story(8)))
    box.sync()
    before = box.seen()
    wipe(box, how)
    with pytest.raises(Refused, match="older than"):
        box.sync(old)
    assert box.seen() == before
    box.sync()
    assert (box.seen(), box.condition.faults) == (before, ())


@pytest.mark.parametrize("signers", [[0], [2], []])
def test_a_root_that_too_few_signed_is_refused(hub: HeldHub, box: Box, signers: list[int]) -> None:
    """A thief with one holder's stick, and everything on the hub, cannot change who is believed."""
    own = people(1)[0]
    proposal = changing(hub).propose(add=[own.holder], threshold=1, rotate=["timestamp"])
    proposal = signed(proposal, own, *(hub.holders[number] for number in signers))
    mirror = hub.home / "mirror"
    shutil.copytree(hub.feed, mirror)
    (mirror / layout.metadata("root", 3)).write_bytes(proposal.signed)
    before = box.seen()
    with pytest.raises(Refused, match=f"root carries {len(signers)} valid signatures of 2"):
        box.sync(mirror)
    assert box.seen() == before
    box.sync()


def test_a_fast_forward_of_the_online_keys_is_healed_in_one_sync(hub: HeldHub, box: Box) -> None:
    """X3, row 7: every online role at 2^31-1, believed by the station; holders sign new keys, and it follows."""
    thief = Thief.of(hub, "timestamp", "snapshot", "targets")
    held: Metadata = Metadata.from_bytes(
        hub.tree()[layout.metadata("targets", numbered(hub.tree(), "targets"))]
    )
    held.signed.version, held.signatures = END, {}
    words = {layout.metadata("targets", END): signing.signed(held, thief.loot["targets"])}
    box.sync(thief.mirror(END, words, {"targets": END}))
    assert box.seen()["edition"] == str(END)

    hub.publish(media=files(story(5)))
    with pytest.raises(Refused, match="older than 2147483647"):
        box.sync()
    proposal = changing(hub).propose(rotate=["timestamp", "snapshot", "targets"], why="stolen")
    changing(hub).apply([signed(proposal, *hub.holders[1:])])
    published = hub.publish(media=files(story(5), story(6)))
    box.sync()
    assert box.seen()["edition"] == str(published.version)
    assert "media/stories/6.json" in box.seen()
    with pytest.raises(Refused, match="timestamp carries 0 valid signatures of 1"):
        box.sync(hub.home / f"mirror-{END}")


def test_a_fast_forward_of_an_organisation_is_healed_in_one_sync(hub: HeldHub, box: Box) -> None:
    """Risk 11: with the organisation's key and the online ones; both are changed, the list gets no new key."""
    thief = Thief.of(hub, "timestamp", "snapshot", "org-media")
    catalogue, small = forged("media")
    words = {layout.metadata("org-media", END): thief.word("media", "org-media", END, catalogue)}
    county = of(box, "county")
    view = {"media": catalogue, "county": hub_view(hub)["county"]}
    small |= {digest(data): data for data in hub.contents["county"].values()}
    box.sync(thief.mirror(50, words, {"org-media": END}, view, small))
    assert list(of(box, "media")) == ["media/notices/1.json"]
    assert of(box, "county") == county

    changing(hub).rotate("org-media")
    proposal = changing(hub).propose(rotate=["timestamp", "snapshot"], why="stolen")
    changing(hub).apply([signed(proposal, *hub.holders[:2])])
    hub.publish(media=files(story(5)))
    box.sync()
    assert list(of(box, "media")) == ["media/stories/5.json"]


def hub_view(hub: Hub) -> dict[str, Catalogue]:
    """The catalogues of what the hub publishes."""
    return {
        name: Catalogue.of(
            name, [Entry(f"{name}/{p}", len(data), digest(data)) for p, data in content.items()]
        )
        for name, content in hub.contents.items()
    }


@pytest.mark.parametrize(
    "way", ["its word for the other", "the other's word with its key", "the other's file in a pack"]
)
def test_one_organisations_key_changes_no_byte_of_another(hub: HeldHub, box: Box, way: str) -> None:
    """X4, row 8: also for a thief who has timestamp and snapshot besides."""
    thief = Thief.of(hub, "timestamp", "snapshot", "org-media")
    before = of(box, "county")
    catalogue, small = forged("county")
    own, more = forged("media")
    version = numbered(hub.tree(), "org-media") + 1
    if way == "its word for the other":
        words = {layout.metadata("org-media", version): thief.word("county", "org-media", version, catalogue)}
        mirror = thief.mirror(60, words, {"org-media": version})
    elif way == "the other's word with its key":
        words = {layout.metadata("org-county", 2): thief.word("county", "org-media", 2, catalogue)}
        mirror = thief.mirror(60, words, {"org-county": 2})
    else:
        words = {layout.metadata("org-media", version): thief.word("media", "org-media", version, own)}
        mirror = thief.mirror(
            60, words, {"org-media": version}, {"media": own, "county": catalogue}, small | more
        )
    with pytest.raises(Refused):
        box.sync(mirror)
    assert of(box, "county") == before


def test_a_revoked_key_of_an_organisation_has_no_effect_after_one_refresh(hub: HeldHub, box: Box) -> None:
    """X4: whoever stole it and the online keys is refused as soon as the station has seen the new list."""
    thief = Thief.of(hub, "timestamp", "snapshot", "org-media")
    changing(hub).rotate("org-media")
    hub.publish()
    box.sync()
    before = box.seen()
    catalogue, small = forged("media")
    version = numbered(hub.tree(), "org-media") + 1
    words = {layout.metadata("org-media", version): thief.word("media", "org-media", version, catalogue)}
    with pytest.raises(Refused, match="org-media carries 0 valid signatures of 1"):
        box.sync(thief.mirror(70, words, {"org-media": version}, {"media": catalogue}, small))
    assert box.seen() == before


def test_an_organisation_taken_from_the_list_is_gone_after_one_refresh(hub: HeldHub, box: Box) -> None:
    """Its own people lost the key: its content goes, the others' stays, and its word means nothing."""
    one = Person.named("站长")
    changing(hub).apply([signed(changing(hub).entrust("media", [one.holder], 1), one)])
    hub.publish()
    box.sync()
    changing(hub).drop("media")
    hub.publish()
    box.sync()
    assert of(box, "media") == {}
    assert of(box, "county") != {}


def test_an_organisation_that_signs_no_more_is_marked_and_stops_nobody(hub: HeldHub, box: Box) -> None:
    """Its key is lost and its signature runs out: its stories stay and are said to be old, the others' go on."""
    for path in hub.keys.path.glob("org-media.*.key"):
        path.unlink()
    for day in range(20):
        hub.wait(days=10)
        hub.publish(county=files(story(100 + day)))
    for one in (box, Box.beside(hub, "fresh")):
        one.sync()
        assert "media/stories/3.json" in one.seen()
        assert "county/stories/119.json" in one.seen()
        assert [str(fault) for fault in one.condition.faults] == [
            "乡村联建媒体中心 signs no more; what is shown of it may be out of date."
        ]


def test_stolen_online_keys_neither_forge_nor_drop_an_organisation(hub: HeldHub, box: Box) -> None:
    """Row 6: without an organisation's key its word is only ever what it signed last."""
    thief = Thief.of(hub, "timestamp", "snapshot")
    before = box.seen()
    catalogue, _ = forged("media")
    version = numbered(hub.tree(), "org-media") + 1
    words = {layout.metadata("org-media", version): thief.word("media", "snapshot", version, catalogue)}
    for edition, told, listed in (
        (80, words, {"org-media": version}),
        (81, {}, {"org-media": 1}),
    ):
        with pytest.raises(Refused):
            box.sync(thief.mirror(edition, told, listed))
    assert box.seen() == before


def test_where_the_threshold_is_lost_only_a_visit_helps(hub: HeldHub, box: Box, tmp_path: Path) -> None:
    """Row 9: one holder of two can change nothing; publishing goes on; a station set up anew follows a new network."""
    last = hub.holders[0]
    proposal = signed(changing(hub).propose(rotate=["timestamp"]), last)
    with pytest.raises(Refused, match="1 of 2 signatures are there for the root in force"):
        changing(hub).apply([proposal])
    hub.wait(days=100)
    hub.publish(media=files(story(9)))
    box.sync()
    make_directory(tmp_path / "new")
    other = Hub(tmp_path / "new", now=hub.now)
    hand_over_new(other)
    with pytest.raises(Refused):
        box.sync(other.feed)
    assert "media/stories/9.json" in box.seen()
    visited = Box.beside(other)
    visited.sync()
    assert "media/stories/9.json" in visited.seen()


def hand_over_new(hub: Hub) -> None:
    hub.publish(media=files(story(9)))
    hand_over(hub, people(3), 2)
    hub.publish()
