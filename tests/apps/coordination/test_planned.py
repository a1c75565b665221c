"""Meetings before and after they are held, and rhythms that change."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from lianjian.apps.coordination.actions.adjust_rhythm import adjust_rhythm
from lianjian.apps.coordination.actions.agree_rhythm import agree_rhythm
from lianjian.apps.coordination.actions.call_off_meeting import call_off_meeting
from lianjian.apps.coordination.actions.correct_minutes import correct_minutes
from lianjian.apps.coordination.actions.link_decision import link_decision
from lianjian.apps.coordination.actions.make_duties import make_duties
from lianjian.apps.coordination.actions.plan_meeting import plan_meeting
from lianjian.apps.coordination.actions.record_meeting import record_meeting
from lianjian.apps.coordination.actions.see_minutes import see_minutes
from lianjian.apps.coordination.models import Duty, Meeting, Rhythm
from lianjian.apps.coordination.queries import (
    decision,
    due_in,
    earlier_minutes,
    group_card,
    meeting,
    meetings_of,
    rhythm_of,
)
from lianjian.apps.coordination.rules.meetings import DecisionDraft
from lianjian.apps.coordination.tasks import make_due_duties
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.coordination.groups import joint_group
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import CoordinationGroup


def planned(network: Network, group: CoordinationGroup, **more: object) -> Meeting:
    """A meeting in three days with leader and secretary."""
    values = {
        "title": "季度会",
        "held_at": timezone.now() + timedelta(days=3),
        "agenda": "一\n二",
        "invited": [network.people["leader"].pk, network.people["secretary_a"].pk],
        "client_key": "p-1",
        **more,
    }
    return plan_meeting(by=network.actor("liaison"), group=group.pk, **values)  # type: ignore[arg-type] # as given


def test_a_meeting_is_planned_changed_and_held(network: Network) -> None:
    """Planned once however often it is sent; held under the same key, with who was there, on leave and not noted."""
    group = joint_group(network)
    row = planned(network, group)
    assert planned(network, group).pk == row.pk
    card = group_card(network.actor("editor"), group.pk)
    assert ([one.title for one in card.planned], card.meetings) == (["季度会"], ())
    changed = planned(network, group, meeting=row.pk, title="季度会（改）")
    assert (changed.pk, changed.title) == (row.pk, "季度会（改）")
    held = record_meeting(
        by=network.actor("liaison"),
        group=group.pk,
        meeting=row.pk,
        title="季度会",
        held_at=timezone.now(),
        attendees=[network.people["liaison"].pk],
        excused=[network.people["leader"].pk],
        decisions=[DecisionDraft(f"事项{n}") for n in range(12)],
    )
    line = meeting(network.actor("chief"), held.pk)
    assert {seat.name: str(seat.attendance) for seat in line.seats} == {
        "甲组长": "excused",
        "张书记": "unknown",
        "甲联络": "present",
    }
    assert len(line.decisions) == 12
    with pytest.raises(Refused, match="not to come"):
        planned(network, group, meeting=row.pk)


def test_a_meeting_that_is_called_off_stays_readable(network: Network) -> None:
    """With its reason; it is neither among those to come nor among those held, and has no minutes."""
    group = joint_group(network)
    row = planned(network, group)
    for _ in range(2):
        call_off_meeting(by=network.actor("liaison"), meeting=row.pk, reason="台风")
    line = meeting(network.actor("secretary_a"), row.pk)
    assert (str(line.state), line.note) == ("cancelled", "台风")
    card = group_card(network.actor("secretary_a"), group.pk)
    assert (card.planned, card.meetings) == ((), ())
    with pytest.raises(Refused, match="no minutes"):
        see_minutes(by=network.actor("secretary_a"), meeting=row.pk)


@pytest.mark.parametrize("days", [-1, 3650])
def test_a_time_that_cannot_be_meant_is_refused(network: Network, days: int) -> None:
    """Neither yesterday nor in ten years, and nobody is invited who has no part in it."""
    group = joint_group(network)
    with pytest.raises(Refused) as refused:
        planned(network, group, held_at=timezone.now() + timedelta(days=days))
    assert refused.value.field == "held_at"
    with pytest.raises(Refused) as refused:
        planned(network, group, invited=[network.people["secretary_b"].pk])
    assert refused.value.field == "invited"


def test_corrected_minutes_keep_the_earlier_words(network: Network) -> None:
    """What was read before is to be read again; two who correct at once do not write over each other."""
    group = joint_group(network)
    by, secretary = network.actor("liaison"), network.actor("secretary_a")
    row = record_meeting(
        by=by,
        group=group.pk,
        title="会",
        held_at=timezone.now(),
        minutes="初稿",
        attendees=[network.people["secretary_a"].pk],
    )
    assert see_minutes(by=secretary, meeting=row.pk) is True
    assert see_minutes(by=secretary, meeting=row.pk) is False
    assert see_minutes(by=network.actor("chief"), meeting=row.pk) is False
    correct_minutes(by=by, meeting=row.pk, minutes="二稿", version=1)
    correct_minutes(by=by, meeting=row.pk, minutes="二稿", version=1)
    with pytest.raises(Refused, match="meanwhile"):
        correct_minutes(by=network.actor("leader"), meeting=row.pk, minutes="三稿", version=1)
    line = meeting(secretary, row.pk)
    assert (line.minutes, line.version, line.seats[0].seen_at) == ("二稿", 2, None)
    assert [(one.version, one.text, one.person_name) for one in earlier_minutes(secretary, row.pk)] == [
        (1, "初稿", "甲联络")
    ]
    with pytest.raises(NotAllowed):
        correct_minutes(by=network.actor("editor"), meeting=row.pk, minutes="改", version=2)


def test_a_decision_becomes_one_thing(network: Network) -> None:
    """Said twice it is the same, said otherwise it is refused."""
    group = joint_group(network)
    row = record_meeting(
        by=network.actor("liaison"),
        group=group.pk,
        title="会",
        held_at=timezone.now(),
        decisions=[DecisionDraft("培训五十人")],
    )
    key = meeting(network.actor("leader"), row.pk).decisions[0].id
    for _ in range(2):
        link_decision(by=network.actor("leader"), decision=key, became="projects/commitment:7")
    assert decision(network.actor("editor"), key)[1].became == "projects/commitment:7"
    with pytest.raises(Refused, match="already"):
        link_decision(by=network.actor("leader"), decision=key, became="projects/commitment:8")


def test_strangers_find_no_meeting(network: Network) -> None:
    """Village B: as if there were none, at every door."""
    group = joint_group(network)
    row = planned(network, group)
    stranger = network.actor("secretary_b")
    assert meetings_of(stranger) == []
    for door in (
        lambda: meeting(stranger, row.pk),
        lambda: call_off_meeting(by=stranger, meeting=row.pk, reason="闯"),
        lambda: correct_minutes(by=stranger, meeting=row.pk, minutes="闯", version=1),
        lambda: see_minutes(by=stranger, meeting=row.pk),
        lambda: plan_meeting(by=stranger, group=group.pk, title="闯", held_at=timezone.now()),
        lambda: link_decision(by=stranger, decision=1, became="projects/commitment:1"),
        lambda: adjust_rhythm(by=stranger, rhythm=1, today=today()),
    ):
        with pytest.raises(NotThere):
            door()


def test_a_rhythm_that_is_changed_takes_back_what_is_to_come(network: Network) -> None:
    """A day that falls out and the days after the end are cancelled; what was due before today stays owed."""
    group = joint_group(network)
    start = today() - timedelta(days=14)
    row = agree_rhythm(
        by=network.actor("liaison"),
        group=group.pk,
        organisation=network.village_a.pk,
        what="走访",
        every=1,
        period="week",
        starts_on=start,
    )
    make_due_duties()
    assert len(due_in(ROOT, network.village_a.pk, today())) == 9
    adjust_rhythm(
        by=network.actor("liaison"),
        rhythm=row.pk,
        today=today(),
        ends_on=today() + timedelta(days=21),
        exceptions=[today() + timedelta(days=7), start],
    )
    left = [line.due_on for line in due_in(ROOT, network.village_a.pk, today())]
    assert left == [start + timedelta(days=7 * n) for n in (0, 1, 2, 4, 5)]
    assert rhythm_of(network.actor("editor"), row.pk)[1].exceptions == tuple(
        sorted(day.isoformat() for day in (start, today() + timedelta(days=7)))
    )
    make_due_duties()
    assert len(due_in(ROOT, network.village_a.pk, today())) == 5


def test_a_clock_that_was_far_ahead_makes_no_flood_at_once(network: Network) -> None:
    """A batch is bounded by rhythms and by dates of each; what was made stays one duty a date."""
    group = joint_group(network)
    agree_rhythm(
        by=network.actor("liaison"),
        group=group.pk,
        organisation=network.village_a.pk,
        what="走访",
        every=1,
        period="week",
        starts_on=today(),
        weekdays=["MO", "WE", "FR"],
    )
    assert make_duties(by=ROOT, today=today() + timedelta(days=3650)) == 1
    assert Duty.objects.by(ROOT).count() == 60
    mark = Rhythm.objects.by(ROOT).get().made_until
    make_due_duties()
    assert Rhythm.objects.by(ROOT).get().made_until == mark
    assert Duty.objects.by(ROOT).count() == 60
