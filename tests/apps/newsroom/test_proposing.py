"""A newer repair proposes and never overwrites; what people decided stays."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huanyuan
from lianjian.apps.newsroom.actions.accept_proposal import accept_proposal
from lianjian.apps.newsroom.actions.decide_uncertain_place import decide_uncertain_place
from lianjian.apps.newsroom.actions.decline_proposal import decline_proposal
from lianjian.apps.newsroom.actions.reopen_uncertain_place import reopen_uncertain_place
from lianjian.apps.newsroom.actions.repair_again import RepairedAgain, repair_again
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.actions.take_over_guess import take_over_guess
from lianjian.apps.newsroom.models import ArchiveDecision, ArchiveItem, Story, TextProposal, UncertainPlace
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.queries.provenance import (
    archive_copies,
    archive_copy,
    decisions,
    in_force,
    items_of_other_versions,
    listed_items,
    proposals,
    text_proposal,
)
from lianjian.apps.newsroom.rules.archive.corrections import read_elsewhere
from lianjian.apps.newsroom.rules.archive.moving import edits_between
from lianjian.apps.newsroom.rules.archive.proposing import (
    applied,
    carried,
    composed,
    moved_back,
)
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.newsroom.test_archive_import import ARTICLE, bring
from tests.huanyuan.corruptor import Mirror
from tests.network import ROOT, Network

if TYPE_CHECKING:
    import random

    from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock

CLEAN = "乡村夜校开课了\n近日，张洋村的夜校开课，村民们学会了直播。\n大家把果子卖到了外省，价格也好了。"
WORSE = CLEAN.replace("夜校开课，", "夜校开刻，").replace("外省", "外肾")
"""What an older version might have made of it."""

words = st.text(alphabet="一二三，\n", max_size=30)


@given(words, words, words)
def test_edits_make_the_later_text_and_compose(first: str, second: str, third: str) -> None:
    """Edits applied give the later text; two rounds as one give what both give in turn."""
    one, two = edits_between(first, second, ""), edits_between(second, third, "")
    assert applied(first, one) == second
    assert applied(first, composed(one, two)) == third


@given(words, words, st.randoms(use_true_random=False))
def test_a_place_that_no_edit_touches_says_the_same_afterwards(
    before: str, after: str, chance: random.Random
) -> None:
    """Carried to the later text, a place still holds its words; where some edits are left out, places move back with them."""
    edits = edits_between(before, after, "")
    kept = {number for number in range(len(edits)) if chance.random() < 0.5}
    for at in range(len(before)):
        there = carried(at, 1, edits)
        assert there is None or after[there] == before[at]
    part = applied(before, [edit for number, edit in enumerate(edits) if number in kept])
    places = [{"at": at, "len": 1} for at in range(len(after))]
    for place in places:
        for moved in moved_back([place], edits, kept):
            assert part[moved["at"]] == after[place["at"]]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("前文，大家学得起劲，价格也好。", "起"),
        ("前文，大家学得很起劲，价格也好。", "很起"),
        ("大家学得起劲，又说，大家学得带劲，价格", None),
        ("完全是别的话，没有这一句。", None),
    ],
)
def test_another_copy_says_what_it_reads_at_a_place(other: str, said: str | None) -> None:
    """Between the same words; nothing where it says two things or does not have the words."""
    text = "前文，大家学得?劲，价格也好。"
    assert read_elsewhere(other, text, text.index("?"), 1, reach=2) == said


def aged(network: Network, text: str = WORSE) -> ArchiveItem:
    """An item whose text in force an older version made, with the draft that was made of it."""
    bring(network, ("a.txt", Mirror().apply(CLEAN).encode()))
    item = ArchiveItem.objects.by(ROOT).get()
    assert item.repaired_text == CLEAN
    edits = composed(item.edits, edits_between(CLEAN, text, ""))
    ArchiveItem.objects.by(ROOT).update(repaired_text=text, edits=edits, huanyuan_version="0.0.1")
    draft = draft_now(item)
    blocks = tuple(_worse(block) for block in draft.blocks)
    save_story_draft(by=network.actor("editor"), story=item.story_id, draft=replace(draft, blocks=blocks))
    item.refresh_from_db()
    return item


def _worse(block: DraftBlock) -> DraftBlock:
    return replace(block, text=block.text.replace("开课，", "开刻，").replace("外省", "外肾"))


def draft_now(item: ArchiveItem) -> Draft:
    return draft_of(Story.objects.get(pk=item.story_id).get_latest_revision_as_object())


def body(item: ArchiveItem) -> str:
    return "\n".join(block.text for block in draft_now(item).blocks)


def again(network: Network, item: ArchiveItem) -> RepairedAgain:
    return repair_again(by=network.actor("editor"), items=[item.pk])[0]


def test_a_newer_repair_is_proposed_and_nothing_is_overwritten(network: Network) -> None:
    """The story and the first text stay; the same is not proposed twice, and what the present version made is left alone."""
    item = aged(network)
    before = body(item)
    outcome = again(network, item)
    assert (outcome.state, outcome.changes) == ("proposed", 2)
    item.refresh_from_db()
    assert (item.repaired_text, item.huanyuan_version, body(item)) == (WORSE, "0.0.1", before)
    held = TextProposal.objects.by(ROOT).get()
    assert (held.text, held.state, held.huanyuan_version) == (CLEAN, "open", huanyuan.__version__)
    assert again(network, item).state == "known"
    decline_proposal(by=network.actor("editor"), proposal=held.pk)
    assert again(network, item).state == "known"
    assert body(item) == before
    with pytest.raises(Refused, match="decided already, by 媒编辑"):
        accept_proposal(by=network.actor("reviewer"), proposal=held.pk)
    ArchiveItem.objects.by(ROOT).update(huanyuan_version=huanyuan.__version__)
    assert again(network, item).state == "current"


def test_accepting_puts_the_changes_into_the_draft_and_says_what_found_no_place(network: Network) -> None:
    """One sentence was rewritten since: its change is told, the other one goes in, the new text counts."""
    item = aged(network)
    draft = draft_now(item)
    blocks = tuple(replace(b, text="果子卖得远了。") if "外肾" in b.text else b for b in draft.blocks)
    save_story_draft(by=network.actor("editor"), story=item.story_id, draft=replace(draft, blocks=blocks))
    outcome = again(network, item)
    accepted = accept_proposal(by=network.actor("editor"), proposal=outcome.proposal or 0)
    assert (accepted.placed, accepted.left) == (1, [["肾", "省", "rewritten"]])
    assert "夜校开课，" in body(item)
    assert "果子卖得远了。" in body(item)
    item.refresh_from_db()
    now = in_force(item, proposals(ROOT, item.pk))
    assert (now.text, item.repaired_text) == (CLEAN, WORSE)
    assert applied(item.source_text, now.edits) == CLEAN
    kept = ArchiveDecision.objects.by(ROOT).get(proposal=outcome.proposal)
    assert (kept.verb, kept.person) == ("accepted", network.people["editor"])
    assert again(network, item).state == "current"


def test_change_by_change(network: Network) -> None:
    """One of two is taken: a text with that one alone counts, the whole one is overtaken and stays on record."""
    item = aged(network)
    outcome = again(network, item)
    accepted = accept_proposal(by=network.actor("editor"), proposal=outcome.proposal or 0, only=[1])
    assert "夜校开刻，" in body(item)
    assert "外省" in body(item)
    assert accepted.proposal.text == WORSE.replace("外肾", "外省")
    assert TextProposal.objects.by(ROOT).get(pk=outcome.proposal).state == "overtaken"
    with pytest.raises(Refused, match="later proposal"):
        decline_proposal(by=network.actor("editor"), proposal=outcome.proposal or 0)


def test_a_correction_of_an_editor_is_not_undone_by_a_proposal(network: Network) -> None:
    """The place was decided by hand: the proposal leaves it and says so."""
    item = aged(network)
    place = UncertainPlace.objects.create(
        item=item, position=WORSE.index("肾"), length=1, before="?", proposed="肾", why=""
    )
    decide_uncertain_place(by=network.actor("editor"), place=place.pk, chosen="县")
    outcome = again(network, item)
    accepted = accept_proposal(by=network.actor("editor"), proposal=outcome.proposal or 0)
    assert accepted.left == [["肾", "省", "decided"]]
    assert "卖到了外县，" in body(item)
    assert "夜校开课，" in body(item)


def test_a_story_in_review_takes_no_proposal(network: Network) -> None:
    """Its text is frozen; the proposal stays open."""
    item = aged(network)
    outcome = again(network, item)
    submit_for_review(by=network.actor("editor"), story=item.story_id)
    with pytest.raises(Refused, match="frozen"):
        accept_proposal(by=network.actor("editor"), proposal=outcome.proposal or 0)
    assert TextProposal.objects.by(ROOT).get().state == "open"


def test_a_decision_is_taken_back_and_both_are_kept(network: Network) -> None:
    """The correction leaves the draft again, the place is open, and who did what when is on record."""
    bring(network, ("a.txt", ARTICLE.read_bytes()))
    item, place = ArchiveItem.objects.by(ROOT).get(), UncertainPlace.objects.by(ROOT).get()
    before = body(item)
    decide_uncertain_place(by=network.actor("editor"), place=place.pk, chosen="！")
    assert body(item) != before
    with pytest.raises(Refused, match="媒编辑 put “！” here"):
        decide_uncertain_place(by=network.actor("reviewer"), place=place.pk, chosen="。")
    reopen_uncertain_place(by=network.actor("reviewer"), place=place.pk)
    place.refresh_from_db()
    assert (place.state, place.decided_by, body(item)) == ("open", None, before)
    log = [(one.verb, one.person and one.person.name, one.words) for one in decisions(ROOT, item.pk)]
    assert log == [("reopened", "媒审核", place.proposed), ("corrected", "媒编辑", "！")]
    decide_uncertain_place(by=network.actor("editor"), place=place.pk, chosen=place.proposed)
    submit_for_review(by=network.actor("editor"), story=item.story_id)
    with pytest.raises(Refused, match="frozen"):
        reopen_uncertain_place(by=network.actor("editor"), place=place.pk)


def test_guesses_go_into_the_draft_as_they_are_or_corrected(network: Network) -> None:
    """Title, caption, day and place; a day that is none is refused; who took it over is kept."""
    bring(network, ("a.txt", ARTICLE.read_bytes()))
    item, editor = ArchiveItem.objects.by(ROOT).get(), network.actor("editor")
    index = {guess["field"]: number for number, guess in reversed(list(enumerate(item.guesses)))}
    take_over_guess(by=editor, item=item.pk, guess=index["title"], value="共建从张洋开始")
    take_over_guess(by=editor, item=item.pk, guess=index["caption"], value="签约现场")
    again_ = take_over_guess(by=editor, item=item.pk, guess=index["caption"], value="签约")
    take_over_guess(by=editor, item=item.pk, guess=index["division"], value="350303108204 福建省 乙村委会")
    draft = draft_now(item)
    assert (draft.title, draft.division) == ("共建从张洋开始", "350303108204")
    assert next(block.caption for block in draft.blocks if block.kind == "picture") == "签约"
    assert (again_.replaced, again_.person) == ("签约现场", network.people["editor"])
    if "happened_on" in index:
        with pytest.raises(Refused, match="no day"):
            take_over_guess(by=editor, item=item.pk, guess=index["happened_on"], value="七月")
    with pytest.raises(NotThere):
        take_over_guess(by=editor, item=item.pk, guess=len(item.guesses), value="")


def test_people_outside_the_newsroom_find_nothing(network: Network) -> None:
    """Neither verbs nor questions answer to a village's people or an association's."""
    item = aged(network)
    outcome = again(network, item)
    place = UncertainPlace.objects.create(item=item, position=0, length=1, proposed="乡", why="")
    held = outcome.proposal or 0
    for name in ("secretary_a", "leader"):
        somebody = network.actor(name)
        for ask in (
            lambda by: repair_again(by=by, items=[item.pk]),
            lambda by: accept_proposal(by=by, proposal=held),
            lambda by: decline_proposal(by=by, proposal=held),
            lambda by: reopen_uncertain_place(by=by, place=place.pk),
            lambda by: take_over_guess(by=by, item=item.pk, guess=0, value="外人"),
            lambda by: text_proposal(by, item.pk, held),
            lambda by: archive_copy(by, item.pk, 1),
        ):
            with pytest.raises(NotThere):
                ask(somebody)
        for rows in (
            proposals(somebody, item.pk),
            decisions(somebody, item.pk),
            archive_copies(somebody, item.pk),
            listed_items(somebody),
            items_of_other_versions(somebody, huanyuan.__version__),
        ):
            assert not rows.exists()
