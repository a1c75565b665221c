"""A village about to change hands: what its first secretary has open in five rooms, and the one who comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.agreements.actions.propose_change import propose_change
from lianjian.apps.agreements.actions.take_stand import take_stand
from lianjian.apps.agreements.queries import talks
from lianjian.apps.coordination.actions.agree_rhythm import agree_rhythm
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.actions.plan_gathering import plan_gathering
from lianjian.apps.exchange.actions.record_need import record_need
from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.actions.write_by_word import write_by_word
from lianjian.apps.parties.models import Mandate
from lianjian.apps.parties.ports import sources
from lianjian.apps.parties.queries import actor_of_person
from lianjian.apps.parties.queries.handovers import pack
from lianjian.apps.parties.queries.holding import owners_of
from lianjian.apps.parties.rules.open_things import Wanted
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from tests.apps.agreements.papers import draft
from tests.apps.coordination.groups import joint_group
from tests.network import PASSWORD, ROOT, today

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.parties.queries.holding import Held
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


@dataclass(frozen=True)
class Besides:
    """What else the one who leaves has open: keys of a need, a gathering, and what was said about a draft."""

    need: int
    gathering: int
    draft: int
    proposal: int
    objection: int

    @property
    def refs(self) -> set[str]:
        return {
            f"exchange/need:{self.need}",
            f"coordination/gathering:{self.gathering}",
            f"agreements/proposal:{self.proposal}",
            f"agreements/objection:{self.objection}",
        }


def besides(place: Village) -> Besides:
    """A need, a gathering being planned, a proposal and an objection about two clauses of a draft, all by the one who
    leaves."""
    by, house = place.leaves, place.house
    begins = timezone.now() + timedelta(days=5)
    text = draft(place.network).pk
    first, second, _third = talks(by, text).clauses
    stand = take_stand(
        by=by,
        agreement=text,
        clause=second.id,
        organisation=house,
        stand="objects",
        seen_words=second.words,
        reason="一年拍四部拍不完",
    )
    assert stand is not None
    return Besides(
        need=record_need(by=by, organisation=house, work_area="industry", text="一座冷库").pk,
        gathering=plan_gathering(
            by=by,
            organiser=house,
            title="茶山主题党日",
            kind="theme-day",
            begins_at=begins,
            ends_at=begins + timedelta(hours=3),
        ).pk,
        draft=text,
        proposal=propose_change(
            by=by,
            agreement=text,
            organisation=house,
            kind="change",
            clause=first.id,
            text="三方支部每季度共同开展一次主题党日。",
            seen_words=first.words,
        ).pk,
        objection=stand.pk,
    )


def begun(place: Village) -> int:
    """The handover from the one who leaves to the one who comes."""
    return begin_handover(by=place.leaves, mandate=place.mandate, successor=place.successor).pk


def accept_all(place: Village, handover: int) -> None:
    """The one who comes takes over whatever is undecided."""
    for item in pack(place.comes, handover, today()).open:
        accept_item(by=place.comes, handover=handover, item=item.ref)


def everything(day: date) -> list[Held]:
    """Each open thing of the whole network, from every room, with who holds it on that day."""
    things = [thing for source in sources() for thing in source.things(Wanted(today=today()), 500)]
    return owners_of(things, day)


def held_by(place: Village, day: date) -> dict[str, Held]:
    """Those of the village, by reference."""
    return {held.thing.ref: held for held in everything(day) if held.thing.organisation == place.house}
