"""Topics and assignments: who proposes, approves, has what until when, and what the others see."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.actions.answer_assignment import answer_assignment
from lianjian.apps.newsroom.actions.assign_topic import assign_topic
from lianjian.apps.newsroom.actions.call_off_assignment import call_off_assignment
from lianjian.apps.newsroom.actions.change_topic import change_topic
from lianjian.apps.newsroom.actions.move_topic import move_topic
from lianjian.apps.newsroom.actions.propose_topic import propose_topic
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.take_up_lead import take_up_lead
from lianjian.apps.newsroom.models import Assignment, Topic
from lianjian.apps.newsroom.queries.leads import lead_line
from lianjian.apps.newsroom.queries.planning import (
    assignments,
    late_assignments,
    leads_of_topic,
    my_assignment,
    my_assignments,
    people_to_assign,
    stories_to_link,
    topic_of,
    topics,
    topics_of_month,
    topics_without_day,
)
from lianjian.apps.newsroom.rules.drafts import Draft
from lianjian.apps.newsroom.rules.planning import (
    TOPIC_MOVES,
    AssignmentState,
    TopicState,
    late,
    month_of,
    months_on,
    outlets_in_order,
    weeks_of,
)
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.newsroom.test_leads import WORDS, offered
from tests.network import ROOT, Network

DAY = date(2026, 11, 24)
months = st.dates(min_value=date(2, 1, 1)).map(lambda day: day.replace(day=1))


@given(months, st.integers(-24, 24))
def test_months_on_and_back_is_where_one_was(first: date, by: int) -> None:
    """Within the years that dates have, walking on and back leads home, and each week has seven days of one month."""
    there = months_on(first, by)
    assert there.day == 1
    if date(3, 1, 1) < first < date(9997, 1, 1):
        assert months_on(there, -by) == first
    days = [day for week in weeks_of(first) for day in week]
    assert len(days) % 7 == 0
    kept = [day for day in days if day is not None]
    assert kept == sorted(kept)
    assert {day.month for day in kept} == {first.month}
    assert all(day.weekday() == place % 7 for place, day in enumerate(days) if day is not None)


@given(st.text(max_size=12))
def test_whatever_stands_in_the_address_is_a_month(text: str) -> None:
    """A month by its number, or this one; never an error."""
    first = month_of(text, DAY)
    assert first.day == 1
    assert month_of("2027-02", DAY) == date(2027, 2, 1)
    assert months_on(date(9999, 12, 1), 5) == date(9999, 12, 1)


@given(st.lists(st.text(max_size=4)))
def test_outlets_stand_once_and_in_their_order(keys: list[str]) -> None:
    """No blank, no double, nothing invented."""
    kept = outlets_in_order(keys)
    assert len(kept) == len(set(kept))
    assert set(kept) == {key.strip() for key in keys} - {""}


@given(st.sampled_from(AssignmentState), st.integers(-5, 5))
def test_only_what_is_open_is_late(state: AssignmentState, hours: int) -> None:
    """An answered assignment is never late, an open one from its deadline on."""
    now = datetime(2026, 11, 24, 8, tzinfo=UTC)
    assert late(state, now - timedelta(hours=hours), now) == (state is AssignmentState.OPEN and hours > 0)


def test_every_state_of_a_topic_leads_on() -> None:
    """No state is a dead end."""
    assert set(TOPIC_MOVES) == set(TopicState)
    assert all(TOPIC_MOVES.values())


def proposed(network: Network, **more: object) -> Topic:
    values = {
        "title": "守水的人",
        "column": "village-stories",
        "planned_on": DAY,
        "outlets": ["site"],
        **more,
    }
    return propose_topic(by=network.actor("editor"), **values)  # type: ignore[arg-type] # what a form sends


def approved(network: Network, **more: object) -> Topic:
    return move_topic(by=network.actor("reviewer"), topic=proposed(network, **more).pk, to="approved")


def given_to(network: Network, who: str = "proof_a", hours: int = 24, topic: int | None = None) -> Assignment:
    return assign_topic(
        by=network.actor("chief"),
        topic=topic or approved(network).pk,
        person=network.people[who].pk,
        due_at=timezone.now() + timedelta(hours=hours),
        place="张洋村桥亭",
    )


def test_a_topic_is_proposed_once_approved_by_a_senior_and_stands_in_its_month(network: Network) -> None:
    """The same form twice is one topic; an editor does not approve; the month shows it."""
    editor = network.actor("editor")
    first = proposed(network, submission="a" * 32)
    assert proposed(network, submission="a" * 32).pk == first.pk
    with pytest.raises(NotAllowed):
        move_topic(by=editor, topic=first.pk, to="approved")
    move_topic(by=network.actor("reviewer"), topic=first.pk, to="approved")
    assert [one.state for one in topics_of_month(editor, date(2026, 11, 1))] == ["approved"]
    assert not topics_of_month(editor, date(2026, 12, 1)).exists()
    change_topic(by=editor, topic=first.pk, title="守水", planned_on=None)
    assert [one.title for one in topics_without_day(editor)] == ["守水"]
    for wrong, field in (
        ({"title": " "}, "title"),
        ({"column": "none"}, "column"),
        ({"title": "字" * 121}, "title"),
    ):
        with pytest.raises(Refused) as refused:
            proposed(network, **wrong)
        assert refused.value.field == field


def test_a_topic_is_dropped_with_a_reason_and_comes_back(network: Network) -> None:
    """Dropped needs why, is out of the month, is not changed, and can be proposed again; what is done too."""
    topic, chief = proposed(network).pk, network.actor("chief")
    with pytest.raises(Refused) as refused:
        move_topic(by=chief, topic=topic, to="dropped")
    assert refused.value.field == "reason"
    move_topic(by=chief, topic=topic, to="dropped", reason="上月写过")
    assert not topics_of_month(chief, date(2026, 11, 1)).exists()
    assert topics_of_month(chief, date(2026, 11, 1), dropped=True).exists()
    with pytest.raises(Refused, match="over"):
        change_topic(by=chief, topic=topic, title="x")
    with pytest.raises(Refused):
        move_topic(by=chief, topic=topic, to="done")
    move_topic(by=network.actor("editor"), topic=topic, to="proposed")
    assert topic_of(chief, topic).reason == ""


def test_an_assignment_is_seen_by_its_person_late_ones_first(network: Network) -> None:
    """The late one stands before the one that is due, both before what is answered."""
    topic = approved(network).pk
    due = given_to(network, topic=topic)
    gone = given_to(network, topic=topic, hours=3)
    Assignment.objects.by(ROOT).filter(pk=gone.pk).update(due_at=timezone.now() - timedelta(hours=1))
    mine = network.actor("proof_a")
    answered = given_to(network, topic=topic, hours=1)
    answer_assignment(by=mine, assignment=answered.pk, cannot="那天值班")
    assert [one.pk for one in my_assignments(mine)] == [gone.pk, due.pk, answered.pk]
    assert [one.pk for one in late_assignments(mine, timezone.now())] == [gone.pk]
    assert topic_of(mine, topic).open_assignments == 2
    assert not my_assignments(network.actor("proof_b")).exists()
    with pytest.raises(NotThere):
        my_assignment(network.actor("proof_b"), due.pk)


def test_done_names_the_story_and_cannot_the_reason(network: Network) -> None:
    """Only its person answers, once; neither story nor reason is refused beside the field."""
    one, mine = given_to(network), network.actor("proof_a")
    story = start_story(by=mine, draft=Draft(title="守水")).pk
    with pytest.raises(NotAllowed):
        answer_assignment(by=network.actor("editor"), assignment=one.pk, story=story)
    for wrong in (None, 987654):
        with pytest.raises(Refused) as refused:
            answer_assignment(by=mine, assignment=one.pk, story=wrong)
        assert refused.value.field == "story"
    assert [found.pk for found in stories_to_link(mine, network.media.pk)] == [story]
    done = answer_assignment(by=mine, assignment=one.pk, story=story)
    assert (done.state, done.story_id) == ("done", story)
    with pytest.raises(Refused, match="cannot be done now"):
        answer_assignment(by=mine, assignment=one.pk, cannot="x")


def test_what_is_given_to_whom(network: Network) -> None:
    """Approved topics only, to people who write here, not into the past; twice the same form is one; called off with why;
    a topic with an open assignment is not closed."""
    chief = network.actor("chief")
    names = dict(people_to_assign(network.media.pk))
    assert network.people["editor"].pk in names
    assert network.people["secretary_a"].pk not in names
    with pytest.raises(Refused, match="approved"):
        given_to(network, topic=proposed(network).pk)
    with pytest.raises(Refused) as refused:
        given_to(network, who="secretary_a")
    assert refused.value.field == "person"
    with pytest.raises(Refused) as refused:
        given_to(network, hours=-1)
    assert refused.value.field == "due_at"
    one = given_to(network)
    for state in ("done", "dropped"):
        with pytest.raises(Refused, match="open assignment"):
            move_topic(by=chief, topic=one.topic_id, to=state, reason="x")
    with pytest.raises(Refused) as refused:
        call_off_assignment(by=chief, assignment=one.pk, reason="")
    assert refused.value.field == "reason"
    assert call_off_assignment(by=chief, assignment=one.pk, reason="活动改期").state == "cancelled"
    move_topic(by=network.actor("editor"), topic=one.topic_id, to="done")


def test_a_lead_becomes_a_topic_an_assignment_and_a_story(network: Network) -> None:
    """The entry is read from the topic; the story of the assignment is what became of the lead."""
    lead, editor = offered(network), network.actor("editor")
    taken = take_up_lead(by=editor, lead=lead.pk, into="topic", answer="列入选题")
    assert taken.topic is not None
    assert (taken.topic.title, taken.topic.about) == ("合作社今天第一次分红", "")
    (source,) = leads_of_topic(editor, taken.topic.pk)
    line = lead_line(editor, source.pk)
    assert line.entry is not None
    assert line.entry.text == WORDS
    move_topic(by=network.actor("chief"), topic=taken.topic.pk, to="approved")
    one = given_to(network, who="editor", topic=taken.topic.pk)
    story = start_story(by=editor, draft=Draft(title="分红")).pk
    answer_assignment(by=editor, assignment=one.pk, story=story)
    lead.refresh_from_db()
    assert (lead.story_id, lead.state) == (story, "taken")
    with pytest.raises(Refused, match="already"):
        take_up_lead(by=editor, lead=lead.pk)


def test_others_see_nothing_and_change_nothing(network: Network) -> None:
    """Another organisation and a visitor of the house find neither topic nor assignment."""
    one = given_to(network)
    due = timezone.now() + timedelta(days=1)
    for who in ("secretary_a", "leader", "keeper_a"):
        other = network.actor(who)
        assert not topics(other).exists()
        assert not assignments(other).exists()
        assert stories_to_link(other, network.media.pk) == []
        calls = (
            lambda by: propose_topic(by=by, title="x"),
            lambda by: change_topic(by=by, topic=one.topic_id, title="x"),
            lambda by: move_topic(by=by, topic=one.topic_id, to="done"),
            lambda by: assign_topic(by=by, topic=one.topic_id, person=one.person_id, due_at=due),
            lambda by: answer_assignment(by=by, assignment=one.pk, cannot="x"),
            lambda by: call_off_assignment(by=by, assignment=one.pk, reason="x"),
            lambda by: topic_of(by, one.topic_id),
        )
        for call in calls:
            with pytest.raises(NotThere):
                call(other)
