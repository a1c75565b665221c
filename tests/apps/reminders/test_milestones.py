"""A milestone of a joint project is owed by every party that has a part in it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.apps.projects.actions.advance_project import advance_project
from lianjian.apps.projects.actions.reach_milestone import reach_milestone
from lianjian.apps.projects.queries import milestones_dated, project_card
from lianjian.apps.projects.rules.joint import MilestoneDraft
from lianjian.apps.reminders.actions.choose_ways import choose_ways
from lianjian.apps.reminders.models import Case, Dispatch, Reminder
from lianjian.apps.reminders.queries import reminders_of
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.apps.reminders.tasks.sending import send_due
from lianjian.apps.reminders.tasks.walking import walk
from tests.apps.projects.promises import project
from tests.apps.reminders.owing import at, duty
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.apps.reminders.owing import Box
    from tests.network import Network

PARTIES = ("liaison", "chief", "secretary_a")
"""Who answers for association, media centre and village A, the parties of the project."""


def asked(network: Network, who: str) -> list[str]:
    return [one.what for one in reminders_of(network.actor(who), 9)]


def test_every_party_of_the_project_is_reminded_once(network: Network) -> None:
    """One case under the first party, and one reminder of it for whoever answers for each; nobody else has one, however
    often the job runs. Each of them finds it in their calendar."""
    project(network, milestones=[MilestoneDraft("封顶", today() - timedelta(days=10))])
    for _time in range(3):
        walk(at(0))
    case = Case.objects.by(ROOT).get(kind=Kind.MILESTONE)
    assert case.organisation_id == network.association.pk
    told = Reminder.objects.by(ROOT).filter(case=case)
    assert sorted(told.values_list("person", flat=True)) == sorted(network.people[who].pk for who in PARTIES)
    for who in PARTIES:
        assert asked(network, who) == ["溪谷民宿：封顶"]
        assert milestones_dated(network.actor(who), until=today(), mine=True)
    assert asked(network, "secretary_b") == []
    assert milestones_dated(network.actor("secretary_b"), until=today(), mine=True) == []


def test_it_is_still_one_message_a_day_for_each(network: Network, outbox: dict[str, Box]) -> None:
    """With two milestones and a duty there is one letter for each person, and all of theirs is in it."""
    project(
        network,
        milestones=[MilestoneDraft("封顶", today()), MilestoneDraft("开业", today() + timedelta(days=1))],
    )
    duty(network, 0)
    for who in PARTIES:
        choose_ways(
            by=network.actor(who), by_mail=True, email=f"{who}@example.cn".replace("_", "-"), rest_days=False
        )
    walk(at(0))
    send_due(at(0))
    assert Dispatch.objects.by(ROOT).filter(channel="mail").count() == len(PARTIES)
    letters = {to["email"]: letter for letter, to in outbox["mail"].letters}
    assert len(letters) == len(outbox["mail"].letters) == len(PARTIES)
    assert "整理停车位" in str(letters["secretary-a@example.cn"])
    assert all("封顶" in str(letter) and "开业" in str(letter) for letter in letters.values())


def test_what_one_party_does_settles_it_for_all(network: Network) -> None:
    """Reached by one, or the project given up: nobody is reminded of it any more."""
    secretary = network.actor("secretary_a")
    first = project(network, milestones=[MilestoneDraft("封顶", today())])
    second = project(network, title="茶园", key="tea", milestones=[MilestoneDraft("开业", today())])
    walk(at(0))
    assert len(asked(network, "chief")) == 2
    (point,) = project_card(secretary, first.pk, today()).milestones
    reach_milestone(by=secretary, milestone=point.id)
    assert asked(network, "chief") == asked(network, "liaison") == ["茶园：开业"]
    advance_project(by=secretary, project=second.pk, stage="given-up", text="没有人手")
    walk(at(1))
    assert asked(network, "chief") == []
