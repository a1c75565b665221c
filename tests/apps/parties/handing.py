"""A village about to change hands: what its first secretary has open in four rooms, and the one who comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.apps.coordination.actions.agree_rhythm import agree_rhythm
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.actions.write_by_word import write_by_word
from lianjian.apps.parties.models import Mandate
from lianjian.apps.parties.queries import actor_of_person
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from tests.apps.coordination.groups import joint_group
from tests.network import PASSWORD, ROOT, today

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor
    from tests.network import Network


@dataclass(frozen=True)
class Village:
    """``mandate`` is that of the one who leaves; the numbers are keys of what they have open."""

    network: Network
    mandate: int
    successor: int
    duty: int
    loose_duty: int
    rhythm: int
    obstacle: int
    promise: int
    word: int
    group: int

    @property
    def house(self) -> int:
        return self.network.village_a.pk

    @property
    def outgoing(self) -> int:
        return self.network.people["secretary_a"].pk

    @property
    def leaves(self) -> Actor:
        return self.network.actor("secretary_a")

    @property
    def comes(self) -> Actor:
        return actor_of_person(self.successor)


def newcomer(network: Network, name: str, *, starts_in: int = 0, role: str = "member") -> int:
    """Somebody with an account and a mandate in village A from today or later."""
    person = register_person(by=ROOT, name=name)
    open_account(by=ROOT, person=person.pk, username=f"p{person.pk}", password=PASSWORD)
    grant_mandate(
        by=ROOT,
        person=person.pk,
        organisation=network.village_a.pk,
        role=role,
        starts_on=today() + timedelta(days=starts_in),
    )
    return person.pk


def village(network: Network, *, starts_in: int = 0) -> Village:
    """A duty that names the secretary and one that names nobody, a rhythm, an obstacle, a promise of the village, a promise by
    word, a part in the joint group."""
    house, person = network.village_a.pk, network.people["secretary_a"].pk
    group = joint_group(network)
    leaves, soon = network.actor("secretary_a"), today() + timedelta(days=9)
    rhythm = agree_rhythm(
        by=network.actor("liaison"),
        group=group.pk,
        organisation=house,
        what="入户走访",
        every=2,
        period="week",
        starts_on=today(),
        person=person,
    )
    return Village(
        network=network,
        mandate=Mandate.objects.by(ROOT).get(person=person, organisation=house).pk,
        successor=newcomer(network, "新书记", starts_in=starts_in),
        duty=assign_duty(by=leaves, organisation=house, what="交水样", due_on=soon, person=person).pk,
        loose_duty=assign_duty(by=leaves, organisation=house, what="报产量", due_on=soon).pk,
        rhythm=rhythm.pk,
        obstacle=raise_obstacle(by=leaves, organisation=house, text="缺冷库", owner=person).pk,
        promise=make_commitment(
            by=leaves,
            giver=house,
            receiver=network.association.pk,
            work_area="industry",
            text="腾出旧祠堂",
            due_on=soon,
        ).pk,
        word=write_by_word(by=leaves, organisation=house, kind="word", words="答应老陈：学校边装一盏路灯").pk,
        group=group.pk,
    )


def leave(place: Village, *, days_ago: int = 1) -> None:
    """The last day of the one who leaves lies behind."""
    end_mandate(by=ROOT, mandate=place.mandate, ends_on=today() - timedelta(days=days_ago))
