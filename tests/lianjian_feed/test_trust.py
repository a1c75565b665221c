"""The trusted core against an attacker who holds the mirror, and then some of the keys."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from tuf.api.metadata import Metadata

from lianjian_feed import layout, signing
from lianjian_feed.catalogue import Claim
from lianjian_feed.keys import KeyStore, RoleKey
from lianjian_feed.refusals import Expired, Refused, Unreachable
from lianjian_feed.trust import Trusted
from tests.lianjian_feed.simulators import START, Hub, Reader, files, numbered, story, swap

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub with two organisations and one edition."""
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)), village_7=files(story(2)))
    return hub


@pytest.fixture
def reader(hub: Hub) -> Reader:
    """A reader that has seen edition 1."""
    reader = Reader(hub.first_root)
    reader.refresh(hub.tree(), hub.now)
    return reader


def test_an_honest_feed_is_believed(hub: Hub, reader: Reader) -> None:
    """A reader follows from edition to edition and knows who signed what."""
    hub.wait(hours=5)
    hub.publish(media=files(story(1), story(3)))
    edition = reader.refresh(hub.tree(), hub.now)
    assert edition.number == 2
    assert edition.issued == START + timedelta(hours=5)
    assert {name: told.version for name, told in edition.told.items()} == {"media": 2, "village-7": 1}
    assert edition.told["media"].name == "乡村联建媒体中心"
    assert edition.told["media"].claim.entries == 2


def test_an_idle_refresh_asks_for_two_files(hub: Hub, reader: Reader) -> None:
    """Where nothing changed, only the next root and the timestamp are asked for."""
    reader.asked.clear()
    reader.refresh(hub.tree(), hub.now)
    assert reader.asked == ["metadata/2.root.json", "metadata/timestamp.json"]


def test_the_older_mirror_is_refused(hub: Hub, reader: Reader) -> None:
    """Rolling back the whole tree is seen, also by a reader whose cached files were lost."""
    old = hub.tree()
    hub.wait(hours=1)
    hub.publish(media=files(story(9)))
    reader.refresh(hub.tree(), hub.now)
    with pytest.raises(Refused, match="older than"):
        reader.refresh(old, hub.now)
    reader.kept.clear()
    with pytest.raises(Refused, match="older than"):
        reader.refresh(old, hub.now)
    assert reader.refresh(hub.tree(), hub.now).number == 2


def test_old_roots_do_not_pass_for_new_ones(hub: Hub, reader: Reader) -> None:
    """A reader that lost its root file and starts from the shipped one cannot be held at an older root."""
    first = hub.first_root
    old = hub.tree()
    hub.publisher.rotate("timestamp")
    hub.publish()
    reader.refresh(hub.tree(), hub.now)
    reader.root = first
    with pytest.raises(Refused, match="root is version 1, older than 2"):
        reader.refresh(old, hub.now)


@pytest.mark.parametrize("role", ["snapshot", "targets", "org-media"])
def test_mix_and_match_is_refused(hub: Hub, reader: Reader, role: str) -> None:
    """An old file of a role under a new version's name is not taken."""
    hub.publisher.rotate("org-media")  # makes a new targets version too
    hub.publish(media=files(story(4)))
    tree = hub.tree()
    newest = numbered(tree, role)
    with pytest.raises(Refused):
        reader.refresh(swap(tree, role, newest - 1, newest), hub.now)
    assert reader.refresh(tree, hub.now).number == 2


def test_a_frozen_mirror_is_noticed(hub: Hub, reader: Reader) -> None:
    """A mirror that stops the clock runs out after the timestamp's week."""
    frozen = hub.tree()
    reader.refresh(frozen, hub.now + timedelta(days=6))
    with pytest.raises(Expired, match="timestamp ran out on 2026-11-08"):
        reader.refresh(frozen, hub.now + timedelta(days=8))


def test_stale_content_needs_a_person(hub: Hub, reader: Reader) -> None:
    """From a stick, a person may accept what is past its date: newer than held, never older."""
    old = hub.tree()
    hub.publish(media=files(story(5)))
    late = hub.now + timedelta(days=400)
    with pytest.raises(Expired):
        reader.refresh(hub.tree(), late)
    assert reader.refresh(hub.tree(), late, accept_expired=True).number == 2
    with pytest.raises(Refused, match="older than"):
        reader.refresh(old, late, accept_expired=True)


