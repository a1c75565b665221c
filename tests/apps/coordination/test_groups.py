from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lianjian.apps.coordination.actions.agree_rhythm import agree_rhythm
from lianjian.apps.coordination.actions.appoint_member import appoint_member
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.actions.cancel_duty import cancel_duty
from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.actions.form_group import form_group
from lianjian.apps.coordination.actions.make_duties import make_duties
from lianjian.apps.coordination.actions.record_meeting import record_meeting
from lianjian.apps.coordination.actions.release_member import release_member
from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.coordination.queries import (
    due_for,
    due_in,
    group_card,
    groups_of,
    late_under,
    log_entry,
    meeting,
    meetings_of,
    open_by_house,
    open_in,
)
from lianjian.apps.coordination.rules.meetings import DecisionDraft
from lianjian.apps.coordination.tasks import make_due_duties
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.queries import mandates
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.agreements.papers import in_force
from tests.apps.coordination.groups import joint_group
from tests.network import ROOT, Network, today


def test_the_joint_group_shows_its_members_leader_first(network: Network) -> None:
    """Everybody of the parties sees the group; its roles are in order."""
    group = joint_group(network)
    card = group_card(network.actor("editor"), group.pk)
    assert [(member.name, str(member.role)) for member in card.members] == [
        ("甲组长", "leader"),
        ("甲联络", "liaison"),
        ("张书记", "member"),
    ]


def test_a_part_in_a_group_ends_with_the_mandate(network: Network) -> None:
    """Whoever acts for no party any more sees and does nothing through the joint group, without being released."""
    group = joint_group(network)
    entry = write_log_entry(
        by=network.actor("secretary_a"), village=network.village_a.pk, text="走访", kind="visit"
    )
    liaison = network.actor("liaison")
    assert log_entry(liaison, entry.pk).text == "走访"
    (held,) = mandates(ROOT).filter(person=network.people["liaison"].pk)
    end_mandate(by=ROOT, mandate=held.pk, ends_on=today() - timedelta(days=1))
    former = network.actor("liaison")
    assert former.person == liaison.person
    assert groups_of(former) == []
    assert due_in(former, network.village_a.pk, today()) == []
    with pytest.raises(NotThere):
        log_entry(former, entry.pk)
    with pytest.raises(NotThere):
        group_card(former, group.pk)
    with pytest.raises(NotAllowed):
        assign_duty(by=former, organisation=network.village_a.pk, what="还管", due_on=today())
    with pytest.raises(NotThere):
        release_member(by=former, group=group.pk, person=network.people["secretary_a"].pk)


def test_a_group_has_one_leader_at_a_time(network: Network) -> None:
    """A second leader is refused until the first is released; the past stays in the rows."""
    group = joint_group(network)
    by = network.actor("liaison")

    def appoint_chief() -> None:
        chief = network.people["chief"].pk
        appoint_member(by=by, group=group.pk, person=chief, organisation=network.media.pk, role="leader")

    with pytest.raises(Refused, match="has a leader"):
        appoint_chief()
    release_member(by=by, group=group.pk, person=network.people["leader"].pk)
    appoint_chief()
    assert group_card(by, group.pk).members[0].name == "媒主任"


def test_nobody_without_a_mandate_there_enters_a_group(network: Network) -> None:
    """A member stands for a party in which they hold a mandate, and the party belongs to the group."""
    group = joint_group(network)
    by = network.actor("liaison")
    with pytest.raises(Refused, match="mandate"):
        appoint_member(
            by=by,
            group=group.pk,
            person=network.people["secretary_b"].pk,
            organisation=network.village_a.pk,
            role="member",
        )
    with pytest.raises(Refused, match="no party"):
        appoint_member(
            by=by,
            group=group.pk,
            person=network.people["secretary_b"].pk,
            organisation=network.village_b.pk,
            role="member",
        )


def test_forming_the_same_group_twice_is_forming_it_once(network: Network) -> None:
    """A form sent twice makes one group."""
    agreement = in_force(network).pk
    pair = [form_group(by=network.actor("leader"), name="小组", agreement=agreement) for _ in range(2)]
    assert pair[0].pk == pair[1].pk


