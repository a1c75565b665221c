"""Every action and every query of the room, tried by people who have no part in it."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from lianjian.apps.reminders import actions, queries
from lianjian.apps.reminders.actions.answer_case import answer_case
from lianjian.apps.reminders.actions.choose_ways import choose_ways
from lianjian.apps.reminders.actions.claim_dispatch import claim_dispatch
from lianjian.apps.reminders.actions.close_calendar import close_calendar
from lianjian.apps.reminders.actions.end_dispatch import end_dispatch
from lianjian.apps.reminders.actions.open_calendar import open_calendar
from lianjian.apps.reminders.actions.remind import remind
from lianjian.apps.reminders.actions.remove_robot import remove_robot
from lianjian.apps.reminders.actions.see_reminders import see_reminders
from lianjian.apps.reminders.actions.settle_case import settle_case
from lianjian.apps.reminders.actions.settle_gone import settle_gone
from lianjian.apps.reminders.actions.store_robot import store_robot
from lianjian.apps.reminders.actions.try_robot import try_robot
from lianjian.apps.reminders.models import Dispatch, Reminder
from lianjian.apps.reminders.rules.dispatches import DispatchState
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.apps.reminders.tasks.walking import walk
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere
from tests.apps.coordination.groups import joint_group
from tests.apps.reminders.owing import WEBHOOK, at, duty
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class World:
    """A late duty of village A of which its secretary was reminded, and a robot of its joint group."""

    network: Network
    duty: int
    group: int
    robot: int
    reminder: int
    dispatch: int


@pytest.fixture
def world(network: Network) -> World:
    group = joint_group(network)
    robot = store_robot(
        by=network.actor("liaison"), group=group.pk, kind="wecom", name="群", values={"webhook": WEBHOOK}
    )
    choose_ways(by=network.actor("secretary_a"), by_mail=True, email="zhang@example.cn")
    row = duty(network, -10)
    walk(at(0))
    mine = Reminder.objects.by(ROOT).get(person=network.people["secretary_a"].pk)
    return World(
        network, row.pk, group.pk, robot.pk, mine.pk, Dispatch.objects.by(ROOT).get(channel="mail").pk
    )


ONLY_THE_SYSTEM: dict[str, Callable[[Actor, World], Any]] = {
    "answer_case": lambda by, w: answer_case(by=by, kind=Kind.DUTY, thing=w.duty),
    "claim_dispatch": lambda by, _: claim_dispatch(by=by, now=at(3)),
    "end_dispatch": lambda by, w: end_dispatch(
        by=by, dispatch=w.dispatch, now=at(3), state=DispatchState.DROPPED
    ),
    "remind": lambda by, _: remind(by=by, kind=Kind.DUTY, now=at(0)),
    "settle_case": lambda by, w: settle_case(by=by, kind=Kind.DUTY, thing=w.duty),
    "settle_gone": lambda by, _: settle_gone(by=by, kind=Kind.DUTY, now=at(0)),
}
OF_THE_GROUP: dict[str, Callable[[Actor, World], Any]] = {
    "remove_robot": lambda by, w: remove_robot(by=by, robot=w.robot),
    "store_robot": lambda by, w: store_robot(
        by=by, group=w.group, kind="wecom", name="闯", values={"webhook": WEBHOOK}
    ),
    "try_robot": lambda by, w: try_robot(by=by, robot=w.robot),
}
ABOUT_ONESELF = {"choose_ways", "close_calendar", "open_calendar", "see_reminders"}
"""They know nobody but the one who acts."""

LISTS: dict[str, Callable[[Actor, World], Any]] = {
    "count_reminders": lambda by, _: range(queries.count_reminders(by)),
    "count_silent": lambda by, _: range(queries.count_silent(by, today())),
    "count_unseen": lambda by, _: range(queries.count_unseen(by)),
    "reminders_of": lambda by, _: queries.reminders_of(by, 9),
    "robots_of": lambda by, w: queries.robots_of(by, w.group),
    "silent": lambda by, _: queries.silent(by, today(), 9),
    "told_about": lambda by, w: list(queries.told_about(by, Kind.DUTY, [w.duty])),
    "unseen_keys": lambda by, _: queries.unseen_keys(by),
}
CARDS: dict[str, Callable[[Actor, World], Any]] = {
    "calendar_for": lambda _by, _w: queries.calendar_for("guessed", timezone.now()),
    "dispatch": lambda by, w: queries.dispatch(by, w.dispatch),
    "robot": lambda by, w: queries.robot(by, w.robot),
}
OWN = {"calendar_opened_at", "last_mail", "ways_of"}


def test_no_door_was_forgotten() -> None:
    """Each action and each query stands in one of the tables above, so that a new one is tried too."""
    verbs = {module.name for module in pkgutil.iter_modules(actions.__path__) if module.name[0] != "_"}
    assert {*ONLY_THE_SYSTEM, *OF_THE_GROUP, *ABOUT_ONESELF} == verbs
    asked = {name for name in queries.__all__ if name[0].islower()}
    assert {*LISTS, *CARDS, *OWN} == asked


def somebody(world: World, who: str) -> Actor:
    return Actor.visitor() if who == "visitor" else world.network.actor(who)


@pytest.mark.parametrize("who", ["secretary_b", "visitor", "editor"])
def test_those_without_a_part_change_nothing(world: World, who: str) -> None:
    """Another village, a visitor and a colleague who runs nothing are refused at every action of the group's and the
    system's, and no event is told."""
    by, told = somebody(world, who), EventRecord.objects.count()
    for door in (*ONLY_THE_SYSTEM.values(), *OF_THE_GROUP.values()):
        with pytest.raises((NotThere, NotAllowed)):
            door(by, world)
    assert see_reminders(by=by, reminders=[world.reminder]) == 0
    assert EventRecord.objects.count() == told


