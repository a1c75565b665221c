"""However the newsroom is used, nothing is public that six others did not accept."""

from __future__ import annotations

import contextlib
import random
from dataclasses import replace

import pytest

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.review_story import review_story
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.actions.take_back_from_review import take_back_from_review
from lianjian.apps.newsroom.models import Publication, Review, Story, StoryText
from lianjian.apps.newsroom.queries import published
from lianjian.apps.newsroom.rules.drafts import Draft
from lianjian.apps.newsroom.rules.steps import Step
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import Refused
from tests.network import ROOT, Network
from tests.six_steps import accept_all

STAFF = ("editor", "reviewer", "deputy", "chief", "proof_a", "proof_b", "proof_c")
DRAFT = Draft(title="甲", column="village-stories")

pytestmark = pytest.mark.costly


DEEDS = {
    "save": 2,
    "overwrite": 1,
    "submit": 1,
    "back": 1,
    "review": 6,
    "refuse": 1,
    "publish": 4,
    "button": 3,
}


def deed(network: Network, story: int, chance: random.Random) -> None:
    """One thing that somebody of the newsroom tries."""
    what = chance.choices(list(DEEDS), list(DEEDS.values()))[0]
    writes = what in {"save", "overwrite"}
    name = chance.choices(("editor", "reviewer", "chief"), (30, 1, 1) if writes else (1, 1, 1))[0]
    actor, row = network.actor(name), Story.objects.get(pk=story)
    if what == "save":
        save_story_draft(by=actor, story=story, draft=replace(DRAFT, title=chance.choice("甲乙丙")))
    elif what == "overwrite":
        text = row.get_latest_revision_as_object()
        text.title = chance.choice("甲乙丙")
        last = text.latest_revision
        own = last if last.user_id == network.accounts[name].pk else None
        text.save_revision(network.accounts[name], overwrite_revision=own)
    elif what == "review":
        with contextlib.suppress(Refused, IndexError, KeyError):  # too many wrote it: not enough are left
            if chance.random() < 0.8:
                accept_all(network, story)
            else:
                review_story(by=network.actor(chance.choice(STAFF)), story=story, comment="看过")
    elif what == "refuse":
        review_story(by=actor, story=story, verdict="sent-back", comment="看过")
    elif what == "button":
        row.latest_revision.publish(user=network.accounts[name], skip_permission_checks=True)
    else:
        {"submit": submit_for_review, "back": take_back_from_review, "publish": publish_story}[what](
            by=actor, story=story
        )


@pytest.mark.parametrize("seed", range(5))
def test_no_path_to_the_public_without_another_person(network: Network, seed: int) -> None:
    """Thirty random deeds by seven people, Wagtail's own publish and autosave among them."""
    chance = random.Random(seed)
    story = start_story(by=network.actor("editor"), draft=DRAFT)
    for _ in range(30):
        before = Publication.objects.by(ROOT).count()
        authors = Story.objects.get(pk=story.pk).authors()
        with contextlib.suppress(Refused):
            deed(network, story.pk, chance)
        for publication in list(Publication.objects.by(ROOT).order_by("number"))[before:]:
            accepted = Review.objects.by(ROOT).filter(
                text_sha256=publication.text_sha256, verdict="accepted", reviewer__in=publication.reviewers
            )
            assert {one.step for one in accepted} == set(Step)
            assert len(publication.reviewers) == len(Step)
            assert not set(publication.reviewers) & authors
            text = StoryText.objects.by(ROOT).get(revision=publication.revision)
            assert text.sha256 == publication.text_sha256
    row = Story.objects.get(pk=story.pk)
    publications = Publication.objects.by(ROOT).filter(story=story)
    assert publications.exists(), "the deeds of this seed never reach the public: they test nothing"
    assert published(story.pk) is not None
    assert row.number == publications.count()
    assert EventRecord.objects.filter(name="newsroom.story_published").count() == row.number
    assert row.text_sha256() == publications.order_by("-number")[0].text_sha256