def test_the_agreed_rhythm_becomes_dated_duties_once(network: Network) -> None:
    """However often the job runs, also with a clock set back, each date is one duty."""
    group = joint_group(network)
    start = today() - timedelta(days=20)
    agree_rhythm(
        by=network.actor("liaison"),
        group=group.pk,
        organisation=network.village_a.pk,
        what="到村走访",
        every=2,
        period="week",
        starts_on=start,
        person=network.people["secretary_a"].pk,
    )
    make_due_duties()
    make_due_duties()
    make_duties(by=ROOT, today=today() - timedelta(days=400))
    dates = [line.due_on for line in due_in(network.actor("secretary_a"), network.village_a.pk, today())]
    assert dates == [start + timedelta(weeks=2 * step) for step in range(5)]
    make_duties(by=ROOT, today=today() + timedelta(days=30))
    longer = [line.due_on for line in due_in(network.actor("secretary_a"), network.village_a.pk, today())]
    assert longer[:5] == dates
    assert len(longer) == len(set(longer)) > 5


def test_a_rhythm_stops_with_its_term(network: Network) -> None:
    """No duty is made after the agreed end."""
    group = joint_group(network)
    agree_rhythm(
        by=network.actor("liaison"),
        group=group.pk,
        organisation=network.media.pk,
        what="通电话",
        every=1,
        period="week",
        starts_on=today(),
        ends_on=today() + timedelta(days=8),
    )
    make_due_duties()
    assert len(due_in(network.actor("chief"), network.media.pk, today())) == 2


@pytest.mark.parametrize(("every", "period"), [(0, "week"), (61, "month"), (1, "day")])
def test_a_rhythm_that_makes_no_sense_is_refused(network: Network, every: int, period: str) -> None:
    """No step of zero, none of decades, no unknown period."""
    group = joint_group(network)
    with pytest.raises(Refused):
        agree_rhythm(
            by=network.actor("liaison"),
            group=group.pk,
            organisation=network.media.pk,
            what="通电话",
            every=every,
            period=period,
            starts_on=today(),
        )


def test_what_is_due_comes_to_the_person_and_to_nobodys_colleagues(network: Network) -> None:
    """A duty by name is that person's; one without a name is everybody's in the organisation."""
    by = network.actor("secretary_a")
    house = network.village_a.pk
    assign_duty(
        by=by,
        organisation=house,
        what="交月报",
        due_on=today() - timedelta(days=2),
        person=network.people["keeper_a"].pk,
    )
    assign_duty(by=by, organisation=house, what="开村民会", due_on=today())
    assert [(line.what, line.days_late) for line in due_for(network.actor("keeper_a"), today())] == [
        ("交月报", 2),
        ("开村民会", 0),
    ]
    assert [line.what for line in due_for(by, today())] == ["开村民会"]
    assert due_for(network.actor("secretary_b"), today()) == []


def test_a_finished_duty_is_finished_once_and_a_cancelled_one_never(network: Network) -> None:
    """Finishing twice tells one event; a closed duty takes no other turn."""
    by = network.actor("secretary_a")
    duty = assign_duty(by=by, organisation=network.village_a.pk, what="开会", due_on=today())
    finish_duty(by=network.actor("keeper_a"), duty=duty.pk)
    finish_duty(by=network.actor("keeper_a"), duty=duty.pk)
    assert EventRecord.objects.filter(name="coordination.duty_finished").count() == 1
    with pytest.raises(Refused, match="closed"):
        cancel_duty(by=by, duty=duty.pk, reason="不需要")
    other = assign_duty(by=by, organisation=network.village_a.pk, what="走访", due_on=today())
    cancel_duty(by=by, duty=other.pk, reason="下大雨")
    with pytest.raises(Refused, match="closed"):
        finish_duty(by=by, duty=other.pk)


def test_the_leader_sees_what_is_late_in_the_group_and_does_not_do_it_for_them(network: Network) -> None:
    """A glance shows it; finishing it is for the organisation's own people."""
    joint_group(network)
    duty = assign_duty(
        by=network.actor("secretary_a"),
        organisation=network.village_a.pk,
        what="整理停车位",
        due_on=today() - timedelta(days=5),
    )
    leader = network.actor("leader")
    assert [(line.what, line.days_late) for line in late_under(leader, today())] == [("整理停车位", 5)]
    assert late_under(network.actor("editor"), today()) == []
    with pytest.raises(NotAllowed):
        finish_duty(by=leader, duty=duty.pk)


