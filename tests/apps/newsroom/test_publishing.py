"""From draft to the public and back, through the verbs and through Wagtail's own doors."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from lianjian.apps.newsroom.actions.publish_story import publish_story
from lianjian.apps.newsroom.actions.review_story import review_story
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.models import Publication, Story
from lianjian.apps.newsroom.queries import count_published, latest_published, published, stories
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.network import ROOT, Network
from tests.six_steps import accept_all, pass_through

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from lianjian.apps.newsroom.rules.content import PublishedStory

DRAFT = Draft(
    title="茶山上的第一书记",
    column="village-stories",
    byline="甲 乙",
    blocks=(
        DraftBlock("paragraph", "第一段。"),
        DraftBlock("heading", "小标题"),
        DraftBlock("quote", "一句话。"),
    ),
)


def public(story: int) -> PublishedStory:
    found = published(story)
    assert found is not None
    return found


def told(name: str) -> int:
    return EventRecord.objects.filter(name=name).count()


def reviewed(network: Network, draft: Draft = DRAFT) -> Story:
    story = start_story(by=network.actor("editor"), draft=draft)
    pass_through(network, story.pk)
    return story


def test_a_reviewed_story_is_published_once_and_told_once(network: Network) -> None:
    """Draft, submit, review by a second person, publish: public with number 1 and one event."""
    story = reviewed(network)
    publish_story(by=network.actor("editor"), story=story.pk)
    seen = published(story.pk)
    assert seen is not None
    assert (seen.revision, seen.title, seen.column_name) == (1, "茶山上的第一书记", "驻村故事")
    assert [block.kind for block in seen.blocks] == ["paragraph", "heading", "quote"]
    assert told("newsroom.story_published") == 1
    assert Publication.objects.by(ROOT).get(story=story).reviewers == sorted(
        network.people[name].pk for name in ("reviewer", "deputy", "chief", "proof_a", "proof_b", "proof_c")
    )


def test_without_a_review_nothing_goes_public(network: Network) -> None:
    """The guard refuses and nothing is told."""
    story = start_story(by=network.actor("editor"), draft=DRAFT)
    with pytest.raises(Refused, match="0 of the 6 steps"):
        publish_story(by=network.actor("chief"), story=story.pk)
    assert published(story.pk) is None
    assert told("newsroom.story_published") == 0


def test_wagtails_own_publish_passes_the_same_guard(network: Network) -> None:
    """``revision.publish()``, which buttons and schedules call, is guarded and told like the verb."""
    story = start_story(by=network.actor("editor"), draft=DRAFT)
    revision = story.latest_revision
    with pytest.raises(Refused):
        revision.publish(user=network.accounts["editor"])
    accept_all(network, story.pk)
    revision.publish(user=network.accounts["editor"], skip_permission_checks=True)
    assert published(story.pk) is not None
    assert told("newsroom.story_published") == 1


def test_the_row_cannot_be_made_live_behind_the_guard(network: Network) -> None:
    """The database itself refuses a live story that was never published."""
    story = start_story(by=network.actor("editor"), draft=DRAFT)
    story.live = True
    with pytest.raises(IntegrityError), transaction.atomic():
        story.save()


def test_the_author_cannot_review_and_an_editor_is_no_reviewer(network: Network) -> None:
    """Nobody approves a text they had a hand in, whatever their role."""
    story = start_story(by=network.actor("reviewer"), draft=DRAFT)
    with pytest.raises(Refused, match="cannot review"):
        review_story(by=network.actor("reviewer"), story=story.pk)
    with pytest.raises(NotAllowed):
        review_story(by=network.actor("editor"), story=story.pk, step="second-review")
    accept_all(network, story.pk)
    publish_story(by=network.actor("reviewer"), story=story.pk)
    assert published(story.pk) is not None


def test_a_change_after_the_review_needs_a_new_review(network: Network) -> None:
    """A review counts for the text that was read, not for the story."""
    story = reviewed(network)
    save_story_draft(by=network.actor("editor"), story=story.pk, draft=replace(DRAFT, digest="改了。"))
    with pytest.raises(Refused, match="steps"):
        publish_story(by=network.actor("editor"), story=story.pk)


def test_a_revision_overwritten_in_place_loses_its_review(network: Network) -> None:
    """The desk's autosave rewrites a revision: the review is bound to the words, so it falls."""
    story = reviewed(network)
    text = Story.objects.get(pk=story.pk)
    text.title = "别的标题"
    text.save_revision(network.accounts["editor"], overwrite_revision=text.latest_revision)
    with pytest.raises(Refused, match="steps"):
        publish_story(by=network.actor("editor"), story=story.pk)


