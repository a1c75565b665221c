"""The stations' feed: the hub's own and the copies of it, through the commands of its administrator."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.utils import translation

from lianjian.adapters.ferry.feed_writing import check_copy, keep_feed_fresh, own_feed
from lianjian.cli import islands
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import Refused
from tests.apps.matrix.stories import publish as publish_story
from tests.lianjian_feed.simulators import Reader

if TYPE_CHECKING:
    from pathlib import Path

    from tests.network import Network


def ask(command, *words: object) -> dict[str, object]:
    """What a command prints for machines."""
    done = CliRunner().invoke(command, [*map(str, words), "--json"])
    if done.exception is not None:
        raise done.exception
    told: dict[str, object] = json.loads(done.stdout)
    return told


def tree(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_a_copy_elsewhere_leaves_the_hubs_own_feed_current(network: Network, tmp_path: Path) -> None:
    """A station that took the stick's edition takes the hub's next; neither is a rollback to it."""
    stick = tmp_path / "stick"
    publish_story(network, "第一篇")
    keep_feed_fresh()
    publish_story(network, "第二篇")
    told = ask(islands.publish, "--out", stick)
    assert told["stories"] == 2
    assert tree(stick) == tree(own_feed())
    assert ask(islands.status)["version"] == told["version"]
    reader = Reader((stick / "metadata/1.root.json").read_bytes())
    assert reader.refresh(tree(stick), datetime.now(UTC)).number == told["version"]
    publish_story(network, "第三篇")
    keep_feed_fresh()
    assert reader.refresh(tree(own_feed()), datetime.now(UTC)).number == ask(islands.status)["version"]
    assert ask(islands.status)["stories"] == 3


def test_a_folder_with_other_files_is_refused_before_anything_is_signed(
    network: Network, tmp_path: Path
) -> None:
    """Nothing is deleted there and no edition is made."""
    (tmp_path / "thesis.txt").write_text("mine")
    publish_story(network)
    with pytest.raises(Refused):
        ask(islands.publish, "--out", tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    assert not (tmp_path / "metadata").exists()
    assert ask(islands.status)["version"] is None


def test_a_feed_that_was_wiped_is_written_again(network: Network) -> None:
    """The worker sees that the files are gone, although the database calls the edition current."""
    publish_story(network)
    keep_feed_fresh()
    before = ask(islands.status)
    (own_feed() / "metadata" / "timestamp.json").unlink()
    keep_feed_fresh()
    assert (own_feed() / "metadata" / "timestamp.json").is_file()
    assert ask(islands.status) == before


@pytest.mark.parametrize("gone", [("store.json",), ("store.json", "editions.db"), ("*",)], ids=str)
def test_lost_keys_are_not_made_anew(network: Network, home: Path, tmp_path: Path, gone) -> None:
    """Where there was a feed, missing keys are refused with the cure, and the feed stays as it was."""
    publish_story(network)
    keep_feed_fresh()
    before = tree(own_feed())
    keys = home / "keys" / "feed"
    for path in [path for pattern in gone for path in keys.glob(pattern)]:
        path.unlink()
    with pytest.raises(Refused, match="backup"):
        ask(islands.publish, "--out", tmp_path / "stick")
    assert not (keys / "store.json").exists()
    assert tree(own_feed()) == before


def test_what_the_feed_refuses_is_said_in_the_language_of_the_interface(tmp_path: Path) -> None:
    """English where English is spoken, Chinese where Chinese is; a per cent sign stays one."""
    place = tmp_path / "100%"
    place.mkdir()
    (place / "thesis.txt").touch()
    for language, words in (("en", "holds other files and no feed"), ("zh-hans", "里有别的文件")):
        with translation.override(language), pytest.raises(Refused) as caught:
            check_copy(place)
        assert words in str(caught.value)
        assert words in explain(caught.value)
        assert f"{place} " in explain(caught.value)
