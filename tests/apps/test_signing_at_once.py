"""Two people do what only one can do, or what belongs together, at the same moment, in threads with connections of their
own. Each of these fails where the row is not locked first; on SQLite writers wait for each other anyway."""

from __future__ import annotations

from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.agreements.actions.answer_pen_offer import answer_pen_offer
from lianjian.apps.agreements.actions.attest_scan import attest_scan
from lianjian.apps.agreements.actions.offer_pen import offer_pen
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.actions.take_back_pen_offer import take_back_pen_offer
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.models import Agreement, PenPassing, Scan, Signature
from lianjian.apps.agreements.ports import paper_office
from lianjian.apps.agreements.queries import Verdict, agreement_card, document_bytes, judge_file, pen_card
from lianjian.apps.agreements.rules.attesting import ScanState
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.actions.accept_item import accept_item
from lianjian.apps.parties.actions.begin_handover import begin_handover
from lianjian.apps.parties.models import HandoverItem
from lianjian.apps.projects.actions.agree_income_shares import agree_income_shares
from lianjian.apps.projects.actions.propose_income_shares import propose_income_shares
from lianjian.apps.projects.actions.record_distribution import record_distribution
from lianjian.apps.projects.models import Distribution
from lianjian.foundation.models import EventRecord
from tests.apps.agreements.papers import draft, frozen, sign
from tests.apps.agreements.test_scans import bring
from tests.apps.parties.handing import village
from tests.apps.projects.promises import project as begun
from tests.network import ROOT, Network, build, today
from tests.together import at_once, refusals

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.apps.agreements.models import AgreementText

ROUNDS = 6
"""How often what takes no time at all is tried: without the lock one of them goes wrong."""
HANDS = (("leader", "association"), ("chief", "media"), ("secretary_a", "village_a"))


@pytest.fixture
def network(real_transactions: None) -> Network:
    return build()


def signing(network: Network, text: AgreementText, person: str, house: str) -> Callable[[], object]:
    """A person is about to sign electronically for a party."""
    by, party = network.actor(person), getattr(network, house).pk
    return lambda: sign_agreement(by=by, agreement=text.agreement_id, organisation=party, sha256=text.sha256)


def told(name: str) -> int:
    """How often that was told."""
    return EventRecord.objects.filter(name=name).count()


def test_three_parties_sign_one_document(network: Network) -> None:
    """All three stand in it one behind another, none is lost, and it is in force once."""
    text = frozen(network)
    found = at_once(*(signing(network, text, *hand) for hand in HANDS))
    assert refusals(found) == 0
    assert agreement_card(ROOT, text.agreement_id).state is State.EFFECTIVE
    judged = judge_file(document_bytes(ROOT, text.pk))
    assert (judged.verdict, len(judged.signatures)) == (Verdict.GENUINE, 3)
    sizes = Signature.objects.by(ROOT).filter(text=text).values_list("document_size", flat=True)
    assert len(set(sizes)) == 3
    assert told("agreements.agreement_signed") == 3


def test_one_person_signs_twice(network: Network) -> None:
    """Two taps on the button are one signature."""
    text = frozen(network)
    found = at_once(*[signing(network, text, "leader", "association")] * 3)
    assert refusals(found) == 0
    assert Signature.objects.by(ROOT).filter(text=text).count() == 1