def test_the_same_text_saved_again_keeps_its_review(network: Network) -> None:
    """A form that turns line ends or adds blanks makes no new text of an old one."""
    story = reviewed(network, replace(DRAFT, loudspeaker="一\n二"))
    save_story_draft(
        by=network.actor("chief"), story=story.pk, draft=replace(DRAFT, loudspeaker=" 一\r\n二\r\n")
    )
    publish_story(by=network.actor("editor"), story=story.pk)
    assert published(story.pk) is not None


def test_a_text_sent_back_waits_for_a_new_text(network: Network) -> None:
    """One reviewer's no stands against another's yes."""
    story = start_story(by=network.actor("editor"), draft=DRAFT)
    review_story(by=network.actor("chief"), story=story.pk)
    with pytest.raises(Refused, match="what has to change"):
        review_story(by=network.actor("reviewer"), story=story.pk, verdict="sent-back")
    review_story(by=network.actor("reviewer"), story=story.pk, verdict="sent-back", comment="日期不对")
    with pytest.raises(Refused, match="sent this text back"):
        publish_story(by=network.actor("editor"), story=story.pk)


def test_a_correction_gets_the_next_number_and_the_old_text_stays_public_until_then(network: Network) -> None:
    """Revision numbers grow with each publication; a draft of a live story is not public."""
    story = reviewed(network)
    publish_story(by=network.actor("editor"), story=story.pk)
    save_story_draft(by=network.actor("editor"), story=story.pk, draft=replace(DRAFT, title="更正后的标题"))
    assert public(story.pk).title == DRAFT.title
    accept_all(network, story.pk)
    publish_story(by=network.actor("editor"), story=story.pk)
    seen = public(story.pk)
    assert (seen.title, seen.revision) == ("更正后的标题", 2)
    records = EventRecord.objects.filter(name="newsroom.story_published").order_by("id")
    assert [record.payload["first"] for record in records] == [True, False]


def test_publishing_the_same_text_again_corrects_nothing(network: Network) -> None:
    """A script that runs twice, a button pressed twice: one publication, told once; the next text is the next one."""
    story = reviewed(network)
    chief = network.actor("chief")
    for _ in range(3):
        publish_story(by=chief, story=story.pk)
    save_story_draft(by=network.actor("editor"), story=story.pk, draft=DRAFT)
    publish_story(by=chief, story=story.pk)
    assert Publication.objects.by(ROOT).filter(story=story).count() == 1
    assert told("newsroom.story_published") == 1
    story.refresh_from_db()
    assert (story.number, story.stage, story.live, story.has_unpublished_changes) == (
        1,
        "published",
        True,
        False,
    )
    changed = replace(DRAFT, title="改过的题目")
    save_story_draft(by=network.actor("editor"), story=story.pk, draft=changed)
    pass_through(network, story.pk)
    publish_story(by=chief, story=story.pk)
    assert (public(story.pk).title, public(story.pk).revision) == ("改过的题目", 2)


def test_a_withdrawn_story_is_gone_and_stays_gone(network: Network) -> None:
    """Withdrawal needs a reason, tells once, and no door leads back."""
    story = reviewed(network)
    publish_story(by=network.actor("editor"), story=story.pk)
    with pytest.raises(Refused, match="why"):
        withdraw_story(by=network.actor("editor"), story=story.pk, reason=" ")
    withdraw_story(by=network.actor("editor"), story=story.pk, reason="当事人要求")
    assert published(story.pk) is None
    assert told("newsroom.story_withdrawn") == 1
    with pytest.raises(Refused, match="withdrawn"):
        publish_story(by=network.actor("editor"), story=story.pk)
    with pytest.raises(Refused, match="not published"):
        withdraw_story(by=network.actor("editor"), story=story.pk, reason="再来一次")


