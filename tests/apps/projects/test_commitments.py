from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.projects.actions.attach_evidence import attach_evidence
from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.apps.projects.actions.renegotiate_commitment import renegotiate_commitment
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.actions.send_back_commitment import send_back_commitment
from lianjian.apps.projects.actions.withdraw_commitment import withdraw_commitment
from lianjian.apps.projects.models import Commitment
from lianjian.apps.projects.queries import (
    commitment_card,
    commitments,
    fulfilment,
    fulfilment_by,
    late_commitments,
    open_evidence,
    owes,
    pairs,
    public_areas,
    public_fulfilment,
    public_headlines,
)
from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState, Move, Side, Standing, standing
from lianjian.apps.projects.rules.evidence import File
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.agreements.papers import frozen, in_force
from tests.apps.coordination.groups import joint_group, photo
from tests.apps.projects.promises import promise
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

PDF = b"%PDF-1.7 minutes"


def test_from_promise_to_confirmation(network: Network) -> None:
    """The giver reports with a number and a photo, the receiver confirms; every step stays readable."""
    row = promise(network)
    giver, receiver = network.actor("liaison"), network.actor("secretary_a")
    report_progress(
        by=giver, commitment=row.pk, text="装了十一盏", value="11", files=[File("灯.jpg", photo(gps=True))]
    )
    report_done(by=giver, commitment=row.pk, value=18)
    assert [line.id for line in owes(receiver, today()).to_confirm] == [row.pk]
    confirm_commitment(by=receiver, commitment=row.pk, text="都亮")
    card = commitment_card(receiver, row.pk, today())
    assert (card.line.state, card.line.standing) == (CommitmentState.CONFIRMED, Standing.KEPT)
    assert (str(card.line.reached), str(card.line.target)) == ("18", "18")
    assert [step.kind for step in card.steps] == [Move.REPORT, Move.DONE, Move.CONFIRM]
    assert [step.person_name for step in card.steps] == ["甲联络", "甲联络", "张书记"]
    line, file = open_evidence(receiver, card.steps[0].files[0].id)
    with file:
        kept = file.read()
    assert (line.name, line.media_type) == ("灯.jpg", "image/jpeg")
    assert b"PhoneOfSomebody" not in kept


def test_the_giver_never_confirms(network: Network) -> None:
    """Not the giver's people, not a person of both sides, not the network administrator, not the system; of the
    receiver's, whoever may promise for it."""
    row = promise(network)
    report_done(by=network.actor("liaison"), commitment=row.pk)
    grant_mandate(
        by=ROOT,
        person=network.people["secretary_a"].pk,
        organisation=network.association.pk,
        role="member",
        starts_on=today(),
    )
    for actor in (network.actor("leader"), network.actor("secretary_a"), network.actor("keeper_a"), ROOT):
        with pytest.raises(NotAllowed):
            confirm_commitment(by=actor, commitment=row.pk)
    _name_leader(network, "keeper_a", network.village_a.pk)
    confirm_commitment(by=network.actor("keeper_a"), commitment=row.pk)


def _name_leader(network: Network, person: str, organisation: int) -> None:
    grant_mandate(
        by=ROOT,
        person=network.people[person].pk,
        organisation=organisation,
        role="leader",
        starts_on=today(),
    )


@pytest.mark.parametrize("side", ["giver", "receiver"])
def test_who_may_not_promise_cannot_give_up_a_promise(network: Network, side: str) -> None:
    """An expert of the giver and a station keeper of the receiver see it and add proof, but bind nobody."""
    row = promise(network)
    if side == "giver":
        grant_mandate(
            by=ROOT,
            person=network.people["keeper_a"].pk,
            organisation=network.association.pk,
            role="expert",
            starts_on=today(),
        )
    by = network.actor("keeper_a")
    assert set(commitment_card(by, row.pk, today()).moves) <= {Move.REPORT, Move.EVIDENCE, Move.DONE}
    with pytest.raises(NotAllowed):
        withdraw_commitment(by=by, commitment=row.pk, reason="不办了")
    with pytest.raises(NotAllowed):
        renegotiate_commitment(
            by=by, commitment=row.pk, due_on=row.due_on + timedelta(days=9), reason="缓一缓"
        )
    attach_evidence(by=by, commitment=row.pk, text="看见了")
    row.refresh_from_db()
    assert row.state == CommitmentState.OPEN


