"""The pen of a draft is handed on: offered, taken, declined, taken back, or given where nobody can write any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.agreements.actions.answer_pen_offer import answer_pen_offer
from lianjian.apps.agreements.actions.decide_pen import decide_pen
from lianjian.apps.agreements.actions.draft_initiative import draft_initiative
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.offer_pen import offer_pen
from lianjian.apps.agreements.actions.set_parties import set_parties
from lianjian.apps.agreements.actions.take_back_pen_offer import take_back_pen_offer
from lianjian.apps.agreements.actions.take_stand import take_stand
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.models import Agreement, PenPassing
from lianjian.apps.agreements.queries import agreement_card, pen_card, talks, timeline
from lianjian.apps.agreements.rules.drafts import PartyDraft
from lianjian.apps.agreements.rules.pen import Pen
from lianjian.apps.parties.models import Mandate
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.agreements.papers import draft, in_force
from tests.network import ROOT, Network, today

PARTIES = frozenset({1, 2, 3, 4})
MOVES = st.lists(
    st.tuples(
        st.sampled_from(["offer", "accept", "drop", "decide", "leave", "dismiss", "appoint"]),
        st.integers(1, 5),
    ),
    max_size=14,
)


def _moved(pen: Pen, move: str, party: int) -> Pen:
    happens = {
        "drop": pen.drop,
        "leave": lambda: replace(pen, parties=pen.parties - {party}),
        "dismiss": lambda: replace(pen, staffed=pen.staffed - {party}),
        "appoint": lambda: replace(pen, staffed=pen.staffed | {party}),
    }
    return happens[move]() if move in happens else getattr(pen, move)(party)


@given(MOVES)
def test_the_pen_moves_only_to_who_takes_it_or_where_it_lay_still(moves: list[tuple[str, int]]) -> None:
    """After anything that can happen one organisation holds it; it changes hands by being accepted by the party to which
    it was offered, or by decision while nobody could write; and wherever a party can write, a draft is not stuck."""
    pen = Pen(1, PARTIES, frozenset({1, 2, 3}))
    for move, party in moves:
        before = pen
        try:
            pen = _moved(pen, move, party)
        except Refused:
            continue
        if pen.holder != before.holder:
            assert (move == "accept" and before.offered == pen.holder) or (move == "decide" and before.idle)
            assert pen.holder in pen.parties
            assert pen.offered is None
    if pen.idle:
        for other in pen.parties & pen.staffed - {pen.holder}:
            assert not pen.decide(other).idle


def test_offered_and_taken_it_writes_elsewhere(network: Network) -> None:
    """Until it is taken nothing changes; afterwards the other party writes, and the first proposes like all others. The
    stands that were taken stay; the course of events shows both steps."""
    row = draft(network)
    about = talks(network.actor("chief"), row.pk).clauses[0]
    take_stand(
        by=network.actor("secretary_a"),
        agreement=row.pk,
        clause=about.id,
        organisation=network.village_a.pk,
        stand="agrees",
        seen_words=about.words,
    )
    offer = offer_pen(by=network.actor("liaison"), agreement=row.pk, to=network.media.pk)
    assert offer_pen(by=network.actor("leader"), agreement=row.pk, to=network.media.pk).pk == offer.pk
    with pytest.raises(NotAllowed):
        write_clause(by=network.actor("chief"), agreement=row.pk, text="新", position=1)
    write_clause(by=network.actor("liaison"), agreement=row.pk, text="仍可写", position=2)
    taken = answer_pen_offer(by=network.actor("chief"), passing=offer.pk, accepts=True)
    assert answer_pen_offer(by=network.actor("chief"), passing=offer.pk, accepts=True).pk == taken.pk
    with pytest.raises(NotAllowed):
        write_clause(by=network.actor("liaison"), agreement=row.pk, text="旧", position=2)
    write_clause(by=network.actor("chief"), agreement=row.pk, text="由媒体中心写", position=2)
    talk = talks(network.actor("chief"), row.pk)
    assert (talk.pen, talk.may_edit) == (network.media.pk, True)
    assert talk.clauses[0].agreed == 1
    course = [(one.what, one.organisation_name) for one in timeline(network.actor("liaison"), row.pk)]
    assert [what for what, _house in course if what.startswith("pen")] == ["pen-offered", "pen-accepted"]
    assert "→" in dict(course)["pen-offered"]
    assert EventRecord.objects.filter(name="agreements.pen_offer_settled").count() == 1


def test_declined_or_taken_back_it_stays(network: Network) -> None:
    """One offer at a time; each is answered by those it concerns and by nobody else."""
    row = draft(network)
    liaison, chief = network.actor("liaison"), network.actor("chief")
    first = offer_pen(by=liaison, agreement=row.pk, to=network.media.pk)
    with pytest.raises(Refused, match="on offer already"):
        offer_pen(by=liaison, agreement=row.pk, to=network.village_a.pk)
    for stranger in ("secretary_a", "liaison"):
        with pytest.raises(NotAllowed):
            answer_pen_offer(by=network.actor(stranger), passing=first.pk, accepts=True)
    with pytest.raises(NotAllowed):
        answer_pen_offer(by=ROOT, passing=first.pk, accepts=True)  # a network administrator is nobody's voice
    answer_pen_offer(by=chief, passing=first.pk, accepts=False)
    with pytest.raises(Refused, match="not on offer"):
        answer_pen_offer(by=chief, passing=first.pk, accepts=True)
    second = offer_pen(by=liaison, agreement=row.pk, to=network.village_a.pk)
    with pytest.raises(NotAllowed):
        take_back_pen_offer(by=chief, passing=second.pk)
    take_back_pen_offer(by=liaison, passing=second.pk)
    with pytest.raises(Refused, match="not on offer"):
        answer_pen_offer(by=network.actor("secretary_a"), passing=second.pk, accepts=True)
    assert pen_card(liaison, row.pk).holder == network.association.pk


def test_who_may_not_offer_it(network: Network) -> None:
    """Not another party, not to a stranger or to itself, not of what is in force; who sees nothing learns nothing."""
    row = draft(network)
    liaison = network.actor("liaison")
    with pytest.raises(NotAllowed):
        offer_pen(by=network.actor("chief"), agreement=row.pk, to=network.media.pk)
    for to in (network.village_b.pk, network.association.pk):
        with pytest.raises(Refused):
            offer_pen(by=liaison, agreement=row.pk, to=to)
    offer = offer_pen(by=liaison, agreement=row.pk, to=network.media.pk)
    stranger = network.actor("secretary_b")
    for deed in (
        lambda: offer_pen(by=stranger, agreement=row.pk, to=network.media.pk),
        lambda: answer_pen_offer(by=stranger, passing=offer.pk, accepts=True),
        lambda: take_back_pen_offer(by=stranger, passing=offer.pk),
        lambda: decide_pen(by=stranger, agreement=row.pk, to=network.media.pk, reason="闯"),
        lambda: pen_card(stranger, row.pk),
    ):
        with pytest.raises(NotThere):
            deed()
    assert not PenPassing.objects.by(stranger).exists()
    done = in_force(network)
    with pytest.raises(Refused):
        offer_pen(by=liaison, agreement=done.pk, to=network.media.pk)


def test_handed_on_while_the_text_is_open_for_signature(network: Network) -> None:
    """The text stays open; the new holder may reopen it."""
    row = draft(network)
    freeze_agreement(by=network.actor("liaison"), agreement=row.pk)
    offer = offer_pen(by=network.actor("liaison"), agreement=row.pk, to=network.village_a.pk)
    answer_pen_offer(by=network.actor("secretary_a"), passing=offer.pk, accepts=True)
    assert agreement_card(ROOT, row.pk).sha256
    assert agreement_card(network.actor("secretary_a"), row.pk).may_edit
    assert not agreement_card(network.actor("liaison"), row.pk).may_edit
    write_clause(by=network.actor("secretary_a"), agreement=row.pk, text="再改", position=1)
    assert not agreement_card(ROOT, row.pk).sha256


def test_where_nobody_can_write_the_caller_or_the_administrator_decides(network: Network) -> None:
    """While somebody can, it is refused; afterwards the house whose call led to the agreement gives the pen to a party
    that can write, with a reason all parties read. An offer that was open is overtaken."""
    row = draft(network, by="chief")
    liaison = network.actor("liaison")
    assert row.drafted_by_id == network.media.pk
    call = draft_initiative(
        by=liaison, organisation=network.association.pk, key="call", title="倡议", text="一起干"
    )
    with pytest.raises(Refused, match="can still write"):
        decide_pen(by=ROOT, agreement=row.pk, to=network.association.pk, reason="催")
    offer = offer_pen(by=network.actor("chief"), agreement=row.pk, to=network.village_a.pk)
    over = today() - timedelta(days=1)
    Mandate.objects.by(ROOT).filter(organisation=network.media.pk).update(ends_on=over)  # as time does
    card = pen_card(liaison, row.pk)
    assert (card.idle, card.decide_for) == (True, ())
    with pytest.raises(NotAllowed):
        decide_pen(by=liaison, agreement=row.pk, to=network.association.pk, reason="媒体中心无人")
    Agreement.objects.by(ROOT).filter(pk=row.pk).update(initiative=call)
    assert {key for key, _name in pen_card(liaison, row.pk).decide_for} == {
        network.association.pk,
        network.village_a.pk,
    }
    with pytest.raises(NotAllowed):
        decide_pen(by=network.actor("secretary_a"), agreement=row.pk, to=network.village_a.pk, reason="我来")
    with pytest.raises(Refused) as bare:
        decide_pen(by=liaison, agreement=row.pk, to=network.association.pk, reason=" ")
    assert bare.value.field == "reason"
    decide_pen(by=liaison, agreement=row.pk, to=network.association.pk, reason="媒体中心无人")
    assert PenPassing.objects.by(ROOT).get(pk=offer.pk).state == "overtaken"
    write_clause(by=liaison, agreement=row.pk, text="接着写", position=1)
    said = [one for one in timeline(network.actor("secretary_a"), row.pk) if one.what == "pen-decided"]
    assert [one.name for one in said] == ["媒体中心无人"]


def test_whoever_holds_the_pen_stays_a_party(network: Network) -> None:
    """The parties are changed by those who write; they do not write themselves out."""
    row = draft(network)
    rest = [PartyDraft(network.media.pk), PartyDraft(network.village_a.pk)]
    with pytest.raises(Refused) as refused:
        set_parties(by=network.actor("liaison"), agreement=row.pk, parties=rest)
    assert refused.value.field == "parties"