def test_only_the_system_dates_a_withdrawal_back(network: Network) -> None:
    """An editor withdraws now; the system may enter an earlier day, nobody one to come."""
    story = reviewed(network)
    publish_story(by=network.actor("editor"), story=story.pk)
    long_ago, ahead = timezone.now() - timedelta(days=90), timezone.now() + timedelta(days=1)
    with pytest.raises(NotAllowed):
        withdraw_story(by=network.actor("editor"), story=story.pk, reason="数字有误", at=long_ago)
    with pytest.raises(Refused, match="to come"):
        withdraw_story(by=ROOT, story=story.pk, reason="数字有误", at=ahead)
    assert withdraw_story(by=ROOT, story=story.pk, reason="数字有误", at=long_ago).withdrawn_at == long_ago


def test_a_scheduled_story_is_guarded_when_planned_and_when_due(network: Network) -> None:
    """The schedule publishes only what was reviewed, at its time, and tells then."""
    story = start_story(by=network.actor("editor"), draft=DRAFT)
    text = Story.objects.get(pk=story.pk)
    text.go_live_at = timezone.now() + timedelta(hours=1)
    text.save()
    revision = text.save_revision(network.accounts["editor"])
    with pytest.raises(Refused):
        revision.publish(user=network.accounts["editor"], skip_permission_checks=True)
    accept_all(network, story.pk)
    revision.publish(user=network.accounts["editor"], skip_permission_checks=True)
    assert published(story.pk) is None
    assert told("newsroom.story_published") == 0
    content = {**revision.content, "go_live_at": (timezone.now() - timedelta(minutes=1)).isoformat()}
    Story.objects.get(pk=story.pk).revisions.filter(pk=revision.pk).update(
        approved_go_live_at=timezone.now() - timedelta(minutes=1), content=content
    )
    call_command("publish_scheduled")
    assert published(story.pk) is not None
    assert told("newsroom.story_published") == 1


def test_outside_the_newsroom_drafts_do_not_exist(network: Network) -> None:
    """Secretaries, liaison officers and the association's leader see no draft and can do nothing with its key."""
    story = start_story(by=network.actor("editor"), draft=DRAFT)
    for name in ("secretary_a", "secretary_b", "keeper_a", "leader", "liaison"):
        somebody = network.actor(name)
        assert not stories(somebody).exists()
        with pytest.raises(NotThere):
            start_story(by=somebody, draft=DRAFT)
        for verb in (submit_for_review, review_story, publish_story):
            with pytest.raises(NotThere):
                verb(by=somebody, story=story.pk)
        with pytest.raises(NotThere):
            save_story_draft(by=somebody, story=story.pk, draft=DRAFT)
        with pytest.raises(NotThere):
            withdraw_story(by=somebody, story=story.pk, reason="x")


def test_a_user_without_a_newsroom_mandate_cannot_publish_by_wagtail(network: Network) -> None:
    """Even with a reviewed text in hand, the model asks who publishes."""
    story = reviewed(network)
    with pytest.raises(NotThere):
        story.latest_revision.publish(user=network.accounts["secretary_a"], skip_permission_checks=True)


def test_a_form_sent_twice_starts_one_story(network: Network) -> None:
    """The second sending of the same form gives the story of the first."""
    first = start_story(by=network.actor("editor"), draft=DRAFT, submission="token-1")
    second = start_story(by=network.actor("editor"), draft=DRAFT, submission="token-1")
    assert first.pk == second.pk
    assert Story.objects.count() == 1


