"""A feed in other places: the same word, and nobody else's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian_feed import layout
from lianjian_feed.publishing import Publisher
from lianjian_feed.refusals import Refused
from tests.lianjian_feed.simulators import Hub, Reader, files, story

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    return Hub(tmp_path)


def tree(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_a_copy_says_the_same_word(hub: Hub, tmp_path: Path) -> None:
    """A reader goes from feed to copy and back, and neither is a rollback to it."""
    place = tmp_path / "stick"
    hub.publish(media=files(story(1), pictures__big=b"b" * 70_000))
    reader = Reader(hub.first_root)
    for number in range(2, 13):
        hub.publish(media=files(story(number), pictures__big=bytes([number]) * 70_000))
        copied = hub.publisher.copy_to(place)
        assert tree(place) == hub.tree()
        assert copied.root == place / "metadata/1.root.json"
        assert copied.root.is_file()
        for held in (tree(place), hub.tree()):
            assert reader.refresh(held, hub.now).number == copied.version == number


def test_a_copy_onto_the_feed_itself_changes_nothing(hub: Hub) -> None:
    """The hub's own folder may be named."""
    hub.publish(media=files(story(1)))
    before = hub.tree()
    assert hub.publisher.copy_to(hub.feed).version == 1
    assert hub.tree() == before


def test_a_damaged_copy_is_mended(hub: Hub, tmp_path: Path) -> None:
    """A file of the same length with other bytes in it is written again."""
    place = tmp_path / "stick"
    hub.publish(media=files(story(1)))
    hub.publisher.copy_to(place)
    pack = next((place / "packs").glob("*.pack"))
    pack.write_bytes(bytes(pack.stat().st_size))
    hub.publisher.copy_to(place)
    assert tree(place) == hub.tree()


def test_other_files_beside_a_feed_stay(hub: Hub, tmp_path: Path) -> None:
    """What lies in the feed's folders under names that no feed gives is somebody else's."""
    place = tmp_path / "stick"
    strange = [
        "letter.doc",
        "metadata/notes.json",
        "packs/list.txt",
        "blobs/photo.jpg",
        "metadata/9.other.json",
    ]
    own = ["metadata/999.snapshot.json", "packs/700-701.pack", "packs/700-701.2.pack", f"blobs/{'a' * 64}"]
    own.append("metadata/.timestamp.json.17.part")
    hub.publish(media=files(story(1)))
    hub.publisher.copy_to(place)
    for feed in (place, hub.feed):
        for name in [*strange, *own]:
            (feed / name).write_bytes(b"x")
    hub.publish(media=files(story(2)))
    hub.publisher.copy_to(place)
    for feed in (place, hub.feed):
        assert [name for name in strange if not (feed / name).exists()] == []
        assert [name for name in own if (feed / name).exists()] == []


@pytest.mark.parametrize("name", ["thesis.txt", "metadata/mine.json", "blobs/photo.jpg", "packs", ".hidden"])
def test_a_folder_with_other_files_and_no_feed_is_refused(hub: Hub, tmp_path: Path, name: str) -> None:
    """Neither a copy nor a publication begins in it, and what was there is untouched."""
    place = tmp_path / "documents"
    (place / name).parent.mkdir(parents=True)
    (place / name).write_bytes(b"mine")
    hub.publish(media=files(story(1)))
    for attempt in (
        lambda: hub.publisher.copy_to(place),
        lambda: Publisher(place, hub.keys, now=lambda: hub.now).publish({}),
    ):
        with pytest.raises(Refused, match="holds other files and no feed"):
            attempt()
    assert tree(place) == {name: b"mine"}


def test_what_a_first_copy_cut_short_left_is_gone_on_with(hub: Hub, tmp_path: Path) -> None:
    """Without any root there, files named as a feed names them are no obstacle."""
    place = tmp_path / "stick"
    for folder in layout.FOLDERS:
        (place / folder).mkdir(parents=True)
    (place / "blobs" / ("a" * 64)).write_bytes(b"x")
    (place / "blobs" / f".{'b' * 64}.4711.part").write_bytes(b"x")
    hub.publish(media=files(story(1)))
    hub.publisher.copy_to(place)
    assert tree(place) == hub.tree()


def test_the_feed_of_another_network_is_left_alone(hub: Hub, tmp_path: Path) -> None:
    """A folder whose stations trust another root is not taken over."""
    other = Hub(tmp_path / "other")
    other.publish(media=files(story(5)))
    before = other.tree()
    hub.publish(media=files(story(1)))
    with pytest.raises(Refused, match="another network"):
        hub.publisher.copy_to(other.feed)
    assert other.tree() == before
