"""Who is reminded of what, once, by one sender; what is done meanwhile is not sent."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.coordination.actions.appoint_member import appoint_member
from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.actions.form_group import form_group
from lianjian.apps.coordination.actions.plan_meeting import plan_meeting
from lianjian.apps.coordination.actions.record_meeting import record_meeting
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.queries import mandates
from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.reminders.actions import remind as reminding
from lianjian.apps.reminders.actions.choose_ways import choose_ways
from lianjian.apps.reminders.actions.remind import remind
from lianjian.apps.reminders.actions.see_reminders import see_reminders
from lianjian.apps.reminders.actions.store_robot import store_robot
from lianjian.apps.reminders.models import Case, Dispatch, Reminder
from lianjian.apps.reminders.ports import NotTaken
from lianjian.apps.reminders.queries import (
    count_silent,
    count_unseen,
    dispatch,
    reminders_of,
    silent,
    told_about,
)
from lianjian.apps.reminders.rules.dispatches import Cause
from lianjian.apps.reminders.rules.stages import Kind, Stage
from lianjian.apps.reminders.tasks.sending import send_due
from lianjian.apps.reminders.tasks.walking import walk
from lianjian.kernel.clock import CHINA
from lianjian.kernel.refusals import NotAllowed, Refused, Unreachable
from tests.apps.coordination.groups import joint_group
from tests.apps.projects.promises import promise
from tests.apps.reminders.owing import WEBHOOK, Box, at, duty
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network


def stages(network: Network, who: str) -> list[str]:
    """What a person was sent, in order."""
    rows = Reminder.objects.by(ROOT).filter(person=network.people[who].pk)
    return list(rows.order_by("pk").values_list("stage", flat=True))


def test_from_a_week_before_to_the_list_of_the_silent(network: Network) -> None:
    """One duty, walked over each day, is asked for six times, told to the leader once, and then stands on the list."""
    joint_group(network)
    row = duty(network, 7)
    for day in (0, 3, 6, 7, 8, 15, 16, 17, 28, 51, 52, 60):
        walk(at(day))
    assert stages(network, "secretary_a") == ["week", "eve", "day", "late-9", "late-21", "late-45"]
    assert stages(network, "leader") == ["leader"]
    later = today() + timedelta(days=60)
    (line,) = silent(network.actor("leader"), later, 10)
    assert (line.what, line.organisation_name, line.days_late, line.over) == (
        "整理停车位",
        "张洋村",
        53,
        True,
    )
    assert [one.stage for one in line.told] == [
        "late-45",
        "leader",
        "late-21",
        "late-9",
        "day",
        "eve",
        "week",
    ]
    assert count_silent(network.actor("secretary_b"), later) == 0
    finish_duty(by=network.actor("secretary_a"), duty=row.pk)
    assert count_silent(network.actor("leader"), later) == 0


def test_two_groups_that_share_a_case_do_not_remind_twice(network: Network) -> None:
    """The village is in two joint groups, each with a robot: one of them sends, and one leader is told."""
    group = joint_group(network)
    second = form_group(by=network.actor("liaison"), name="第二小组", agreement=group.agreement_id)
    appoint_member(
        by=network.actor("liaison"),
        group=second.pk,
        person=network.people["chief"].pk,
        organisation=network.media.pk,
        role="leader",
    )
    for one in (group.pk, second.pk):
        store_robot(
            by=network.actor("liaison"), group=one, kind="wecom", name="群", values={"webhook": WEBHOOK}
        )
    duty(network, -30)
    walk(at(0))
    rows = Reminder.objects.by(ROOT)
    assert rows.filter(robot__isnull=False).count() == 1
    assert rows.filter(stage=Stage.LEADER).count() == 1
    assert rows.filter(robot__isnull=True, stage=Stage.LATE_21).count() == 1


def test_a_duty_by_name_reminds_that_person_until_the_mandate_ends(network: Network) -> None:
    """Whoever has left is not chased: what fell to them falls to whoever answers for the organisation."""
    duty(network, 1, person="keeper_a")
    walk(at(0))
    assert stages(network, "keeper_a") == ["eve"]
    assert stages(network, "secretary_a") == []
    (held,) = mandates(ROOT).filter(person=network.people["keeper_a"].pk)
    end_mandate(by=ROOT, mandate=held.pk, ends_on=today())
    walk(at(1))
    assert stages(network, "keeper_a") == ["eve"]
    assert stages(network, "secretary_a") == ["day"]


def test_one_message_a_day_however_much_is_due(network: Network, outbox: dict[str, Box]) -> None:
    """Twelve things make one e-mail; what comes after it has left waits for the next morning."""
    choose_ways(by=network.actor("secretary_a"), by_mail=True, email="zhang@example.cn", rest_days=False)
    for number in range(12):
        duty(network, 1, f"事项{number}")
    walk(at(0, 3))
    assert send_due(at(0, 3)) == {}
    assert send_due(at(0, 9)) == {"sent": 1}
    duty(network, 1, "后来的事")
    walk(at(0, 11))
    assert send_due(at(0, 12)) == {}
    assert send_due(at(1, 9)) == {"sent": 1}
    (first, to), (second, _to) = outbox["mail"].letters
    assert to == {"email": "zhang@example.cn"}
    assert len(first.lines) == 12
    assert [line.what for line in second.lines] == ["后来的事"]
    assert all("张书记" not in str(letter) for letter in (first, second))


def test_what_is_done_meanwhile_is_not_sent(network: Network, outbox: dict[str, Box]) -> None:
    """Finished between the walk and the morning, it is left out; a message with nothing left is not sent at all."""
    choose_ways(by=network.actor("secretary_a"), by_mail=True, email="zhang@example.cn", rest_days=False)
    one, other = duty(network, 1, "甲"), duty(network, 1, "乙")
    walk(at(0, 3))
    finish_duty(by=network.actor("secretary_a"), duty=one.pk)
    assert count_unseen(network.actor("secretary_a")) == 1
    finish_duty(by=network.actor("secretary_a"), duty=other.pk)
    assert send_due(at(0, 9)) == {"dropped": 1}
    assert outbox["mail"].letters == []
    assert reminders_of(network.actor("secretary_a"), 10) == []


def test_a_channel_that_does_not_answer_is_tried_again_and_a_refusal_is_not(
    network: Network, outbox: dict[str, Box]
) -> None:
    """Unreachable: with growing pauses, then given up. Refused: once, with the cause for whoever can cure it."""
    choose_ways(by=network.actor("secretary_a"), by_mail=True, email="zhang@example.cn", rest_days=False)
    duty(network, 1)
    walk(at(0, 9))
    outbox["mail"].answer = Unreachable("timeout", after=600)
    assert send_due(at(0, 9)) == {"queued": 1}
    assert send_due(at(0, 9) + timedelta(minutes=9)) == {}
    moment, tries = at(0, 9), 1
    while Dispatch.objects.by(ROOT).get().state == "queued":
        moment += timedelta(hours=9)
        tries += sum(send_due(moment).values())
    row = Dispatch.objects.by(ROOT).get()
    assert (tries, row.state, row.detail) == (9, "given-up", "timeout")
    duty(network, 1, "另一件")
    walk(at(1, 9))
    outbox["mail"].answer = NotTaken(Cause.RECIPIENT, "550 no such user")
    assert send_due(at(2, 9)) == {"refused": 1}
    assert send_due(at(3, 9)) == {}
    line = dispatch(network.actor("secretary_a"), Dispatch.objects.by(ROOT).latest("pk").pk)
    assert (line.cause, line.detail) == (Cause.RECIPIENT, "550 no such user")


def test_a_sender_that_was_killed_gives_the_message_back(network: Network, outbox: dict[str, Box]) -> None:
    """It was claimed and nothing was written: after five minutes somebody else sends it under the same key."""
    choose_ways(by=network.actor("secretary_a"), by_mail=True, email="zhang@example.cn", rest_days=False)
    duty(network, 1)
    walk(at(0, 9))
    outbox["mail"].answer = KeyboardInterrupt()  # type: ignore[assignment] # the end of a process
    with pytest.raises(KeyboardInterrupt):
        send_due(at(0, 9))
    outbox["mail"].answer = None
    assert send_due(at(0, 9) + timedelta(minutes=4)) == {}
    assert send_due(at(0, 9) + timedelta(minutes=6)) == {"sent": 1}
    assert outbox["mail"].letters[0][0].key == Dispatch.objects.by(ROOT).get().key


def test_a_walk_that_was_killed_goes_on_where_it_was(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batch by batch: what a batch did not commit is done again, what it did is not; a week's pause makes no flood."""
    monkeypatch.setattr(reminding, "AT_A_TIME", 3)
    for number in range(8):
        duty(network, 7, f"事项{number}")
    assert remind(by=ROOT, kind=Kind.DUTY, now=at(0)) == 3
    with monkeypatch.context() as broken:
        broken.setattr(reminding, "post", lambda *_: (_ for _ in ()).throw(RuntimeError))
        with pytest.raises(RuntimeError):
            remind(by=ROOT, kind=Kind.DUTY, now=at(0))
    assert len(stages(network, "secretary_a")) == 3
    walk(at(0))
    assert stages(network, "secretary_a") == ["week"] * 8
    walk(at(16))
    assert stages(network, "secretary_a") == ["week"] * 8 + ["late-9"] * 8
    walk(at(3))
    assert len(stages(network, "secretary_a")) == 16


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    due=st.integers(-50, 30),
    runs=st.lists(st.tuples(st.integers(-10, 60), st.integers(0, 23)), min_size=1, max_size=5),
)
def test_whatever_the_clock_says_each_reminder_is_written_once(
    network: Network, due: int, runs: list[tuple[int, int]]
) -> None:
    """Run at any hours, in any order of days: no stage twice, none after a later one, one message a day."""
    Case.objects.by(ROOT).delete()
    Dispatch.objects.by(ROOT).delete()
    choose_ways(by=network.actor("secretary_a"), by_mail=True, email="zhang@example.cn", rest_days=True)
    row = duty(network, due)
    for day, hour in runs:
        walk(at(day, hour))
    sent = list(
        Reminder.objects.by(ROOT)
        .filter(case__thing=row.pk, case__kind=Kind.DUTY, person=network.people["secretary_a"].pk)
        .order_by("pk")
        .values_list("stage", flat=True)
    )
    order = ["week", "eve", "day", "late-9", "late-21", "late-45"]
    assert [order.index(one) for one in sent] == sorted({order.index(one) for one in sent})
    keys = list(Dispatch.objects.by(ROOT).values_list("person", "day"))
    assert len(keys) == len(set(keys))
    for leaves in Dispatch.objects.by(ROOT).values_list("next_at", flat=True):
        local = leaves.astimezone(CHINA)
        assert 8 <= local.hour < 21
        assert local.weekday() < 5


