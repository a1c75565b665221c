"""The publisher: idempotent, and valid whenever it is cut off."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from lianjian_feed import durable, ladder, layout, packs
from lianjian_feed.catalogue import Catalogue, Entry
from lianjian_feed.keys import KeyStore
from lianjian_feed.publishing import Publisher
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from tests.lianjian_feed.simulators import START, Hub, Reader, files, picture, story

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path)


def test_the_first_edition(hub: Hub) -> None:
    """Files, bytes and the trust file are as told."""
    photo = b"p" * 70_000
    content = files(story(1, body=(picture(photo),)), pictures__photo=photo)
    published = hub.publish(media=content)
    assert (published.version, published.entries, published.is_new_edition) == (1, 2, True)
    assert published.bytes == sum(map(len, content.values()))
    assert published.root.read_bytes() == hub.first_root
    assert (hub.feed / layout.blob(digest(photo))).read_bytes() == photo


def test_the_same_again_is_only_a_fresh_timestamp(hub: Hub) -> None:
    """Nothing but the timestamp changes when nothing changed."""
    hub.publish(media=files(story(1)))
    before = hub.tree()
    hub.wait(hours=3)
    published = hub.publish(media=files(story(1)))
    after = hub.tree()
    assert (published.version, published.is_new_edition) == (1, False)
    assert {name for name in after if after[name] != before.get(name)} == {layout.TIMESTAMP}


def test_an_etag_of_mtime_and_size_always_changes(hub: Hub) -> None:
    """Two publications within a second differ in whole seconds of mtime: a web server's ETag is made of
    it."""
    path = hub.feed / layout.TIMESTAMP
    hub.publish(media=files(story(1)))
    first = path.stat()
    hub.publish(media=files(story(1)))
    assert int(path.stat().st_mtime) > int(first.st_mtime)


def test_organisations_not_named_stay(hub: Hub) -> None:
    """Publishing one organisation leaves the others' word alone."""
    hub.publish(media=files(story(1)), county=files(story(2)))
    published = hub.publisher.publish({"county": files(story(2), story(3))})
    edition = Reader(hub.first_root).refresh(hub.tree(), hub.now)
    assert published.entries == 3
    assert {name: told.version for name, told in edition.told.items()} == {"media": 1, "county": 2}


def _follow(
    hub: Hub, rung: ladder.Rung, old: dict[str, Catalogue], held: dict[str, bytes]
) -> dict[str, Catalogue]:
    data = (hub.feed / layout.pack(rung.start, rung.end)).read_bytes()
    opened = packs.open_first(data, old, held.__getitem__, 1 << 24)
    held |= opened.files
    return opened.view


def test_every_route_of_packs_arrives_at_what_was_signed(hub: Hub) -> None:
    """From any edition, the packs that lie there lead to the signed catalogues."""
    views: dict[int, dict[str, Catalogue]] = {0: {}}
    helds: dict[int, dict[str, bytes]] = {0: {}}
    documents = [story(number) for number in range(5)]
    for edition in range(1, 12):
        documents = [*documents[1:], story(100 + edition, "新")]
        content = files(*documents)
        hub.publish(media=content)
        entries = [Entry(f"media/{path}", len(data), digest(data)) for path, data in content.items()]
        views[edition] = {"media": Catalogue.of("media", entries)}
        helds[edition] = {digest(data): data for data in content.values()}
    rungs = ladder.read_index((hub.feed / layout.INDEX).read_bytes())
    for start in range(11):
        view, held = views[start], dict(helds[start])
        for rung in ladder.route(rungs, start, 11):
            view = _follow(hub, rung, view, held)
        assert view == views[11]
        assert helds[11].items() <= held.items()


def test_a_wiped_feed_goes_on_where_it_was(hub: Hub) -> None:
    """The record lies with the keys: a feed begun anew never goes back in versions."""
    hub.publish(media=files(story(1)))
    hub.publish(media=files(story(2)))
    reader = Reader(hub.first_root)
    reader.refresh(hub.tree(), hub.now)
    shutil.rmtree(hub.feed)
    assert hub.publish(media=files(story(2))).version == 2
    assert reader.refresh(hub.tree(), hub.now).number == 2


def test_a_blob_that_cannot_be_had_is_said(hub: Hub) -> None:
    """A feed begun anew without an organisation's large files is refused with the cure."""
    hub.publish(media=files(story(1), pictures__big=b"b" * 70_000), county=files(story(2)))
    shutil.rmtree(hub.feed)
    with pytest.raises(
        Refused, match=r"media/pictures/big is not in this feed: publish its organisation again"
    ):
        hub.publisher.publish({"county": files(story(2))})
    assert hub.publish().version == 1


class Pulled(BaseException):
    """The plug."""


