"""Every action and every query of the room, tried by people who have no part in it."""

from __future__ import annotations

import pkgutil
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.parties.actions.open_account import open_account
from lianjian.apps.parties.actions.register_person import register_person
from lianjian.apps.parties.queries import actor_for
from lianjian.apps.projects import actions, queries
from lianjian.apps.projects.actions.advance_project import advance_project
from lianjian.apps.projects.actions.agree_shares import agree_shares
from lianjian.apps.projects.actions.approve_value import approve_value
from lianjian.apps.projects.actions.attach_evidence import attach_evidence
from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.describe_destination import describe_destination
from lianjian.apps.projects.actions.divide_commitment import divide_commitment
from lianjian.apps.projects.actions.forget_log_entry import forget_log_entry
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.apps.projects.actions.plan_milestone import plan_milestone
from lianjian.apps.projects.actions.propose_shares import propose_shares
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.reach_milestone import reach_milestone
from lianjian.apps.projects.actions.record_contribution import record_contribution
from lianjian.apps.projects.actions.refuse_shares import refuse_shares
from lianjian.apps.projects.actions.remove_obstacle import remove_obstacle
from lianjian.apps.projects.actions.renegotiate_commitment import renegotiate_commitment
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_outcome import report_outcome
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.actions.report_value import report_value
from lianjian.apps.projects.actions.return_value import return_value
from lianjian.apps.projects.actions.send_back_commitment import send_back_commitment
from lianjian.apps.projects.actions.start_project import start_project
from lianjian.apps.projects.actions.take_over_obstacle import take_over_obstacle
from lianjian.apps.projects.actions.verify_outcome import verify_outcome
from lianjian.apps.projects.actions.withdraw_commitment import withdraw_commitment
from lianjian.apps.projects.queries import project_card
from lianjian.apps.projects.rules.evidence import File
from lianjian.apps.projects.rules.periods import PeriodDraft
from lianjian.foundation.actor import Actor
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.projects import linked
from tests.apps.projects.promises import project, promise
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class World:
    """What association and village A have with each other; the media centre and village B have no part in
    it."""

    network: Network
    commitment: int
    file: int
    project: int
    milestone: int
    obstacle: int
    outcome: int
    linked: linked.Linked
    divided: int
    period: int
    value: int

    @property
    def association(self) -> int:
        return self.network.association.pk

    @property
    def village(self) -> int:
        return self.network.village_a.pk


@pytest.fixture
def world(network: Network) -> World:
    """One of each: commitment with evidence, project with milestone, obstacle, outcome, hidden destination."""
    giver, receiver = network.actor("liaison"), network.actor("secretary_a")
    commitment = promise(network).pk
    step = attach_evidence(by=giver, commitment=commitment, files=[File("a.pdf", b"%PDF-1.7 x")])
    houses = [network.association.pk, network.village_a.pk]
    row = project(network, parties=houses).pk
    describe_destination(by=receiver, project=row, season="四月")
    whole = [PeriodDraft(today(), today() + timedelta(days=30), 18)]
    divided = promise(network, target=None, counting="level", periods=whole).pk
    period = queries.periods_of(giver, divided, today())[0].id
    return World(
        network=network,
        divided=divided,
        period=period,
        value=report_value(by=giver, period=period, value="3").pk,
        commitment=commitment,
        file=step.files.get().pk,
        project=row,
        milestone=project_card(giver, row, today()).milestones[0].id,
        obstacle=raise_obstacle(by=receiver, organisation=houses[1], project=row, text="缺水").pk,
        outcome=report_outcome(
            by=receiver,
            reported_by=houses[1],
            project=row,
            text="净收入",
            unit="yuan",
            value=5,
            parties=houses,
            happened_on=today(),
        ).pk,
        linked=linked.link_up(network, row),
    )