def test_markup_in_a_draft_stays_text(network: Network) -> None:
    """Nothing is stripped and nothing is interpreted: it comes out as typed."""
    script = "<script>alert(1)</script>"
    story = reviewed(network, replace(DRAFT, title=script, blocks=(DraftBlock("paragraph", script),)))
    publish_story(by=network.actor("editor"), story=story.pk)
    assert public(story.pk).title == script
    assert public(story.pk).blocks[0].text == script


def test_reading_many_stories_takes_a_constant_number_of_queries(
    network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Two queries for five stories with bodies and pictures, newest first, by column and party."""
    for number in range(5):
        story = reviewed(network, replace(DRAFT, title=f"第{number}篇", party=network.village_a.pk))
        publish_story(by=network.actor("editor"), story=story.pk)
    with django_assert_num_queries(1):
        found = latest_published(column="village-stories", party=network.village_a.pk, bodies=True)
    assert [story.title for story in found] == ["第4篇", "第3篇", "第2篇", "第1篇", "第0篇"]
    assert count_published(party=network.village_b.pk) == 0
    assert count_published(column="village-stories") == 5


def test_only_the_system_dates_back(network: Network) -> None:
    """An archived story keeps the day it first appeared; an editor cannot choose one."""
    story = reviewed(network)
    long_ago = timezone.now() - timedelta(days=400)
    with pytest.raises(NotAllowed):
        publish_story(by=network.actor("editor"), story=story.pk, at=long_ago)
    publish_story(by=ROOT, story=story.pk, at=long_ago)
    assert public(story.pk).published_at == long_ago


def test_a_smaller_house_needs_its_leaders_reason(network: Network) -> None:
    """Only the leader allows two steps each, with a reason, and it is told; taken back, an approved text waits again."""
    from lianjian.apps.newsroom.actions.set_newsroom_rules import set_newsroom_rules
    from lianjian.apps.newsroom.rules.steps import Step

    house, chief = network.media.pk, network.actor("chief")
    with pytest.raises(NotAllowed):
        set_newsroom_rules(by=network.actor("reviewer"), newsroom=house, apart=False, reason="人手不够")
    with pytest.raises(NotThere):
        set_newsroom_rules(by=network.actor("leader"), newsroom=house, apart=False, reason="人手不够")
    with pytest.raises(Refused, match="why"):
        set_newsroom_rules(by=chief, newsroom=house, apart=False, reason=" ")
    set_newsroom_rules(by=chief, newsroom=house, apart=False, reason="人手不够")
    assert told("newsroom.rules_set") == 1
    story = start_story(by=network.actor("editor"), draft=DRAFT)
    submit_for_review(by=network.actor("editor"), story=story.pk)
    pairs = (
        (Step.FIRST_REVIEW, "reviewer"),
        (Step.FIRST_PROOF, "reviewer"),
        (Step.SECOND_REVIEW, "deputy"),
        (Step.SECOND_PROOF, "deputy"),
        (Step.THIRD_PROOF, "chief"),
        (Step.FINAL_REVIEW, "chief"),
    )
    with pytest.raises(Refused):
        review_story(by=network.actor("chief"), story=story.pk, step=Step.FINAL_REVIEW)
    for step, name in pairs:
        review_story(by=network.actor(name), story=story.pk, step=step)
    assert Story.objects.get(pk=story.pk).stage == "approved"
    set_newsroom_rules(by=chief, newsroom=house, apart=True, reason="人手齐了")
    assert Story.objects.get(pk=story.pk).stage == "in-review"
    with pytest.raises(Refused, match="2 of the 6 steps"):
        publish_story(by=network.actor("editor"), story=story.pk)


def test_changed_and_changed_back_is_known_to_all_six(network: Network) -> None:
    """The very text that all six accepted needs no second round when it comes back word for word."""
    story = reviewed(network)
    save_story_draft(by=network.actor("editor"), story=story.pk, draft=replace(DRAFT, digest="改了。"))
    save_story_draft(by=network.actor("editor"), story=story.pk, draft=DRAFT)
    submit_for_review(by=network.actor("editor"), story=story.pk)
    assert Story.objects.get(pk=story.pk).stage == "approved"
    publish_story(by=network.actor("editor"), story=story.pk)