@pytest.mark.parametrize(
    "name", ["metadata/timestamp.json", "metadata/2.snapshot.json", "metadata/2.org-media.json"]
)
def test_a_changed_byte_is_refused_or_says_the_same(hub: Hub, reader: Reader, name: str) -> None:
    """At every offset of a signed file, one flipped bit gives a refusal or the very same word."""
    hub.publish(media=files(story(6)))
    tree = hub.tree()
    random = Random(1)
    honest = Reader(reader.root, dict(reader.floors), dict(reader.kept)).refresh(tree, hub.now)
    refused = 0
    for at in range(len(tree[name])):
        bad = bytearray(tree[name])
        bad[at] ^= 1 << random.randrange(8)
        probe = Reader(reader.root, dict(reader.floors), dict(reader.kept))
        try:
            found = probe.refresh(tree | {name: bytes(bad)}, hub.now)
        except Refused:
            refused += 1
        else:
            assert found.told == honest.told
    assert refused > 0.9 * len(tree[name])


@pytest.mark.parametrize("page", [b"<html>login</html>", b"", b"   "])
def test_a_login_page_is_no_alarm(hub: Hub, reader: Reader, page: bytes) -> None:
    """A captive portal's 200 is an unreachable hub, not an attack."""
    with pytest.raises(Unreachable):
        reader.refresh(hub.tree() | {layout.TIMESTAMP: page}, hub.now)


@pytest.mark.parametrize(
    "junk", [b"{}", b"[]", b'{"signed":1,"signatures":[]}', b"{" * 9999, b"\x00" * 16000, b"null"]
)
@pytest.mark.parametrize(
    "name", ["metadata/2.root.json", "metadata/timestamp.json", "metadata/2.snapshot.json"]
)
def test_junk_is_refused_by_name(hub: Hub, reader: Reader, name: str, junk: bytes) -> None:
    """No parser fed by a stranger escapes with a traceback."""
    hub.publish(media=files(story(6)))
    with pytest.raises(Refused):
        reader.refresh(hub.tree() | {name: junk}, hub.now)


def _online_thief(
    hub: Hub, tree: dict[str, bytes], versions: dict[str, int], edition: int
) -> dict[str, bytes]:
    """What whoever stole the timestamp and snapshot keys can make of a tree."""
    until = hub.now + timedelta(days=20)
    snapshot = signing.sign_snapshot(hub.keys, edition, until, versions)
    stamp = signing.sign_timestamp(hub.keys, edition + 50, hub.now, until, snapshot=snapshot, edition=edition)
    return tree | {layout.TIMESTAMP: stamp, layout.metadata("snapshot", edition): snapshot}


def test_stolen_online_keys_cannot_speak_for_an_organisation(hub: Hub, reader: Reader) -> None:
    """Forging, lowering or dropping an organisation's role needs keys the thief does not have."""
    hub.publish(media=files(story(1), story(8)))
    reader.refresh(hub.tree(), hub.now)
    versions = {"targets": 1, "org-media": 2, "org-village-7": 1}
    lowered = _online_thief(hub, hub.tree(), versions | {"org-media": 1}, 3)
    with pytest.raises(Refused, match="org-media is version 1, older than 2"):
        reader.refresh(lowered, hub.now)
    dropped = _online_thief(hub, hub.tree(), {"targets": 1, "org-village-7": 1}, 4)
    with pytest.raises(Refused, match="org-media was listed before and is missing now"):
        reader.refresh(dropped, hub.now)
    claim = Claim(1, "0" * 64, 1, 1, 1, "0" * 64)
    other = signing.sign_organisation(
        _Stolen(hub, "snapshot"), "media", 3, hub.now + timedelta(days=9), claim
    )
    forged = _online_thief(
        hub, hub.tree() | {"metadata/3.org-media.json": other}, versions | {"org-media": 3}, 5
    )
    with pytest.raises(Refused, match="org-media carries 0 valid signatures of 1"):
        reader.refresh(forged, hub.now)


class _Stolen(KeyStore):
    """A key store in which the thief has one role's keys and uses them for every role."""

    def __init__(self, hub: Hub, role: str) -> None:
        super().__init__(hub.keys.path, 1)
        self.loot = hub.keys.keys(role)

    def keys(self, role: str) -> list[RoleKey]:  # noqa: ARG002 - whatever is asked for
        return self.loot