ACTIONS: dict[str, Callable[[Actor, World], Any]] = {
    "advance_project": lambda by, w: advance_project(by=by, project=w.project, stage="given-up", text="闯"),
    "refuse_shares": lambda by, w: refuse_shares(
        by=by, outcome=w.outcome, organisation=w.association, seen="", reason="闯"
    ),
    "agree_shares": lambda by, w: agree_shares(by=by, outcome=w.outcome, organisation=w.association, seen=""),
    "approve_value": lambda by, w: approve_value(by=by, value=w.value),
    "attach_evidence": lambda by, w: attach_evidence(by=by, commitment=w.commitment, text="闯"),
    "confirm_commitment": lambda by, w: confirm_commitment(by=by, commitment=w.commitment),
    "describe_destination": lambda by, w: describe_destination(by=by, project=w.project, public=True),
    "divide_commitment": lambda by, w: divide_commitment(
        by=by,
        commitment=w.commitment,
        counting="level",
        periods=[PeriodDraft(today(), today() + timedelta(days=30), 18)],
    ),
    "forget_log_entry": lambda by, w: forget_log_entry(by=by, entry=w.obstacle, today=today()),
    "make_commitment": lambda by, w: make_commitment(
        by=by,
        giver=w.association,
        receiver=w.village,
        work_area="industry",
        text="闯",
        due_on=today(),
    ),
    "plan_milestone": lambda by, w: plan_milestone(by=by, project=w.project, name="闯", due_on=today()),
    "propose_shares": lambda by, w: propose_shares(
        by=by, outcome=w.outcome, organisation=w.village, weights=None
    ),
    "raise_obstacle": lambda by, w: raise_obstacle(by=by, organisation=w.village, text="闯"),
    "reach_milestone": lambda by, w: reach_milestone(by=by, milestone=w.milestone),
    "record_contribution": lambda by, w: record_contribution(
        by=by, project=w.project, organisation=w.village, kind="money", text="闯"
    ),
    "remove_obstacle": lambda by, w: remove_obstacle(by=by, obstacle=w.obstacle, how="闯"),
    "renegotiate_commitment": lambda by, w: renegotiate_commitment(
        by=by, commitment=w.commitment, due_on=today(), reason="闯"
    ),
    "report_done": lambda by, w: report_done(by=by, commitment=w.commitment),
    "report_outcome": lambda by, w: report_outcome(
        by=by,
        reported_by=w.village,
        text="闯",
        unit="yuan",
        value=1,
        parties=[w.village],
        happened_on=today(),
        work_area="industry",
    ),
    "report_progress": lambda by, w: report_progress(by=by, commitment=w.commitment, text="闯"),
    "report_value": lambda by, w: report_value(by=by, period=w.period, value=1),
    "return_value": lambda by, w: return_value(by=by, value=w.value, reason="闯"),
    "send_back_commitment": lambda by, w: send_back_commitment(by=by, commitment=w.commitment, reason="闯"),
    "start_project": lambda by, w: start_project(
        by=by, title="闯", kind="industry", work_area="industry", parties=[w.association, w.village]
    ),
    "take_over_obstacle": lambda by, w: take_over_obstacle(
        by=by, obstacle=w.obstacle, outgoing=w.network.people["secretary_a"].pk, person=1, named=True
    ),
    "verify_outcome": lambda by, w: verify_outcome(by=by, outcome=w.outcome),
    "withdraw_commitment": lambda by, w: withdraw_commitment(by=by, commitment=w.commitment, reason="闯"),
    **linked.ACTIONS,
}