def test_decisions_with_an_organisation_and_a_day_become_duties(network: Network) -> None:
    """Minutes are kept once, however often the form is sent, and what was decided is due."""
    group = joint_group(network)
    for _ in range(2):
        held = record_meeting(
            by=network.actor("liaison"),
            group=group.pk,
            title="第一次会议",
            held_at=timezone.now() - timedelta(hours=2),
            place="村部",
            minutes="议了两件事。<b>记</b>",
            attendees=[network.people["leader"].pk, network.people["secretary_a"].pk],
            decisions=[
                DecisionDraft("整理停车位", network.village_a.pk, today() + timedelta(days=9)),
                DecisionDraft("继续办夜校"),
            ],
            client_key="m-1",
        )
    line = meeting(network.actor("chief"), held.pk)
    assert line.minutes == "议了两件事。<b>记</b>"
    assert set(line.attendees) == {"甲组长", "张书记"}
    assert [(d.text, d.organisation_name, d.duty_state, d.duty) for d in line.decisions] == [
        (
            "整理停车位",
            "张洋村",
            "open",
            None,
        ),  # the duty is the village's: others of the group read its state
        ("继续办夜校", "", "", None),
    ]
    assert meeting(network.actor("secretary_a"), held.pk).decisions[0].duty is not None
    assert [d.what for d in due_for(network.actor("keeper_a"), today())] == ["整理停车位"]
    assert len(meetings_of(network.actor("chief"))) == 1


def test_minutes_are_not_written_before_the_meeting(network: Network) -> None:
    """A meeting to come has no minutes, and a stranger did not attend it."""
    group = joint_group(network)
    by = network.actor("liaison")
    with pytest.raises(Refused, match="still to come"):
        record_meeting(by=by, group=group.pk, title="会", held_at=timezone.now() + timedelta(days=1))
    with pytest.raises(Refused, match="no mandate"):
        record_meeting(
            by=by,
            group=group.pk,
            title="会",
            held_at=timezone.now(),
            attendees=[network.people["secretary_b"].pk],
        )


def test_village_b_sees_no_group_duty_or_meeting_of_the_others(network: Network) -> None:
    """Every door answers a stranger as if nothing were there."""
    group = joint_group(network)
    duty = assign_duty(
        by=network.actor("secretary_a"), organisation=network.village_a.pk, what="事", due_on=today()
    )
    held = record_meeting(
        by=network.actor("liaison"), group=group.pk, title="会", held_at=timezone.now() - timedelta(hours=1)
    )
    stranger = network.actor("secretary_b")
    assert groups_of(stranger) == []
    assert meetings_of(stranger) == []
    assert due_in(stranger, network.village_a.pk, today()) == []
    assert open_by_house(stranger, [network.village_a.pk], today()) == {}
    assert open_in(stranger, [network.village_a.pk], today(), late=False, limit=9) == []
    for door in (
        lambda: group_card(stranger, group.pk),
        lambda: meeting(stranger, held.pk),
        lambda: finish_duty(by=stranger, duty=duty.pk),
        lambda: cancel_duty(by=stranger, duty=duty.pk, reason="闯入"),
        lambda: record_meeting(by=stranger, group=group.pk, title="会", held_at=timezone.now()),
        lambda: release_member(by=stranger, group=group.pk, person=network.people["leader"].pk),
    ):
        with pytest.raises(NotThere):
            door()
    with pytest.raises(NotAllowed):
        assign_duty(by=stranger, organisation=network.village_a.pk, what="闯入", due_on=today())


def test_an_editor_of_a_party_runs_no_group(network: Network) -> None:
    """Seeing a group is not running it."""
    group = joint_group(network)
    with pytest.raises(NotAllowed):
        record_meeting(by=network.actor("editor"), group=group.pk, title="会", held_at=timezone.now())


def test_a_house_has_groups_of_its_own_beside_the_joint_ones(network: Network) -> None:
    """Asked for by organisation, only its own group comes, however many joint ones it belongs to."""
    joint = joint_group(network)
    by = network.actor("liaison")
    own = form_group(by=by, name="自己的小组", organisation=network.association.pk)
    assert {one.id for one in groups_of(by)} == {joint.pk, own.pk}
    assert [one.id for one in groups_of(by, organisation=network.association.pk)] == [own.pk]
    assert groups_of(network.actor("secretary_a"), organisation=network.association.pk) == []
