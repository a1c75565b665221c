"""What stands behind the steps about a commitment: who, when, with which proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from lianjian.apps.agreements.actions.close_agreement import close_agreement
from lianjian.apps.coordination.actions.withdraw_log_entry import withdraw_log_entry
from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.actions.grant_mandate import grant_mandate
from lianjian.apps.parties.queries import mandates
from lianjian.apps.projects.actions.attach_evidence import attach_evidence
from lianjian.apps.projects.actions.confirm_commitment import confirm_commitment
from lianjian.apps.projects.actions.renegotiate_commitment import renegotiate_commitment
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.actions.send_back_commitment import send_back_commitment
from lianjian.apps.projects.actions.withdraw_commitment import withdraw_commitment
from lianjian.apps.projects.queries import commitment_card, commitments, owes, public_fulfilment
from lianjian.apps.projects.rules.commitments import CommitmentState, Move, Standing
from lianjian.apps.projects.rules.evidence import File
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.agreements.papers import draft, end, in_force
from tests.apps.projects.promises import promise
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

ARGUMENTS: dict[Move, tuple[Any, dict[str, Any]]] = {
    Move.REPORT: (report_progress, {"text": "一半"}),
    Move.EVIDENCE: (attach_evidence, {"text": "看过"}),
    Move.DONE: (report_done, {}),
    Move.CONFIRM: (confirm_commitment, {}),
    Move.SEND_BACK: (send_back_commitment, {"reason": "不亮"}),
    Move.RENEGOTIATE: (
        renegotiate_commitment,
        {"due_on": today() + timedelta(days=60), "reason": "下雨"},
    ),
    Move.WITHDRAW: (withdraw_commitment, {"reason": "不办了"}),
}
"""All moves but those about the value of a period, which have tests of their own."""


def make(move: Move, by: Actor, commitment: int, **more: Any) -> int:
    """Make a move with arguments that are good for it; gives the step."""
    action, given = ARGUMENTS[move]
    step: int = action(by=by, commitment=commitment, **given, **more).pk
    return step


def both_sides(network: Network) -> Actor:
    """The association's liaison, who now holds a mandate in village A as well."""
    grant_mandate(
        by=ROOT,
        person=network.people["liaison"].pk,
        organisation=network.village_a.pk,
        role="liaison",
        starts_on=today(),
    )
    return network.actor("liaison")


@pytest.mark.parametrize("state", [[], [Move.REPORT], [Move.DONE], [Move.DONE, Move.SEND_BACK]])
def test_the_card_offers_exactly_what_gets_through(network: Network, state: list[Move]) -> None:
    """For giver, receiver, both at once and nobody, the moves on the card are those that the actions take."""
    row = promise(network).pk
    keepers = {Move.SEND_BACK: "secretary_a"}
    for move in state:
        make(move, network.actor(keepers.get(move, "liaison")), row)
    both = both_sides(network)
    for by in (network.actor("leader"), network.actor("secretary_a"), both, replace(ROOT, name="x")):
        offered = set(commitment_card(by, row, today()).moves)
        taken = set()
        for move in ARGUMENTS:
            other = promise(network, client_key=f"{by.label}-{move}", text=move).pk
            for before in state:
                make(before, network.actor(keepers.get(before, "leader")), other)
            try:
                make(move, by, other)
            except Refused:
                continue
            taken.add(move)
        assert offered == taken


def test_who_reported_it_done_does_not_confirm_it_from_the_other_side(network: Network) -> None:
    """A person who reported for the giver and then changed to the receiver confirms nothing of it; a
    colleague does."""
    row = promise(network).pk
    report_done(by=network.actor("liaison"), commitment=row)
    (held,) = mandates(ROOT, network.association.pk).filter(person=network.people["liaison"])
    end_mandate(by=ROOT, mandate=held.pk, ends_on=today() - timedelta(days=1))
    moved = both_sides(network)
    assert moved.organisations == {network.village_a.pk}
    assert Move.CONFIRM not in commitment_card(moved, row, today()).moves
    with pytest.raises(NotAllowed, match="themselves"):
        confirm_commitment(by=moved, commitment=row)
    confirm_commitment(by=network.actor("secretary_a"), commitment=row)


