"""What the walk and the sending cost does not grow with those who are told, nor with what has been told before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.test.utils import CaptureQueriesContext

from lianjian.apps.coordination.queries import groups_looking_after
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.reminders.actions import remind as reminding
from lianjian.apps.reminders.actions.claim_dispatch import claim_dispatch
from lianjian.apps.reminders.actions.remind import remind
from lianjian.apps.reminders.models import Dispatch, Reminder, Ways
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.apps.reminders.tasks.walking import walk
from tests.apps.coordination.groups import joint_group
from tests.apps.reminders.owing import at, duty
from tests.network import ROOT, today
from tests.web.crowd import crowd

if TYPE_CHECKING:
    import pytest

    from tests.network import Network


def liaisons(network: Network, count: int) -> None:
    """So many more people who answer for village A and chose e-mail."""
    for number in range(count):
        person = register_person(by=ROOT, name=f"联络{number}")
        grant_mandate(
            by=ROOT,
            person=person.pk,
            organisation=network.village_a.pk,
            role="liaison",
            starts_on=today() - timedelta(days=9),
        )
        Ways.objects.create(person=person, by_mail=True, email=f"{person.pk}@example.cn", rest_days=False)


def queries_of_a_walk(day: int) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        assert remind(by=ROOT, kind=Kind.DUTY, now=at(day))
    return [one["sql"] for one in seen]


def test_a_batch_costs_the_same_however_many_are_told(network: Network) -> None:
    """Two more people with a message of their own each, and twelve more: as many queries."""
    liaisons(network, 1)
    duty(network, 9, "甲")
    queries_of_a_walk(2)
    counted = []
    for day, more in ((3, 2), (4, 12)):
        liaisons(network, more)
        duty(network, 7 + day, f"第{day}天的事")
        counted.append(len(queries_of_a_walk(day)))
    assert Dispatch.objects.by(ROOT).count() == 1 + 3 + 15
    assert counted[0] == counted[1]


def test_a_day_on_which_nothing_is_to_be_said_writes_no_case(network: Network) -> None:
    """Between two stages the things are looked at and their cases left alone; a new title is taken over."""
    row = duty(network, 7, "整理停车位")
    assert any('INSERT INTO "reminders_case"' in one for one in queries_of_a_walk(0))
    assert not any('UPDATE "reminders_case"' in one for one in queries_of_a_walk(2))
    row.what = "整理停车场"
    row.save()
    assert any('UPDATE "reminders_case"' in one for one in queries_of_a_walk(3))
    assert Reminder.objects.by(ROOT).get().case.what == "整理停车场"


def test_the_oldest_group_speaks_for_a_house_of_many(network: Network) -> None:
    """The association belongs to forty joint groups: the database names the oldest, one row comes back."""
    group = joint_group(network)
    crowd(network, 0, 40)
    _joint, chosen = groups_looking_after([network.association.pk, network.village_a.pk], [])
    assert chosen == {network.association.pk: group.pk, network.village_a.pk: group.pk}


def test_a_message_is_claimed_without_sorting_all_that_wait(network: Network) -> None:
    """What a killed sender left comes first, then what has waited longest; both are found by the index."""
    for number, (state, minutes) in enumerate((("queued", 3), ("queued", 5), ("sending", 1))):
        Dispatch.objects.create(
            key=f"mail:{number}",
            channel="mail",
            person=network.people["leader"],
            day=today(),
            state=state,
            next_at=at(0) - timedelta(minutes=minutes),
            lease_until=at(0) - timedelta(seconds=1) if state == "sending" else None,
        )
    with CaptureQueriesContext(connection) as seen:
        held = [claim_dispatch(by=ROOT, now=at(0)) for _go in range(4)]
    assert [one and one.key for one in held] == ["mail:2", "mail:1", "mail:0", None]
    assert not any(" OR " in one["sql"] for one in seen if "SELECT" in one["sql"])


def test_the_job_of_the_worker_stops_and_goes_on(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other jobs wait for it: after its share it ends, and the next call goes on behind it until all are told."""
    monkeypatch.setattr(reminding, "AT_A_TIME", 2)
    for number in range(7):
        duty(network, 7, f"事项{number}")
    told = []
    for _call in range(5):
        walk(at(0), most=3)
        told.append(Reminder.objects.by(ROOT).count())
    assert told == [4, 4, 7, 7, 7]
    assert walk(at(0)) == 0