def test_fast_forward_is_healed_by_new_keys(hub: Hub, reader: Reader) -> None:
    """Versions driven to the end of the range by a thief lock nobody out once the keys are changed."""
    end = 2**31 - 2
    thief = _online_thief(hub, hub.tree(), {"targets": end, "org-media": end, "org-village-7": end}, end)
    with pytest.raises(
        Unreachable
    ):  # the thief has no targets of that version; the floors are up all the same
        reader.refresh(thief, hub.now)
    hub.publish(media=files(story(11)))
    with pytest.raises(Refused, match="older than"):
        reader.refresh(hub.tree(), hub.now)
    hub.publisher.rotate("timestamp")
    hub.publisher.rotate("snapshot")
    hub.publish(media=files(story(12)))
    assert reader.refresh(hub.tree(), hub.now).told["media"].version == 3


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "root", "org-media"])
def test_every_key_can_be_changed(hub: Hub, reader: Reader, role: str) -> None:
    """A reader follows a change of any key, and the old key signs nothing any more."""
    before = hub.tree()
    hub.publisher.rotate(role)
    hub.wait(minutes=1)
    hub.publish(media=files(story(13)))
    tree = hub.tree()
    assert reader.refresh(tree, hub.now).number == 2
    stale = {name: data for name, data in before.items() if name == layout.TIMESTAMP or "org-media" in name}
    with pytest.raises(Refused):
        reader.refresh(tree | stale, hub.now)


def test_a_revoked_organisation_key_has_no_effect_even_with_stolen_online_keys(
    hub: Hub, reader: Reader
) -> None:
    """After its key is changed, what the old key signs is refused whatever the snapshot lists."""
    old = hub.keys.keys("org-media")
    hub.publisher.rotate("org-media")
    hub.publish(media=files(story(14)))
    reader.refresh(hub.tree(), hub.now)
    owner = _Stolen(hub, "org-media")
    owner.loot = old
    word = signing.sign_organisation(
        owner, "media", 3, START + timedelta(days=9), Claim(1, "0" * 64, 1, 1, 1, "0" * 64)
    )
    tree = hub.tree() | {"metadata/3.org-media.json": word}
    with pytest.raises(Refused, match="org-media carries 0 valid signatures"):
        reader.refresh(
            _online_thief(hub, tree, {"targets": 2, "org-media": 3, "org-village-7": 1}, 4), hub.now
        )


def test_an_organisation_speaks_for_itself_only(hub: Hub, reader: Reader) -> None:
    """A role that lists another's catalogue is refused although its signature is good."""
    stolen = _Stolen(hub, "org-media")
    word = signing.sign_organisation(
        stolen, "village-7", 2, START + timedelta(days=9), Claim(1, "0" * 64, 1, 1, 1, "0" * 64)
    )
    tree = hub.tree() | {"metadata/2.org-media.json": word}
    with pytest.raises(Refused, match="org-media speaks of more than its own catalogue"):
        reader.refresh(
            _online_thief(hub, tree, {"targets": 1, "org-media": 2, "org-village-7": 1}, 2), hub.now
        )


def test_a_threshold_counts_keys_not_names(hub: Hub) -> None:
    """One root signature under two names is one signature."""
    root = Metadata.from_bytes(hub.first_root)
    first = next(iter(root.signatures))
    root.signatures = {first: root.signatures[first]}
    key = root.signed.keys[first]
    for name in list(root.signed.roles["root"].keyids):
        root.signed.keys[name].keyval = key.keyval
    for signer in hub.keys.keys("root"):
        if signer.public.keyid == first:
            made = root.sign(signer.signer)
            root.signatures = {
                name: type(made)(name, made.signature) for name in root.signed.roles["root"].keyids
            }
    with pytest.raises(Refused, match="root carries 1 valid signatures of 2"):
        Trusted(root.to_bytes(), now=START)


def test_a_scheme_not_accepted_does_not_count(hub: Hub) -> None:
    """Where only another scheme is accepted, an Ed25519 root is refused."""
    with pytest.raises(Refused, match="root carries 0 valid signatures of 2"):
        Trusted(hub.first_root, now=START, schemes=frozenset({"sm2-sm3"}))


def test_a_clock_that_was_reset_is_not_believed(hub: Hub, reader: Reader) -> None:
    """Before the newest signed time seen, the box's clock is wrong: dates are judged from that time."""
    frozen = hub.tree()
    hub.wait(days=9)
    hub.publish()
    reader.refresh(hub.tree(), hub.now)
    reader.floors = {floor: version for floor, version in reader.floors.items() if floor[0] != "timestamp"}
    with pytest.raises(Expired, match="the clock here says 2026-11-10"):
        reader.refresh(frozen, START.replace(year=1971))


def test_order_is_kept(hub: Hub) -> None:
    """The core refuses to be driven in another order: that is a fault of the program, not of the feed."""
    trusted = Trusted(hub.first_root, now=START)
    with pytest.raises(RuntimeError):
        trusted.offer_timestamp(hub.tree()[layout.TIMESTAMP])