def test_what_one_cannot_confirm_is_not_on_ones_list(network: Network) -> None:
    """Somebody of both sides is not asked for a confirmation that would be refused."""
    row = promise(network).pk
    report_done(by=network.actor("leader"), commitment=row)
    both = owes(both_sides(network), today())
    assert both.to_confirm == ()
    assert [line.id for line in both.awaiting] == [row]


def test_another_day_is_never_an_earlier_one(network: Network) -> None:
    """The receiver cannot make the giver late by agreeing alone to an earlier day."""
    row = promise(network)
    for day in (row.due_on, row.due_on - timedelta(days=10)):
        with pytest.raises(Refused, match="later") as refused:
            renegotiate_commitment(
                by=network.actor("secretary_a"), commitment=row.pk, due_on=day, reason="快点"
            )
        assert refused.value.field == "due_on"
    assert commitment_card(ROOT, row.pk, today()).line.due_on == row.due_on


def test_another_day_says_nothing_of_how_it_stands(network: Network) -> None:
    """What nobody has begun is not under way because its day was moved; what was sent back stays so."""
    fresh, back = promise(network, client_key="1").pk, promise(network, client_key="2").pk
    for move, who in ((Move.DONE, "liaison"), (Move.SEND_BACK, "secretary_a")):
        make(move, network.actor(who), back)
    for row, state in ((fresh, CommitmentState.OPEN), (back, CommitmentState.SENT_BACK)):
        make(Move.RENEGOTIATE, network.actor("secretary_a"), row)
        assert commitment_card(ROOT, row, today()).line.state is state


@pytest.mark.parametrize(
    ("who", "expected"), [("liaison", Standing.BROKEN), ("secretary_a", Standing.RELEASED)]
)
def test_giving_up_the_day_before_does_not_make_it_kept(
    network: Network, who: str, expected: Standing
) -> None:
    """Given up by the giver alone it counts as due and not kept; released by the receiver it is not
    counted."""
    row = promise(network)
    make(Move.WITHDRAW, network.actor(who), row.pk)
    after = row.due_on + timedelta(days=1)
    assert commitment_card(ROOT, row.pk, after).line.standing is expected
    counted = public_fulfilment(after)
    assert (counted.due, counted.broken) == ((1, 1) if expected is Standing.BROKEN else (0, 0))
    assert public_fulfilment(row.due_on).due == 0


@pytest.mark.parametrize("move", list(ARGUMENTS))
def test_every_step_sent_twice_is_one(network: Network, move: Move) -> None:
    """A form that a bad line sends twice makes one step and tells one event, also where the state has moved
    on."""
    row = promise(network).pk
    who = "secretary_a" if move in {Move.CONFIRM, Move.SEND_BACK, Move.RENEGOTIATE} else "liaison"
    if move in {Move.CONFIRM, Move.SEND_BACK}:
        make(Move.DONE, network.actor("liaison"), row)
    told = EventRecord.objects.count()
    assert len({make(move, network.actor(who), row, client_key="once") for _ in range(2)}) == 1
    assert EventRecord.objects.count() == told + 1


def test_a_key_that_no_form_made_is_refused(network: Network) -> None:
    """Too long for its column, or not from the keyboard: refused instead of an error page."""
    for key in ("x" * 65, "a\x00b", "钥匙"):
        with pytest.raises(Refused):
            promise(network, client_key=key)
    assert commitments(ROOT, today()) == []


def test_proof_without_anything_is_none(network: Network) -> None:
    """An empty form leaves no empty row."""
    row = promise(network).pk
    with pytest.raises(Refused) as refused:
        attach_evidence(by=network.actor("liaison"), commitment=row, text="  ")
    assert refused.value.field == "files"
    assert commitment_card(ROOT, row, today()).steps == ()


def test_an_entry_that_proves_becomes_the_report_made_with_it(network: Network) -> None:
    """The same person's entry is one step, not proof and report side by side; sent again it stays one."""
    row = promise(
        network, by=network.actor("secretary_a"), giver=network.village_a.pk, receiver=network.association.pk
    ).pk
    by = network.actor("secretary_a")
    entry = write_log_entry(by=by, village=network.village_a.pk, text="六盏灯亮了").pk
    attach_evidence(by=by, commitment=row, log_entry=entry)
    for _ in range(2):
        report_progress(by=by, commitment=row, text="六盏亮", value=6, log_entry=entry)
    (step,) = commitment_card(by, row, today()).steps
    assert (step.kind, step.text, str(step.value)) == (Move.REPORT, "六盏亮", "6")
    assert step.log_entry is not None
    report_done(by=by, commitment=row, log_entry=entry)
    card = commitment_card(by, row, today())
    assert [s.kind for s in card.steps] == [Move.REPORT, Move.DONE]
    assert card.line.state is CommitmentState.REPORTED_DONE