def test_whoever_reports_is_not_silent(network: Network) -> None:
    """A report of progress is an answer until the next reminder; a commitment reported done is not chased."""
    joint_group(network)
    row = promise(network)
    late = (today() - row.due_on).days
    walk(at(10 - late))
    day = today() + timedelta(days=10 - late)
    assert count_silent(network.actor("leader"), day) == 1
    report_progress(by=network.actor("liaison"), commitment=row.pk, text="在办")
    Case.objects.by(ROOT).update(answered_on=day)
    assert count_silent(network.actor("leader"), day) == 0
    walk(at(21 - late))
    assert count_silent(network.actor("leader"), day + timedelta(days=11)) == 1
    assert told_about(network.actor("liaison"), Kind.COMMITMENT, [row.pk])[row.pk][0].stage in {
        "late-21",
        "leader",
    }


def test_those_invited_are_reminded_of_the_meeting_and_then_of_its_minutes(network: Network) -> None:
    """The day before to whoever is invited; when it has been held, that the minutes are there, until they were read."""
    group = joint_group(network)
    invited = [network.people["leader"].pk, network.people["secretary_a"].pk]
    held = plan_meeting(
        by=network.actor("liaison"), group=group.pk, title="联席会", held_at=at(1, 15), invited=invited
    )
    walk(at(0))
    assert stages(network, "leader") == stages(network, "secretary_a") == ["eve"]
    assert stages(network, "liaison") == []
    held.held_at = at(-1)
    held.save()
    record_meeting(
        by=network.actor("liaison"),
        group=group.pk,
        title="联席会",
        held_at=at(-1),
        meeting=held.pk,
        attendees=invited[:1],
    )
    walk(at(0, 20))
    assert stages(network, "leader") == ["eve", "day"]
    assert [line.kind for line in reminders_of(network.actor("leader"), 9)] == ["minutes"]


