"""The first page of the desk: what waits is counted before the list is cut, and every line can be clicked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianjian.apps.newsroom.actions.review_story import review_story
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.queries import for_my_review, may_review, waiting_for_review
from lianjian.apps.newsroom.rules.publishing import Verdict
from lianjian.web.desk import home
from tests.apps.matrix.stories import publish
from tests.six_steps import accept_all
from tests.web.desk.test_desk import ADD, a_story, edit_url, sent, signed_in

if TYPE_CHECKING:
    from django.test import Client

    from tests.network import Network


@pytest.fixture(autouse=True)
def _short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "SHOWN", 2)


def in_review(network: Network, title: str, who: str = "editor") -> Story:
    story = a_story(network, title, who)
    submit_for_review(by=network.actor(who), story=story.pk)
    return story


def back(network: Network, title: str) -> None:
    story = in_review(network, title)
    review_story(
        by=network.actor("reviewer"), story=story.pk, verdict=Verdict.SENT_BACK, comment=f"{title}要改"
    )


def box(client: Client, name: str) -> str:
    """The part of the first page with one of its lists."""
    page = client.get("/desk/").content.decode()
    found = re.search(rf'<section aria-labelledby="due-{name}">.*?</section>', page, re.DOTALL)
    assert found is not None, name
    return found[0]


def test_what_waits_is_counted_before_the_list_is_cut(network: Network) -> None:
    """Three of each, two of them shown: the number is three, and one more stands behind a link to all of them."""
    for number in range(3):
        a_story(network, f"草稿{number}")
        in_review(network, f"待审{number}")
        back(network, f"退回{number}")
        approved = in_review(network, f"通过{number}")
        accept_all(network, approved.pk)
        in_review(network, f"同事{number}", "reviewer")
    editor, reviewer = signed_in(network, "editor"), signed_in(network, "reviewer")
    for client, name, stage in (
        (reviewer, "review", "in-review"),
        (reviewer, "colleagues", "in-review"),
        (editor, "back", "sent-back"),
        (editor, "publish", "approved"),
        (editor, "drafts", "draft"),
    ):
        shown = box(client, name)
        assert '<b class="desk-count">3</b>' in shown, name
        assert shown.count("<li>") == 2, name
        assert f'<a href="/desk/stories/?stage={stage}">还有 1 篇</a>' in shown, name
    assert "要改" in box(editor, "back")


def test_what_is_carried_by_hand_adds_up(network: Network) -> None:
    """Two of three stories are shown with their outlets; the third stands behind the link to the whole list."""
    for number in range(3):
        publish(network, f"第{number}篇")
    shown = box(signed_in(network, "editor"), "by-hand")
    places = [int(number) for number in re.findall(r"(\d+) 个出口", shown)]
    assert len(places) == 2
    assert f'<b class="desk-count">{places[0] * 3}</b>' in shown
    assert '<a href="/desk/waiting/">还有 1 篇</a>' in shown


def test_my_reviews_are_those_that_would_count(network: Network) -> None:
    """The list asks the database what the rule says of each story: role, and no hand in the text since it was published."""
    in_review(network, "别人的")
    in_review(network, "自己的", "reviewer")
    published = a_story(network, "发过的", "reviewer")
    accept_all(network, published.pk)
    signed_in(network, "reviewer").post(edit_url(published), sent(published, **{"action-publish": "1"}))
    signed_in(network, "editor").post(
        edit_url(published), sent(published, title="发过再改的", **{"action-submit": "1"})
    )
    for name in ("editor", "reviewer", "chief", "leader"):
        actor = network.actor(name)
        one_by_one = {story.pk for story in waiting_for_review(actor) if may_review(actor, story)}
        assert {story.pk for story in for_my_review(actor)} == one_by_one, name
    assert {
        story.get_latest_revision_as_object().title for story in for_my_review(network.actor("reviewer"))
    } == {
        "别人的",
        "发过再改的",
    }


def test_more_stories_cost_no_more_queries(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many wait, the page asks the database as often."""
    monkeypatch.setattr(home, "SHOWN", 8)
    client = signed_in(network, "reviewer")
    counts = []
    for number in range(2):
        for more in range(1 + 2 * number):
            in_review(network, f"待审{number}{more}")
            in_review(network, f"同事{number}{more}", "reviewer")
            back(network, f"退回{number}{more}")
        client.get("/desk/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/desk/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_empty_lists_shrink_to_one_line(network: Network) -> None:
    """Where nothing waits there is no box, only its heading below what is due; one button leads."""
    a_story(network, "唯一的草稿")
    page = signed_in(network, "editor").get("/desk/").content.decode()
    assert re.findall(r'<section aria-labelledby="due-([^"]+)"', page) == ["drafts"]
    below = page.partition("没有等着办的")[2]
    for heading in ("等我审", "退回修改", "代发", "等着校对"):
        assert f"<span>{heading}</span>" in below, heading
    assert len(re.findall(r'class="button"', page)) == 1


def test_a_draft_needs_a_title(network: Network) -> None:
    """Saved without one it comes back with the fault beside the field, what was typed kept, and no story made."""
    answer = signed_in(network, "editor").post(ADD, sent(title="", digest="两句话的摘要"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert re.search(r'id="panel-child-[^"]*title-errors"[^>]*>.*?<p class="error-message">', page, re.DOTALL)
    assert "两句话的摘要" in page
    assert not Story.objects.exists()


def test_a_story_without_a_title_can_be_clicked(network: Network) -> None:
    """What came in without one some other way is called untitled in the lists."""
    story = a_story(network, "有过题目")
    Story.objects.filter(pk=story.pk).update(title="")
    story.latest_revision.__class__.objects.filter(pk=story.latest_revision_id).update(object_str="")
    client = signed_in(network, "editor")
    assert f'<a href="{edit_url(story)}">无题</a>' in box(client, "drafts")
    listed = client.get("/desk/stories/").content.decode()
    assert re.search(rf'<a href="{edit_url(story)}[^>]*>\s*无题\s*</a>', listed)