def test_the_last_signature_against_an_edit(network: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either it is in force and the edit is refused, or the words are open again and the signature is refused: a text that
    somebody changed is never in force. The edit begins when the signature is made and waits to be counted."""
    office, made = paper_office(), Barrier(2)
    real = office.sign

    def sign_and_wait(*args: Any, **kwargs: Any) -> Any:
        signed = real(*args, **kwargs)
        made.wait(timeout=60)
        return signed

    monkeypatch.setattr(office, "sign", sign_and_wait)
    by = network.actor("liaison")
    for _ in range(ROUNDS):
        text = frozen(network)
        sign(network, text, "leader", "chief")

        def edit(agreement: int = text.agreement_id) -> object:
            made.wait(timeout=60)
            return write_clause(by=by, agreement=agreement, text="又改", position=1)

        found = at_once(signing(network, text, "secretary_a", "village_a"), edit)
        card = agreement_card(ROOT, text.agreement_id)
        text.refresh_from_db()
        assert refusals(found) == 1
        assert (card.state is State.EFFECTIVE) == (text.superseded_at is None)
        assert (card.state is State.EFFECTIVE) == (card.clauses[0].text != "又改")
        assert card.state in {State.EFFECTIVE, State.DRAFT}


def test_two_attest_a_paper(network: Network) -> None:
    """With both it counts, once: neither leaves it to the other."""
    by = [(network.actor(person), getattr(network, house).pk) for person, house in HANDS[1:]]
    for _ in range(ROUNDS):
        text = frozen(network)
        scan = bring(network, text, "association", "media", "village_a")
        found = at_once(
            *(
                lambda actor=actor, house=house, scan=scan: attest_scan(
                    by=actor, scan=scan.pk, organisation=house, sha256=scan.sha256
                )
                for actor, house in by
            )
        )
        assert refusals(found) == 0
        assert Scan.objects.by(ROOT).get(pk=scan.pk).state == ScanState.ACCEPTED
        assert agreement_card(ROOT, text.agreement_id).state is State.EFFECTIVE
        assert Signature.objects.by(ROOT).filter(text=text).count() == 3


def test_the_successor_accepts_twice(network: Network) -> None:
    """Two tabs take the same thing over: it goes over once and is told once."""
    place = village(network)
    key = begin_handover(by=place.leaves, mandate=place.mandate, successor=place.successor).pk
    comes, item = place.comes, f"coordination/duty:{place.duty}"
    found = at_once(*[lambda: accept_item(by=comes, handover=key, item=item)] * 3)
    assert refusals(found) == 0
    rows = HandoverItem.objects.by(ROOT).filter(handover=key, source_key=f"duty:{place.duty}")
    assert rows.count() == 1
    assert told("parties.handover_item_decided") == told("parties.handover_item_passed") == 1


def test_two_share_out_the_same_days(network: Network) -> None:
    """What came in is shared out once, whoever is quicker."""
    houses = (network.association.pk, network.village_a.pk)
    liaison, secretary = network.actor("liaison"), network.actor("secretary_a")
    project = begun(network, parties=list(houses)).pk
    shares = propose_income_shares(
        by=liaison, project=project, shares={houses[0]: 40, houses[1]: 60}, valid_from=today()
    )
    agree_income_shares(by=secretary, shares=shares.pk, organisation=houses[1])
    found = at_once(
        *(
            lambda by=by, total=total: record_distribution(
                by=by, project=project, starts_on=today(), ends_on=today(), total=total
            )
            for by, total in ((liaison, "100.01"), (secretary, "200"), (liaison, "300"))
        )
    )
    assert refusals(found) == 2
    assert Distribution.objects.by(ROOT).filter(project=project).count() == 1


def test_the_pen_is_taken_and_taken_back(network: Network) -> None:
    """One of the two happens: the pen is nowhere twice."""
    for _ in range(3):
        row = draft(network)
        offer = offer_pen(by=network.actor("liaison"), agreement=row.pk, to=network.media.pk)
        giver, taker = network.actor("liaison"), network.actor("chief")
        found = at_once(
            lambda offer=offer, taker=taker: answer_pen_offer(by=taker, passing=offer.pk, accepts=True),
            lambda offer=offer, giver=giver: take_back_pen_offer(by=giver, passing=offer.pk),
        )
        assert refusals(found) == 1
        state = PenPassing.objects.by(ROOT).get(pk=offer.pk).state
        holder = pen_card(ROOT, row.pk).holder
        assert (state, holder) in {
            ("accepted", network.media.pk),
            ("taken-back", network.association.pk),
        }
        assert Agreement.objects.by(ROOT).get(pk=row.pk).pen_with == holder