def test_the_receiver_never_reports_for_the_giver(network: Network) -> None:
    """Progress is the giver's word; the receiver may add proof."""
    row = promise(network)
    with pytest.raises(NotAllowed):
        report_progress(by=network.actor("secretary_a"), commitment=row.pk, text="装了")
    attach_evidence(by=network.actor("secretary_a"), commitment=row.pk, files=[File("a.pdf", PDF)])
    card = commitment_card(network.actor("liaison"), row.pk, today())
    assert [(step.kind, step.files[0].media_type) for step in card.steps] == [
        (Move.EVIDENCE, "application/pdf")
    ]


def test_what_was_sent_back_is_open_again(network: Network) -> None:
    """The receiver says why; done counts from the next report."""
    row = promise(network)
    report_done(by=network.actor("liaison"), commitment=row.pk)
    with pytest.raises(Refused):
        send_back_commitment(by=network.actor("secretary_a"), commitment=row.pk, reason=" ")
    send_back_commitment(by=network.actor("secretary_a"), commitment=row.pk, reason="三盏不亮")
    line = commitment_card(network.actor("liaison"), row.pk, today()).line
    assert (line.state, line.done_on) == (CommitmentState.SENT_BACK, None)


def test_only_the_receiver_agrees_to_another_day_and_the_first_stays(network: Network) -> None:
    """A giver who wants more time asks; the old day remains beside the new one."""
    row = promise(network)
    later = today() + timedelta(days=60)
    with pytest.raises(NotAllowed):
        renegotiate_commitment(by=network.actor("liaison"), commitment=row.pk, due_on=later, reason="来不及")
    renegotiate_commitment(by=network.actor("secretary_a"), commitment=row.pk, due_on=later, reason="下雨")
    card = commitment_card(network.actor("liaison"), row.pk, today())
    assert card.line.renegotiated
    assert (card.line.due_on, card.steps[0].due_before) == (later, row.due_on)
    with pytest.raises(Refused, match="passed already"):
        renegotiate_commitment(
            by=network.actor("secretary_a"),
            commitment=row.pk,
            due_on=today() - timedelta(days=1),
            reason="错",
        )


def test_late_first_then_by_day(network: Network) -> None:
    """What I owe and what others owe me come with the longest late on top, in a constant number of
    queries."""
    past = timezone.now() - timedelta(days=40)
    late = [
        promise(
            network,
            by=ROOT,
            text=f"迟{days}",
            due_on=today() - timedelta(days=days),
            now=past,
            client_key=f"{days}",
        )
        for days in (3, 9)
    ]
    soon = promise(network, text="快到", due_on=today() + timedelta(days=1))
    mine = owes(network.actor("leader"), today())
    theirs = owes(network.actor("secretary_a"), today())
    wanted = [late[1].pk, late[0].pk, soon.pk]
    assert [line.id for line in mine.we_owe] == wanted
    assert [line.id for line in theirs.owed_to_us] == wanted
    assert [line.days_late for line in mine.we_owe] == [9, 3, 0]
    assert theirs.we_owe == mine.owed_to_us == ()
    assert [line.id for line in late_commitments(network.actor("leader"), today())] == wanted[:2]


