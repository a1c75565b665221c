"""What is no copy is parted again; who does not work in the newsroom sees nothing of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lianjian.apps.newsroom.actions._copies import kept_before
from lianjian.apps.newsroom.actions.index_archive import index_archive
from lianjian.apps.newsroom.actions.part_copy import part_copy
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.models import (
    ArchiveBand,
    ArchiveCopy,
    ArchiveItem,
    Story,
    TextProposal,
    text_in_force,
)
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.queries.copies import copies_of
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere
from tests.apps.newsroom import families
from tests.apps.newsroom.copying import copy_of, item_of, told
from tests.network import ROOT, Network

WHOLE = families.article(4)
FIRST = WHOLE[: WHOLE.index("\n", len(WHOLE) // 2)]
END = "\n后来的事谁也没有想到，这一段只有一份抄本里才有，大家读了都说好。"


def test_a_copy_that_is_another_story_becomes_one(network: Network) -> None:
    """With its bytes, its repair and a draft; what the first had from it goes out again."""
    item = item_of(network, "half.txt", FIRST)
    copy_of(network, "whole.txt", WHOLE)
    assert told(item.story_id) == WHOLE
    copy = ArchiveCopy.objects.by(ROOT).get()
    parted = part_copy(by=network.actor("editor"), copy=copy.pk)
    assert told(parted.story_id) == WHOLE
    assert told(item.story_id) == FIRST
    assert text_in_force(item)[0] == FIRST
    assert parted.source_sha256 == fingerprint(WHOLE.encode())
    with parted.original.open() as kept:
        assert kept.read() == WHOLE.encode()
    assert not ArchiveCopy.objects.by(ROOT).exists()
    assert set(ArchiveItem.objects.by(ROOT)) == {item, parted}
    assert kept_before(network.media.pk, parted.source_sha256) is None
    story = Story.objects.get(pk=parted.story_id)
    assert story.column is not None
    assert story.column.slug == "village-stories"
    # what comes next goes to the one that it is likest
    assert copy_of(network, "again.txt", WHOLE + "\n") == parted


def test_another_copy_keeps_what_it_gave(network: Network) -> None:
    item = item_of(network, "half.txt", FIRST)
    copy_of(network, "whole.txt", WHOLE)
    copy_of(network, "more.txt", WHOLE + END)
    assert text_in_force(item)[0] == WHOLE + END
    copy = ArchiveCopy.objects.by(ROOT).get(file_name="more.txt")
    part_copy(by=network.actor("editor"), copy=copy.pk)
    assert text_in_force(item)[0] == WHOLE
    assert told(item.story_id) == WHOLE


def test_an_open_proposal_is_made_anew_without_it(network: Network) -> None:
    """A touched story stays as it is."""
    item = item_of(network, "half.txt", FIRST)
    by = network.actor("editor")
    draft = draft_of(Story.objects.get().get_latest_revision_as_object())
    save_story_draft(by=by, story=item.story_id, draft=replace(draft, title="编辑起的题目"))
    before = told(item.story_id)
    copy_of(network, "whole.txt", WHOLE)
    copy_of(network, "more.txt", WHOLE + END)
    part_copy(by=by, copy=ArchiveCopy.objects.by(ROOT).get(file_name="more.txt").pk)
    waiting = TextProposal.objects.by(ROOT).get(item=item, state="open")
    assert waiting.text == WHOLE
    part_copy(by=by, copy=ArchiveCopy.objects.by(ROOT).get().pk)
    assert not TextProposal.objects.by(ROOT).filter(item=item, state="open").exists()
    assert told(item.story_id) == before


def test_copies_are_shown_with_what_they_say_otherwise(network: Network) -> None:
    item = item_of(network, "half.txt", WHOLE)
    copy_of(network, "other.txt", WHOLE.replace("，", ",") + END)
    assert [len(found.differences) for found in copies_of(network.actor("editor"), item.pk)] == [0]
    copy_of(network, "shorter.txt", FIRST)
    shorter = copies_of(network.actor("editor"), item.pk)[-1]
    assert shorter.copy.file_name == "shorter.txt"
    (difference,) = shorter.differences
    assert (difference.here, difference.there) == ((WHOLE + END)[len(FIRST) :], "")
    assert FIRST.endswith(difference.before)


def test_items_from_before_are_found_too(network: Network) -> None:
    item = item_of(network, "whole.txt", WHOLE)
    ArchiveBand.objects.across_organisations("as before").delete()
    assert copy_of(network, "half.txt", FIRST) is None
    assert index_archive(by=network.actor("editor")) == 1
    assert index_archive(by=network.actor("editor")) == 0
    assert copy_of(network, "half.txt", FIRST) == item


def test_only_the_newsroom_sees_and_parts_copies(network: Network) -> None:
    """A village's people cannot guess the key of an item, a copy or a proposal."""
    item = item_of(network, "half.txt", FIRST)
    copy_of(network, "whole.txt", WHOLE)
    copy = ArchiveCopy.objects.by(ROOT).get()
    for name in ("secretary_a", "secretary_b", "leader"):
        somebody = network.actor(name)
        with pytest.raises(NotThere):
            copies_of(somebody, item.pk)
        with pytest.raises(NotThere):
            part_copy(by=somebody, copy=copy.pk)
        with pytest.raises(NotThere):
            index_archive(by=somebody)
        for model in (ArchiveCopy, ArchiveBand, TextProposal):
            assert not model.objects.by(somebody).exists()
    assert ArchiveCopy.objects.by(network.actor("editor")).exists()