LISTS: dict[str, Callable[[Actor, World], Any]] = {
    "commitments_dated": lambda by, _: queries.commitments_dated(by, until=date.max),
    "confirmations_dated": lambda by, _: queries.confirmations_dated(by, until=date.max),
    "milestones_dated": lambda by, _: queries.milestones_dated(by, until=date.max),
    "agreements_in": lambda by, _: queries.agreements_in(by, today(), queries.Term(), 9),
    "areas_in": lambda by, _: [one for one in queries.areas_in(by, today(), queries.Term()) if one.all],
    "board": lambda by, _: queries.board(by, today(), queries.Next.APPROVE, queries.Narrowed(), limit=9),
    "board_movers": lambda by, _: queries.board_movers(by, today(), queries.Narrowed(), 9),
    "count_agreements_in": lambda by, _: range(queries.count_agreements_in(by, queries.Term())),
    "count_board": lambda by, _: [
        n for n in queries.count_board(by, today(), queries.Narrowed()).values() if n
    ],
    "count_parties_in": lambda by, _: range(queries.count_parties_in(by, queries.Term())),
    "matrix": lambda by, _: (
        queries.matrix(by, today(), givers=queries.Side(), receivers=queries.Side()).cells
    ),
    "may_divide": lambda by, w: range(queries.may_divide(by, w.commitment)),
    "parties_in": lambda by, _: queries.parties_in(by, today(), queries.Term(), 9),
    "periods_of": lambda by, w: queries.periods_of(by, w.divided, today()),
    "largest_together": lambda by, _: queries.largest_together(by, queries.Circle(), 3),
    "readable_among": lambda by, w: queries.readable_among(by, [w.outcome]),
    "quarters_in": lambda by, _: [
        one
        for found in queries.quarters_in(by, today() + timedelta(days=60), queries.Term()).values()
        for one in found
    ],
    "commitments": lambda by, w: queries.commitments(by, today(), organisation=w.village),
    "commitments_sorted": lambda by, _: queries.commitments_sorted(by, today(), queries.Sort.OPEN, limit=9),
    "count_outcomes": lambda by, _: range(queries.count_outcomes(by)),
    "count_projects": lambda by, _: range(queries.count_projects(by)),
    "count_shares_to_answer": lambda by, _: range(queries.count_shares_to_answer(by)),
    "shares_to_answer": lambda by, _: queries.shares_to_answer(by),
    "count_sorted": lambda by, _: [n for n in queries.count_sorted(by, today()).values() if n],
    "commitments_between": lambda by, _: queries.commitments_between(by, today(), "", 9),
    "count_commitments_between": lambda by, _: filter(None, queries.count_commitments_between(by, "")),
    "count_obstacles_open": lambda by, _: range(queries.count_obstacles_open(by)),
    "count_obstacles_owned": lambda by, _: range(queries.count_obstacles_owned(by)),
    "count_outcomes_to_verify": lambda by, _: range(queries.count_outcomes_to_verify(by)),
    "fulfilment_by": lambda by, _: queries.fulfilment_by(by, today(), "giver"),
    "kept_since": lambda by, _: queries.kept_since(by, today(), today(), limit=9)[0],
    "running": lambda by, _: queries.running(by, today(), late=False, limit=9),
    "running_by_giver": lambda by, _: queries.running_by_giver(by, today()),
    "late_commitments": lambda by, _: queries.late_commitments(by, today()),
    "may_verify": lambda by, w: range(queries.may_verify(by, w.outcome)),
    "obstacles_open": lambda by, w: queries.obstacles_open(by, today(), organisation=w.village),
    "obstacles_owned": lambda by, _: queries.obstacles_owned(by, today()),
    "outcomes": lambda by, w: queries.outcomes(by, organisation=w.village),
    "outcomes_under": lambda by, w: queries.outcomes_under(by, party=w.village),
    "totals_under": lambda by, w: queries.totals_under(by, party=w.village),
    "outcomes_to_verify": lambda by, _: queries.outcomes_to_verify(by),
    "projects_of": lambda by, w: queries.projects_of(by, today(), organisation=w.village),
    "count_pairs": lambda by, _: range(queries.count_pairs(by)),
    "pairs": lambda by, _: queries.pairs(by, today(), 9),
    **linked.LISTS,
}

CARDS: dict[str, Callable[[Actor, World], Any]] = {
    "commitment_card": lambda by, w: queries.commitment_card(by, w.commitment, today()),
    "obstacle": lambda by, w: queries.obstacle(by, w.obstacle, today()),
    "open_evidence": lambda by, w: queries.open_evidence(by, w.file),
    "outcome": lambda by, w: queries.outcome(by, w.outcome),
    "period_card": lambda by, w: queries.period_card(by, w.divided, 1, today()),
    "project_card": lambda by, w: queries.project_card(by, w.project, today()),
    **linked.CARDS,
}

COUNTED = {"fulfilment", "kept_in", "owes", "owes_soonest", "projects_of_milestones"}
FOR_EVERYBODY = {name for name in queries.__all__ if name.startswith("public_")} | {
    "count_party_sums",
    "outcomes_behind",
    "outcomes_for_synergy",
    "party_sums",
    "sum_behind",
    "unit_sums",
    "verifiers_of",
}


def test_no_door_was_forgotten() -> None:
    """Each action and each query stands in one of the tables above, so that a new one is tried too."""
    verbs = {module.name for module in pkgutil.iter_modules(actions.__path__) if module.name[0] != "_"}
    assert set(ACTIONS) | linked.OPEN_TO_ANYBODY == verbs
    asked = {name for name in queries.__all__ if name[0].islower()}
    assert {*LISTS, *CARDS, *COUNTED, *FOR_EVERYBODY} == asked


def somebody(world: World, who: str) -> Actor:
    """A visitor, or a person of a house that has no part in it."""
    return Actor.visitor() if who == "visitor" else world.network.actor(who)


@pytest.mark.parametrize("who", ["secretary_b", "editor", "visitor"])
def test_those_without_a_part_change_nothing(world: World, who: str) -> None:
    """Another village, a third party of the network and a visitor are refused at every action, and no event
    is told."""
    by = somebody(world, who)
    told = EventRecord.objects.count()
    for door in ACTIONS.values():
        with pytest.raises((NotThere, NotAllowed)):
            door(by, world)
    assert EventRecord.objects.count() == told