def test_what_is_owed_takes_two_queries_however_much_it_is(
    network: Network, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """No query a row."""
    for number in range(8):
        promise(network, text=f"事{number}", client_key=str(number))
    leader = network.actor("leader")
    with django_assert_num_queries(2):
        owes(leader, today())


def test_a_form_sent_twice_is_one_promise_and_one_step(network: Network) -> None:
    """Double submit writes one row and one event each."""
    rows = {promise(network, client_key="k").pk for _ in range(2)}
    assert len(rows) == 1
    steps = {
        report_progress(
            by=network.actor("liaison"), commitment=rows.copy().pop(), text="一半", value=9, client_key="s"
        ).pk
        for _ in range(2)
    }
    assert len(steps) == 1
    names = list(EventRecord.objects.filter(name__startswith="projects.").values_list("name", flat=True))
    assert sorted(names) == ["projects.commitment_made", "projects.commitment_moved"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target": "很多"}, "target"),
        ({"target": "-3"}, "target"),
        ({"target": ""}, "target"),
        ({"unit": ""}, "target"),
        ({"unit": "kisses"}, "unit"),
        ({"work_area": "gossip"}, "work_area"),
        ({"text": "\x00"}, "text"),
        ({"due_on": today() - timedelta(days=1)}, "due_on"),
        ({"clause_position": 1}, "clause_position"),
    ],
)
def test_bad_input_names_its_field(network: Network, values: dict[str, Any], field: str) -> None:
    """Each mistake is refused beside its field and nothing is written."""
    with pytest.raises(Refused) as refused:
        promise(network, **values)
    assert refused.value.field == field
    assert commitments(network.actor("liaison"), today()) == []


def test_words_in_the_number_of_a_report_are_refused_and_the_report_is_not_half_written(
    network: Network,
) -> None:
    """The form comes back; no step stays."""
    row = promise(network)
    with pytest.raises(Refused, match="not a number"):
        report_progress(by=network.actor("liaison"), commitment=row.pk, text="好", value="好多")
    assert commitment_card(network.actor("liaison"), row.pk, today()).steps == ()


def test_giver_and_receiver_belong_to_the_agreement(network: Network) -> None:
    """A commitment under an agreement is between its parties and under one of its clauses."""
    agreement = in_force(network).pk
    with pytest.raises(Refused, match="parties of the agreement"):
        promise(network, agreement=agreement, receiver=network.village_b.pk)
    with pytest.raises(Refused, match="no clause"):
        promise(network, agreement=agreement, clause_position=9)
    assert promise(network, agreement=agreement, clause_position=3).clause_position == 3


def test_nobody_promises_for_others(network: Network) -> None:
    """The receiver, a stranger and a member without a role promise nothing in the giver's name."""
    for person in ("secretary_a", "secretary_b"):
        with pytest.raises(NotAllowed):
            promise(network, by=network.actor(person))
    with pytest.raises(NotAllowed):
        promise(network, by=network.actor("editor"), giver=network.media.pk)


def test_village_b_sees_and_changes_nothing_of_it(network: Network) -> None:
    """Every reading and moving door answers a stranger as if the commitment were not there."""
    row = promise(network)
    attach_evidence(by=network.actor("liaison"), commitment=row.pk, files=[File("a.pdf", PDF)])
    file = commitment_card(network.actor("liaison"), row.pk, today()).steps[0].files[0].id
    stranger = network.actor("secretary_b")
    own = owes(stranger, today(), organisation=network.association.pk)
    assert own.we_owe == own.owed_to_us == own.to_confirm == own.awaiting == ()
    assert commitments(stranger, today()) == []
    assert pairs(stranger, today(), 9) == []
    assert fulfilment(stranger, today()).running == 0
    doors: list[Any] = [
        lambda: commitment_card(stranger, row.pk, today()),
        lambda: open_evidence(stranger, file),
        lambda: report_progress(by=stranger, commitment=row.pk, text="闯"),
        lambda: report_done(by=stranger, commitment=row.pk),
        lambda: confirm_commitment(by=stranger, commitment=row.pk),
        lambda: send_back_commitment(by=stranger, commitment=row.pk, reason="闯"),
        lambda: withdraw_commitment(by=stranger, commitment=row.pk, reason="闯"),
        lambda: attach_evidence(by=stranger, commitment=row.pk, text="闯"),
        lambda: renegotiate_commitment(by=stranger, commitment=row.pk, due_on=today(), reason="闯"),
    ]
    for door in doors:
        with pytest.raises(NotThere):
            door()


