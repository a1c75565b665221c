"""What other rooms write down about an organisation besides pointing to it follows a merge, and its undoing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.models import Story, StoryText
from lianjian.apps.parties.actions.merge_organisations import merge_organisations
from lianjian.apps.parties.actions.undo_merge import undo_merge
from lianjian.apps.parties.models import Organisation
from lianjian.apps.projects.actions.end_branch_link import end_branch_link
from lianjian.apps.projects.actions.pair_links_anew import pair_links_anew
from lianjian.apps.projects.actions.propose_branch_link import propose_branch_link
from lianjian.apps.projects.models import BranchLink
from lianjian.kernel.refusals import NotAllowed, Refused
from tests.apps.newsroom.test_publishing import DRAFT, reviewed
from tests.apps.projects.linked import branch_link
from tests.network import ROOT, Network

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models import Story as Written


def twin_of(network: Network) -> Organisation:
    return Organisation.objects.create(
        key="village-a2",
        name="张洋村委会",
        short_name="张洋",
        kind="village",
        division=network.village_a.division,
    )


def link_with(network: Network, partner: Organisation) -> int:
    return propose_branch_link(
        by=network.actor("liaison"),
        proposer=network.association.pk,
        partner=partner.pk,
        proposer_branch="促进会支部",
        partner_branch="另一个支部",
        agreed="互访",
        contact=network.people["liaison"].pk,
    ).pk


def pairs() -> dict[int, str]:
    return dict(BranchLink.objects.by(ROOT).values_list("pk", "pair"))


def test_the_pair_of_a_branch_link_follows(network: Network) -> None:
    """A second link with the same organisation is refused after the merge; undone, the pair is what it was."""
    link, twin = branch_link(network), twin_of(network)
    before = pairs()
    merge = merge_organisations(by=ROOT, merged=network.village_a.pk, survivor=twin.pk)
    assert pairs() == {link: f"{network.association.pk}-{twin.pk}"}
    with pytest.raises(Refused):
        link_with(network, twin)
    undo_merge(by=ROOT, merge=merge.pk)
    assert pairs() == before
    assert link_with(network, twin) != link


def test_two_living_links_with_one_organisation_refuse_the_merge(network: Network) -> None:
    """Nothing has moved; once one of them has ended the merge goes through."""
    branch_link(network)
    twin = twin_of(network)
    other = link_with(network, twin)
    before = pairs()
    with pytest.raises(Refused, match="branch link with the same"):
        merge_organisations(by=ROOT, merged=twin.pk, survivor=network.village_a.pk)
    assert pairs() == before
    assert Organisation.objects.get(pk=twin.pk).merged_into_id is None
    end_branch_link(by=network.actor("liaison"), link=other, reason="重复")
    merge_organisations(by=ROOT, merged=twin.pk, survivor=network.village_a.pk)
    assert len(set(pairs().values())) == 1


def test_who_are_linked_with_each_other_stay_two(network: Network) -> None:
    """A branch is not linked with itself."""
    twin = twin_of(network)
    propose_branch_link(
        by=network.actor("secretary_a"),
        proposer=network.village_a.pk,
        partner=twin.pk,
        proposer_branch="甲",
        partner_branch="乙",
        agreed="互访",
        contact=network.people["secretary_a"].pk,
    )
    with pytest.raises(Refused, match="with each other"):
        merge_organisations(by=ROOT, merged=twin.pk, survivor=network.village_a.pk)
    with pytest.raises(NotAllowed):
        pair_links_anew(by=network.actor("leader"), organisations=[twin.pk])


def latest(story: Written) -> Written:
    return Story.objects.get(pk=story.pk).get_latest_revision_as_object()


def test_the_draft_of_a_story_names_the_one_that_is_left(network: Network) -> None:
    """A reviewed draft about an entry that is merged: the same text, so the review holds; published, it is about the one
    that is left; another draft is about its own again once the merge is undone."""
    twin = twin_of(network)
    about = reviewed(network, replace(DRAFT, party=twin.pk))
    waiting = reviewed(network, replace(DRAFT, title="又一篇", party=twin.pk))
    text = latest(about).text_sha256()
    merge = merge_organisations(by=ROOT, merged=twin.pk, survivor=network.village_a.pk)
    assert latest(about).party_id == network.village_a.pk
    assert latest(about).text_sha256() == text
    publish_story(by=network.actor("editor"), story=about.pk)
    assert Story.objects.get(pk=about.pk).party_id == network.village_a.pk
    undo_merge(by=ROOT, merge=merge.pk)
    assert latest(waiting).party_id == twin.pk
    assert latest(about).party_id == twin.pk  # what was written
    assert Story.objects.get(pk=about.pk).party_id in {twin.pk, network.village_a.pk}


def test_what_is_saved_anew_names_the_one_that_is_left_for_good(network: Network) -> None:
    """An editor who goes on writing writes about the survivor: undoing leaves that alone."""
    twin = twin_of(network)
    story = reviewed(network, replace(DRAFT, party=twin.pk))
    merge = merge_organisations(by=ROOT, merged=twin.pk, survivor=network.village_a.pk)
    text = latest(story)
    text.title = "改过的题目"
    text.save_revision()
    undo_merge(by=ROOT, merge=merge.pk)
    assert latest(story).party_id == network.village_a.pk
    kept = StoryText.objects.by(ROOT).filter(story=story.pk).latest("id")
    assert kept.sha256 == latest(story).text_sha256()
