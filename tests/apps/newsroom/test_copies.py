"""Copies of one article are kept together, and the best text comes of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

import huanyuan
from lianjian.apps.newsroom.actions.decide_uncertain_place import decide_uncertain_place
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.models import (
    ArchiveCopy,
    ArchiveItem,
    Story,
    TextProposal,
    UncertainPlace,
    text_in_force,
)
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.kernel.keys import fingerprint
from tests.apps.newsroom import families
from tests.apps.newsroom.copying import copy_of, item_of, told
from tests.huanyuan.corruptor import Mirror
from tests.network import ROOT, Network

WHOLE = families.article(4).replace("\n", "\n这一天，", 1)
MIRRORED = Mirror(cuts=()).apply(WHOLE)


def proposals(item: ArchiveItem) -> list[tuple[str, int]]:
    rows = TextProposal.objects.by(ROOT).filter(item=item).order_by("pk")
    return [(row.state, len(row.edits)) for row in rows]


QUOTED = WHOLE.replace("。", "。”", 3).replace("这一天", "“这一天", 1)
FIRST = WHOLE[: len(WHOLE) // 2]


def test_a_cut_off_story_is_completed_by_its_copies(network: Network) -> None:
    """Nobody has touched it: the draft is written anew, and the copies stay with their bytes."""
    item = item_of(network, "half.txt", FIRST)
    assert told(item.story_id) == FIRST
    assert copy_of(network, "mirror.txt", MIRRORED) == item
    assert told(item.story_id) == WHOLE
    assert text_in_force(item)[0] == WHOLE
    assert proposals(item) == [("accepted", 1)]
    copy = ArchiveCopy.objects.by(ROOT).get()
    assert copy.likeness == 1.0
    with copy.original.open() as kept:
        assert fingerprint(kept.read()) == copy.source_sha256 == fingerprint(MIRRORED.encode())
    taken = TextProposal.objects.by(ROOT).get()
    assert taken.decided_by is None
    assert [part[2] for part in taken.parts] == [copy.pk]
    assert ArchiveItem.objects.by(ROOT).get().repaired_text == FIRST
    assert Story.objects.count() == 1


def test_the_same_text_again_changes_nothing(network: Network) -> None:
    item = item_of(network, "whole.txt", WHOLE)
    assert copy_of(network, "mirror.txt", MIRRORED) == item
    assert proposals(item) == []
    assert told(item.story_id) == WHOLE


def test_another_story_is_no_copy(network: Network) -> None:
    item_of(network, "report.txt", families.yearly_report(1))
    for other in (families.yearly_report(7), families.article(9), "太短。"):
        assert copy_of(network, "other.txt", other) is None
    assert not ArchiveCopy.objects.by(ROOT).exists()


def test_a_later_copy_is_found_by_an_earlier_one(network: Network) -> None:
    """The item is the first half and knows nothing of the end; the copy before does."""
    item = item_of(network, "half.txt", FIRST)
    copy_of(network, "mirror.txt", MIRRORED)
    assert copy_of(network, "end.txt", WHOLE[-len(WHOLE) // 3 :]) == item


def test_what_an_editor_touched_is_only_proposed(network: Network) -> None:
    item = item_of(network, "half.txt", FIRST)
    by = network.actor("editor")
    draft = draft_of(Story.objects.get().get_latest_revision_as_object())
    save_story_draft(by=by, story=item.story_id, draft=replace(draft, title="编辑起的题目"))
    before = told(item.story_id)
    copy_of(network, "mirror.txt", WHOLE[: len(WHOLE) * 3 // 4])
    assert told(item.story_id) == before
    assert proposals(item) == [("open", 1)]
    assert text_in_force(item) == (FIRST, None)
    copy_of(network, "mirror2.txt", MIRRORED)
    assert proposals(item) == [("overtaken", 1), ("open", 1)]
    assert TextProposal.objects.by(ROOT).get(state="open").text == WHOLE
    copy_of(network, "mirror3.txt", MIRRORED + "\n")
    assert [state for state, _ in proposals(item)] == ["overtaken", "open"]


def damaged_pair(network: Network) -> ArchiveItem:
    """An item with places in doubt, some of which a copy knows."""
    mirror = Mirror(glossed="會業產", cuts=("！",))
    item = item_of(network, "doubtful.txt", mirror.apply(QUOTED))
    assert UncertainPlace.objects.by(ROOT).filter(item=item).exists()
    return item


def test_doubts_that_a_copy_settles_are_closed(network: Network) -> None:
    """Each keeps what settled it; what two sure copies say differently is a doubt of the new text."""
    item = damaged_pair(network)
    places = UncertainPlace.objects.by(ROOT).filter(item=item)
    asked = list(places.values_list("pk", flat=True))
    assert copy_of(network, "clean.txt", QUOTED) == item
    taken = TextProposal.objects.by(ROOT).get(state="accepted")
    for place in places:
        settled = place.pk in asked
        assert place.state == (UncertainPlace.State.SETTLED if settled else UncertainPlace.State.OPEN)
        assert place.settled_by == (taken if settled else None)
        if not settled:
            assert place.base == taken
            assert "“" in place.why
            assert taken.text[place.position : place.position + place.length] == place.proposed


def test_what_a_person_decided_is_never_decided_again(network: Network) -> None:
    item = damaged_pair(network)
    place = UncertainPlace.objects.by(ROOT).filter(item=item).first()
    assert place is not None
    decide_uncertain_place(by=network.actor("editor"), place=place.pk, chosen=place.proposed)
    before = told(item.story_id)
    copy_of(
        network,
        "clean.txt",
        QUOTED + "\n还有一句话，是后来补上的，大家都说好。",
    )
    assert told(item.story_id) == before
    assert [state for state, _ in proposals(item)] == ["open"]
    place.refresh_from_db()
    assert place.state == UncertainPlace.State.CONFIRMED


@pytest.mark.parametrize("figures", [("三十户", "五十户")])
def test_two_sure_copies_that_differ_leave_a_doubt(network: Network, figures: tuple[str, str]) -> None:
    """The first one's stays; publication waits for somebody who knows."""
    one, other = (WHOLE + f"\n全村一共有{figure}人家参加，大家都很高兴。" for figure in figures)
    item = item_of(network, "one.txt", one)
    assert copy_of(network, "other.txt", other) == item
    assert told(item.story_id) == one
    place = UncertainPlace.objects.by(ROOT).get(item=item)
    assert (place.proposed, place.state) == ("三", UncertainPlace.State.OPEN)
    assert "“五”" in place.why
    assert one[place.position : place.position + place.length] == "三"
    copy_of(network, "third.txt", other + "\n")
    assert UncertainPlace.objects.by(ROOT).filter(item=item, state="open").count() == 1


def test_what_is_uncertain_in_a_copy_stays_uncertain(network: Network) -> None:
    """A copy keeps the places of its repair; what it only chose is told as a doubt where the story takes it over."""
    text = "。”".join(WHOLE.rsplit("。", 4))  # the doubts stand at its end, which only the copy has
    mirror = Mirror(glossed="會業產", cuts=("！",))
    repair = huanyuan.repair(mirror.apply(text))
    assert repair.uncertain
    half = text[: len(text) // 3]
    item = item_of(network, "half.txt", half)
    assert copy_of(network, "doubtful.txt", mirror.apply(text)) == item
    copy = ArchiveCopy.objects.by(ROOT).get()
    assert copy.uncertain == [place.as_json() for place in repair.uncertain]
    taken_over = [place for place in repair.uncertain if place.at > len(half)]
    base = text_in_force(item)[1]
    assert base is not None
    places = UncertainPlace.objects.by(ROOT).filter(item=item, base=base, state="open")
    assert places.count() >= len(taken_over) > 0