def test_a_party_of_the_agreement_sees_no_commitment_between_two_others(network: Network) -> None:
    """The media centre does not read what the association owes the village; those who run the joint group
    do."""
    agreement = in_force(network).pk
    row = make_commitment(
        by=network.actor("secretary_a"),
        agreement=agreement,
        giver=network.village_a.pk,
        receiver=network.media.pk,
        work_area="industry",
        text="整理停车位",
        due_on=today(),
    )
    assert commitments(network.actor("leader"), today()) == []
    joint_group(network, agreement)
    assert [line.id for line in commitments(network.actor("leader"), today())] == [row.pk]
    with pytest.raises(NotAllowed):
        confirm_commitment(by=network.actor("leader"), commitment=row.pk)


def test_headlines_are_public_only_under_an_agreement_in_force(network: Network) -> None:
    """While it is being signed nothing shows; in force the words, area, day and standing do."""
    text = frozen(network)
    promise(network, agreement=text.agreement_id)
    assert public_headlines(text.agreement.key, today()) == []
    agreement = in_force(network)
    promise(network, agreement=agreement.pk, text="办夜校")
    assert [(h.text, h.standing) for h in public_headlines(agreement.key, today())] == [
        ("办夜校", Standing.RUNNING)
    ]
    with pytest.raises(NotThere):
        public_headlines("no-such-agreement", today())


def test_the_six_areas_are_shown_all_of_them(network: Network) -> None:
    """An area without a commitment is shown with none, its share unknown."""
    promise(network)
    areas = public_areas(today())
    assert len(areas) == 6
    assert [line.all for line in areas] == [0, 0, 0, 0, 0, 1]
    assert areas[0].fulfilment.share is None


def test_the_database_counts_as_the_rule_does(network: Network) -> None:
    """Every combination of state and days is counted as ``standing`` says."""
    day, rows = today(), []
    offsets = (-20, 0, 20)
    for number, (state, due, done, gone, side) in enumerate(
        product(CommitmentState, offsets, offsets, offsets, Side)
    ):
        due_on = day + timedelta(days=due)
        withdrawn = state is CommitmentState.WITHDRAWN
        done_on = day + timedelta(days=done) if state is CommitmentState.CONFIRMED else None
        rows.append(
            Commitment(
                giver=network.association,
                receiver=network.village_a,
                work_area="training",
                text=str(number),
                due_on=due_on,
                first_due_on=due_on,
                state=state,
                made_at=timezone.now(),
                done_on=done_on,
                withdrawn_on=day + timedelta(days=gone) if withdrawn else None,
                withdrawn_by=side if withdrawn else "",
            )
        )
    Commitment.objects.bulk_create(rows)
    told = [
        standing(
            CommitmentState(row.state),
            due_on=row.due_on,
            done_on=row.done_on,
            withdrawn_by=Side(row.withdrawn_by) if row.withdrawn_by else None,
            today=day,
        )
        for row in rows
    ]
    past = [s for s, row in zip(told, rows, strict=True) if row.due_on < day]
    counted = public_fulfilment(day)
    assert counted.due == len([s for s in past if s is not Standing.RELEASED])
    assert counted.on_time == past.count(Standing.KEPT)
    assert counted.done_late == past.count(Standing.KEPT_LATE)
    assert counted.awaiting == past.count(Standing.AWAITING)
    assert counted.late == past.count(Standing.LATE) == told.count(Standing.LATE)
    assert counted.broken == past.count(Standing.BROKEN)
    assert counted.due == (
        counted.on_time + counted.done_late + counted.awaiting + counted.late + counted.broken
    )
    by_giver = fulfilment_by(network.actor("leader"), day, "giver")
    assert by_giver == {network.association.pk: counted}
    (cell,) = pairs(network.actor("leader"), day, 9)
    assert (cell.all, cell.late, cell.kept) == (len(rows), counted.late, told.count(Standing.KEPT))
    assert cell.running + cell.late == len([row for row in rows if row.state in RUNNING])