def test_seeing_is_noted_once_and_only_by_oneself(network: Network) -> None:
    """The number in the bar falls when the page is opened; nobody marks what belongs to another."""
    duty(network, 1)
    walk(at(0))
    me = network.actor("secretary_a")
    keys = [line.id for line in reminders_of(me, 9)]
    assert (count_unseen(me), see_reminders(by=network.actor("secretary_b"), reminders=keys)) == (1, 0)
    assert (see_reminders(by=me, reminders=keys), see_reminders(by=me, reminders=keys)) == (1, 0)
    assert count_unseen(me) == 0


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b", "x" * 300 + "@example.cn", "a@例.cn", "a b@c.cn", "a@b.cn\n"]
)
def test_an_address_that_is_none_is_refused(network: Network, address: str) -> None:
    """Beside its field, before anything is kept."""
    if address == "a@b.cn\n":
        address = "a@b.cn\nBcc: c@d.cn"
    with pytest.raises(Refused) as refused:
        choose_ways(by=network.actor("secretary_a"), by_mail=True, email=address)
    assert refused.value.field == "email"


def test_only_the_system_walks(network: Network) -> None:
    """People do not start the reminders of everybody."""
    with pytest.raises(NotAllowed):
        remind(by=network.actor("leader"), kind=Kind.DUTY, now=at(0))


def test_whoever_has_to_confirm_is_reminded_too(network: Network) -> None:
    """From the day of the report on the receiver is asked, and not any more once it has answered."""
    row = promise(network)
    walk(at(0))
    before = len(stages(network, "secretary_a"))
    report_done(by=network.actor("liaison"), commitment=row.pk, text="办好了")
    assert row.receiver_id == network.village_a.pk
    walk(at(0))
    assert stages(network, "secretary_a")[before:] == ["day"]
    walk(at(9))
    assert stages(network, "secretary_a")[before:] == ["day", "late-9"]
    confirm_commitment(by=network.actor("secretary_a"), commitment=row.pk)
    walk(at(45))
    assert stages(network, "secretary_a")[before:] == ["day", "late-9"]
    assert not Case.objects.by(ROOT).filter(kind=Kind.CONFIRMATION, settled_at=None).exists()