def test_a_crash_at_any_write_leaves_a_feed_that_verifies(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off before any file of a publication, readers see the old edition or the new; the next run
    finishes."""
    hub.publish(media=files(story(1), pictures__big=b"a" * 70_000))
    reader = Reader(hub.first_root)
    reader.refresh(hub.tree(), hub.now)
    real = durable.write_file
    for cut in range(40):
        left = cut

        def write(path: Path, data: bytes, *, mode: int = 0o644) -> None:
            nonlocal left
            if left == 0:
                raise Pulled
            left -= 1
            real(path, data, mode=mode)

        content = files(story(1), story(20 + cut), pictures__big=bytes([65 + cut]) * 70_000)
        monkeypatch.setattr("lianjian_feed.publishing.write_file", write)
        try:
            hub.publish(media=content)
        except Pulled:
            was_cut = True
        else:
            was_cut = False
        monkeypatch.setattr("lianjian_feed.publishing.write_file", real)
        seen = reader.refresh(hub.tree(), hub.now)
        finished = hub.publish(media=content)
        assert reader.refresh(hub.tree(), hub.now).number == finished.version
        assert finished.version - seen.number in {0, 1}
        if not was_cut:
            break
    else:
        pytest.fail("a publication writes more files than the test cuts at")


def test_two_at_once_are_refused(hub: Hub) -> None:
    """A second publisher is told to wait instead of making a second word of the same number."""
    hub.publish(media=files(story(1)))
    with hub.publisher._alone(), pytest.raises(Refused, match="Another publication is running"):
        Publisher(hub.feed, hub.keys, now=lambda: START).publish({})


@pytest.mark.parametrize(
    ("organisation", "path", "data"),
    [
        ("media", "stories/1.json", b"no document"),
        ("media", "stories/2.json", story(1).to_bytes()),
        ("media", "../other/x", b"x"),
        ("Media", "a", b"x"),
        ("media", "/etc/passwd", b"x"),
        ("-media", "a", b"x"),
    ],
)
def test_bad_content_stops_everything(hub: Hub, organisation: str, path: str, data: bytes) -> None:
    """One bad file refuses the publication before anything is written or signed."""
    hub.publish(media=files(story(1)))
    before = hub.tree()
    with pytest.raises(Refused):
        hub.publisher.publish({organisation: {path: data}})
    assert hub.tree() == before


def test_signatures_are_renewed_in_time(hub: Hub) -> None:
    """Publishing daily, every role is signed again long before it runs out."""
    hub.publish(media=files(story(1)))
    reader = Reader(hub.first_root)
    for _ in range(60):
        hub.wait(days=10)
        hub.publish()
        reader.refresh(hub.tree(), hub.now)
    assert reader.refresh(hub.tree(), hub.now + hub.publisher._terms.timestamp / 2).told["media"].version > 1


def test_old_files_are_swept(hub: Hub) -> None:
    """What no reader can need any more does not pile up."""
    for number in range(30):
        hub.publish(media=files(story(1), pictures__big=bytes([number]) * 70_000))
    tree = hub.tree()
    assert sum(name.startswith("blobs/") for name in tree) == 8
    assert sum(name.endswith(".snapshot.json") for name in tree) == 8
    assert sum(name.endswith(".pack") for name in tree) < 80


def test_keys_others_can_read_are_refused(hub: Hub) -> None:
    """A key directory or file with loose permissions is refused with the command that mends it."""
    hub.publish(media=files(story(1)))
    loose = next(hub.keys.path.glob("snapshot.*.key"))
    loose.chmod(0o644)
    with pytest.raises(Refused, match="chmod -R go="):
        hub.publish(media=files(story(2)))
    loose.chmod(0o600)
    hub.keys.path.chmod(0o755)
    with pytest.raises(Refused, match="chmod -R go="):
        KeyStore.open(hub.keys.path)


def test_key_files_name_their_scheme_and_are_private(hub: Hub) -> None:
    """0600, and no key without its scheme."""
    for path in hub.keys.path.glob("*.key"):
        assert path.stat().st_mode & 0o777 == 0o600
        assert b'"scheme": "ed25519"' in path.read_bytes()


def test_a_key_that_was_carried_away_stops_nobody_else(hub: Hub) -> None:
    """Without the organisation's key nothing new can be signed in its name; what it said stays, and the rest goes on."""
    hub.publish(media=files(story(1)), county=files(story(2)))
    for path in hub.keys.path.glob("org-media.*.key"):
        path.rename(hub.home / path.name)
    published = hub.publish(media=files(story(4)), county=files(story(3)))
    assert (published.version, list(published.left)) == (2, ["media"])
    assert "are not here" in published.left["media"]
    told = Reader(hub.first_root).refresh(hub.tree(), hub.now).told
    assert {name: word.version for name, word in told.items()} == {"county": 2, "media": 1}
    for path in hub.home.glob("org-media.*.key"):
        path.rename(hub.keys.path / path.name)
    assert hub.publish().left == {}
    assert Reader(hub.first_root).refresh(hub.tree(), hub.now).told["media"].version == 2


def test_a_damaged_key_of_an_organisation_stops_nobody_else(hub: Hub) -> None:
    """It is said, and the others' content is published."""
    hub.publish(media=files(story(1)), county=files(story(2)))
    next(hub.keys.path.glob("org-media.*.key")).write_text("{}")
    published = hub.publish(media=files(story(4)), county=files(story(3)))
    assert (published.version, list(published.left)) == (2, ["media"])
    assert "cannot be read" in published.left["media"]


@pytest.mark.parametrize("content", ["", "{}", '{"format": "lianjian-key/1"}', "\x00"])
def test_a_broken_key_file_is_said(hub: Hub, content: str) -> None:
    """A damaged key file is named, not guessed at."""
    path = next(hub.keys.path.glob("targets.*.key"))
    path.write_text(content)
    os.chmod(path, 0o600)  # noqa: PTH101 - the mode the store asks for
    with pytest.raises(Refused, match="cannot be read"):
        hub.keys.keys("targets")


def test_existing_keys_are_never_overwritten(hub: Hub) -> None:
    """A second ceremony in the same place is refused."""
    with pytest.raises(Refused, match="not overwritten"):
        KeyStore.create(hub.keys.path)
    with pytest.raises(Refused, match="threshold"):
        KeyStore.create(hub.home / "other", roots=1, threshold=2)
    with pytest.raises(Refused, match="There are no keys"):
        KeyStore.open(hub.home / "nowhere")