def test_somebody_elses_proof_stays_theirs(network: Network) -> None:
    """A report with an entry that a colleague added as proof is a step of its own."""
    row = promise(
        network, by=network.actor("secretary_a"), giver=network.village_a.pk, receiver=network.association.pk
    ).pk
    entry = write_log_entry(
        by=network.actor("secretary_a"), village=network.village_a.pk, text="六盏灯亮了"
    ).pk
    attach_evidence(by=network.actor("secretary_a"), commitment=row, log_entry=entry)
    report_done(by=network.actor("keeper_a"), commitment=row, log_entry=entry)
    steps = commitment_card(network.actor("leader"), row, today()).steps
    assert [(s.kind, s.person_name) for s in steps] == [(Move.EVIDENCE, "张书记"), (Move.DONE, "张站长")]


def test_a_log_is_shown_to_nobody_by_way_of_a_commitment(network: Network) -> None:
    """An entry that one may not see, one of a third village, and a withdrawn one prove nothing."""
    row = promise(network).pk
    mine = write_log_entry(by=network.actor("secretary_b"), village=network.village_b.pk, text="私事").pk
    with pytest.raises(NotThere):
        attach_evidence(by=network.actor("liaison"), commitment=row, log_entry=mine)
    reader = replace(network.actor("liaison"), mandates=network.actor("liaison").mandates)
    gone = write_log_entry(by=network.actor("secretary_a"), village=network.village_a.pk, text="拍错").pk
    withdraw_log_entry(by=network.actor("secretary_a"), entry=gone)
    with pytest.raises(Refused, match="withdrawn"):
        attach_evidence(by=network.actor("secretary_a"), commitment=row, log_entry=gone)
    assert commitment_card(reader, row, today()).steps == ()


def test_nothing_is_promised_under_an_agreement_that_is_over(network: Network) -> None:
    """Ended or withdrawn: the promise is refused beside the agreement."""
    ended, withdrawn = in_force(network), draft(network)
    end(network, ended)
    close_agreement(by=network.actor("liaison"), agreement=withdrawn.pk, reason="不签了")
    for agreement in (ended, withdrawn):
        with pytest.raises(Refused, match="over") as refused:
            promise(network, agreement=agreement.pk)
        assert refused.value.field == "agreement"


def test_late_ones_come_first_also_where_the_list_is_cut(network: Network) -> None:
    """Old commitments that were kept do not push a late one off the list."""
    then = timezone.now() - timedelta(days=90)
    for number in range(3):
        kept = promise(
            network, by=ROOT, due_on=today() - timedelta(days=80), now=then, client_key=f"k{number}"
        )
        acting = {who: replace(network.actor(who), network_wide=True) for who in ("liaison", "secretary_a")}
        report_done(by=acting["liaison"], commitment=kept.pk, now=then)
        confirm_commitment(by=acting["secretary_a"], commitment=kept.pk, now=then)
    late = promise(network, by=ROOT, due_on=today() - timedelta(days=2), now=then)
    found = commitments(network.actor("leader"), today(), limit=2)
    assert [(line.id == late.pk, line.standing) for line in found] == [
        (True, Standing.LATE),
        (False, Standing.KEPT),
    ]


def test_a_full_disk_leaves_no_half_report(network: Network) -> None:
    """The giver is told to keep the file; neither step nor state has changed."""
    row = promise(network).pk
    with (
        patch.object(type(storages["private"]), "save", side_effect=OSError(28, "No space left")),
        pytest.raises(Refused, match="disk") as refused,
    ):
        report_done(by=network.actor("liaison"), commitment=row, files=[File("a.pdf", b"%PDF-1.7")])
    assert (refused.value.field, bool(refused.value.cure)) == ("files", True)
    card = commitment_card(ROOT, row, today())
    assert (card.line.state, card.steps) == (CommitmentState.OPEN, ())