@pytest.mark.parametrize("who", ["secretary_b", "editor", "visitor"])
def test_those_without_a_part_read_nothing(world: World, who: str) -> None:
    """Lists are empty, cards are not there, counts are nought; also for the key of a house that is not
    theirs."""
    by = somebody(world, who)
    assert {name: list(door(by, world)) for name, door in LISTS.items()} == {name: [] for name in LISTS}
    for door in CARDS.values():
        with pytest.raises(NotThere):
            door(by, world)
    soon = queries.owes_soonest(by, today(), most=9)
    assert soon.we_owe.lines == soon.owed_to_us.lines == soon.to_confirm.lines == soon.awaiting.lines == ()
    assert (
        soon.to_confirm.count == soon.awaiting.count == len(soon.we_owe.counts | soon.owed_to_us.counts) == 0
    )
    for house in (None, world.association, world.village):
        found = queries.owes(by, today(), organisation=house)
        assert found.we_owe == found.owed_to_us == found.to_confirm == found.awaiting == ()
        assert queries.kept_in(by, today(), queries.Term()) == queries.fulfilment(by, today().min)
        assert queries.fulfilment(by, today(), organisation=house) == queries.fulfilment(by, today().min)


def test_the_parties_themselves_read_it(world: World) -> None:
    """The same doors open for giver and receiver, so that the emptiness above says something."""
    for who in ("liaison", "secretary_a"):
        by = world.network.actor(who)
        full = {name for name, door in LISTS.items() if list(door(by, world))}
        missing = set(LISTS) - full
        assert missing <= {
            "confirmations_dated",
            "count_enquiries_waiting",
            "count_obstacles_owned",
            "enquiries_late",
            "count_outcomes_to_verify",
            "count_shares_to_answer",
            "shares_to_answer",
            "kept_since",
            "largest_together",
            "late_commitments",
            "may_verify",
            "obstacles_owned",
            "outcomes_to_verify",
            "totals_under",
        }
        cards = {name: door(by, world) for name, door in CARDS.items()}
        line, file = cards["open_evidence"]
        with file:
            assert (line.name, file.read()) == ("a.pdf", b"%PDF-1.7 x")
        assert cards["commitment_card"].line.id == world.commitment
        assert (cards["outcome"].id, cards["project_card"].line.id) == (world.outcome, world.project)
    assert queries.outcomes_to_verify(world.network.actor("liaison"))
    assert queries.fulfilment(world.network.actor("liaison"), today()).running == 2


def test_what_waits_for_its_confirmation_is_read_by_its_parties_alone(world: World) -> None:
    """Once the giver has reported it done, both sides find it among what has a day, and nobody else."""
    line = queries.commitment_card(world.network.actor("liaison"), world.commitment, today()).line
    giver = next(who for who in ("liaison", "secretary_a") if world.network.actor(who).acts_for(line.giver))
    report_done(by=world.network.actor(giver), commitment=world.commitment, text="办好了")
    for who in ("liaison", "secretary_a"):
        assert [one.key for one in queries.confirmations_dated(world.network.actor(who), until=date.max)] == [
            world.commitment
        ]
    assert queries.confirmations_dated(world.network.actor("editor"), until=date.max) == []


def test_what_everybody_may_ask_holds_no_word_of_it(world: World) -> None:
    """Outside an agreement in force, the public learns counts and no words; a hidden destination stays so."""
    found = queries.public_promises(world.village, today())
    assert found.gives == found.gets == ()
    assert sum(line.all for line in found.areas) == 2
    assert queries.public_destinations() == queries.public_destinations(organisation=world.village) == []
    assert queries.public_products_of(world.village) == []
    assert queries.public_products_count(world.village) == 0
    assert queries.public_projects(today()) == []
    assert queries.public_totals() == []
    assert queries.public_fulfilment(today()).running == 2


def test_the_network_administrator_sees_all_and_speaks_for_nobody(world: World) -> None:
    """Without a mandate of their own they enter what was agreed, but neither report, confirm, withdraw nor
    verify."""
    person = register_person(by=ROOT, name="管理员").pk
    account = open_account(
        by=ROOT, person=person, username="root", password="long-enough-pw", network_administrator=True
    )
    by = actor_for(account)
    report_done(by=world.network.actor("liaison"), commitment=world.commitment)
    assert queries.commitment_card(by, world.commitment, today()).moves == ()
    assert queries.outcomes_to_verify(by) == []
    refused = set()
    for name, door in ACTIONS.items():
        try:
            door(by, world)
        except NotAllowed:
            refused.add(name)
        except Refused as said:
            assert name == "divide_commitment", said  # confirmed meanwhile: nothing is to be done about it
    assert refused == {
        "agree_shares",
        "approve_value",
        "propose_shares",
        "refuse_shares",
        "report_value",
        "return_value",
        "attach_evidence",
        "confirm_commitment",
        "renegotiate_commitment",
        "report_done",
        "report_progress",
        "send_back_commitment",
        "verify_outcome",
        "withdraw_commitment",
        *linked.REFUSED_TO_THE_ADMINISTRATOR,
    }