def test_the_leader_runs_the_robot_and_not_the_system(world: World) -> None:
    """Who runs the group may try its robot; nobody but the system walks, sends and closes cases."""
    leader = world.network.actor("leader")
    assert try_robot(by=leader, robot=world.robot).trial
    for door in ONLY_THE_SYSTEM.values():
        with pytest.raises(NotAllowed):
            door(leader, world)


@pytest.mark.parametrize("who", ["secretary_b", "visitor"])
def test_those_without_a_part_read_nothing(world: World, who: str) -> None:
    """Lists are empty, cards are not there, and what is somebody's own is not another's."""
    by = somebody(world, who)
    assert {name: list(door(by, world)) for name, door in LISTS.items()} == {name: [] for name in LISTS}
    for door in CARDS.values():
        with pytest.raises(NotThere):
            door(by, world)
    assert (queries.ways_of(by).email, queries.last_mail(by), queries.calendar_opened_at(by)) == (
        "",
        None,
        None,
    )


def test_nobody_reads_the_address_of_another(world: World) -> None:
    """Not the leader of the group, not a colleague of the same village: the address is one's own."""
    assert queries.ways_of(world.network.actor("secretary_a")).email == "zhang@example.cn"
    for who in ("leader", "liaison", "keeper_a"):
        assert queries.ways_of(world.network.actor(who)).email == ""
        with pytest.raises(NotThere):
            queries.dispatch(world.network.actor(who), world.dispatch)


def test_visitors_choose_and_open_nothing(world: World) -> None:
    """Without a mandate there is nothing to be reminded of."""
    visitor = Actor.visitor()
    for door in (
        lambda: choose_ways(by=visitor, by_mail=False),
        lambda: open_calendar(by=visitor),
        lambda: close_calendar(by=visitor),
    ):
        with pytest.raises(NotAllowed):
            door()
    assert close_calendar(by=world.network.actor("secretary_b")) is False


def test_the_sealed_address_is_not_in_the_row(world: World) -> None:
    """Neither row nor trail holds the webhook; it opens with the key of the installation only."""
    from lianjian.apps.reminders.models import Robot
    from lianjian.apps.reminders.queries.robots import opened

    row = Robot.objects.by(ROOT).get()
    assert "0123-4567" not in str(vars(row))
    assert opened(row) == {"webhook": WEBHOOK}
    assert not EventRecord.objects.filter(payload__icontains="0123-4567").exists()
