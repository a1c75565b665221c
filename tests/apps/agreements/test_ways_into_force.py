"""No way leads into force but every party's signature on one and the same text, however electronic ones, papers, attestations
and edits follow one another."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianjian.apps.agreements.actions.attest_scan import attest_scan
from lianjian.apps.agreements.actions.bring_scan import bring_scan
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.refuse_scan import refuse_scan
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.models import AgreementText, Attestation, Signature
from lianjian.apps.agreements.queries import agreement_card, scans_of, texts
from lianjian.apps.agreements.rules.methods import Method
from lianjian.apps.agreements.rules.scans import Page
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import Refused
from tests.apps.agreements.papers import frozen
from tests.network import ROOT, Network, today

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

PARTIES = ("association", "media", "village_a")
SIGNERS = {"association": "leader", "media": "chief", "village_a": "secretary_a"}
STEPS = st.one_of(
    st.tuples(st.just("sign"), st.sampled_from(PARTIES), st.integers(0, 1)),
    st.tuples(st.just("bring"), st.sets(st.sampled_from(PARTIES), min_size=1), st.integers(0, 1)),
    st.tuples(st.just("attest"), st.sampled_from(PARTIES), st.integers(0, 1)),
    st.tuples(st.just("attest"), st.sampled_from(PARTIES), st.integers(0, 1)),
    st.tuples(st.just("refuse"), st.sampled_from(PARTIES), st.integers(0, 1)),
    st.tuples(st.just("edit"), st.just(""), st.integers(0, 1)),
)


class _Undo(Exception):  # noqa: N818 - takes one example back
    """Every example begins with the same frozen text."""


def take(network: Network, agreement: int, step: tuple[str, object, int]) -> None:
    """One step of somebody; ``which`` picks the newest or the one before it, of texts and of scans."""
    what, whom, which = step
    known = [sha256 for _version, sha256, _at in texts(ROOT, agreement)][::-1]
    sha256 = known[min(which, len(known) - 1)]
    scans = scans_of(ROOT, agreement)
    scan = scans[min(which, len(scans) - 1)] if scans else None
    if what == "edit":
        write_clause(by=network.actor("liaison"), agreement=agreement, text="补一条。")
        freeze_agreement(by=network.actor("liaison"), agreement=agreement)
    elif what == "bring":
        assert isinstance(whom, set)
        bring_scan(
            by=network.actor("liaison"),
            agreement=agreement,
            organisation=network.association.pk,
            sha256=sha256,
            hands={getattr(network, one).pk: network.people[SIGNERS[one]].pk for one in whom},
            signed_on=today(),
            pages=[Page("a.pdf", b"%PDF-1.4")],
        )
    else:
        by: Actor = network.actor(SIGNERS[str(whom)])
        house = getattr(network, str(whom)).pk
        if what == "sign":
            sign_agreement(by=by, agreement=agreement, organisation=house, sha256=sha256)
        elif scan is not None and what == "attest":
            attest_scan(by=by, scan=scan.id, organisation=house, sha256=scan.sha256)
        elif scan is not None:
            refuse_scan(by=by, scan=scan.id, organisation=house, reason="旧稿")


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(STEPS, min_size=4, max_size=10))
def test_in_force_means_every_party_on_one_text(
    network: Network, steps: list[tuple[str, object, int]]
) -> None:
    """After every step: in force exactly where each party has one signature on the open text; each on paper has its scan
    attested by two people of two parties, each electronic one stands in the document."""
    with suppress(_Undo), transaction.atomic():
        agreement = frozen(network).agreement_id
        for step in steps:
            with suppress(Refused), transaction.atomic():
                take(network, agreement, step)
            holds(agreement)
        raise _Undo


def holds(agreement: int) -> None:
    """What is true at every moment."""
    text = AgreementText.objects.across_organisations("test").get(agreement=agreement, superseded_at=None)
    given = list(Signature.objects.across_organisations("test").filter(text=text))
    card = agreement_card(ROOT, agreement)
    parties = {party.organisation for party in card.parties}
    assert (card.state is State.EFFECTIVE) == ({one.organisation_id for one in given} == parties)
    for one in given:
        assert one.sha256 == text.sha256
        if one.method == Method.PAPER:
            words = Attestation.objects.across_organisations("test").filter(scan=one.scan)
            assert len({word.person_id for word in words}) >= 2
            assert len({word.organisation_id for word in words}) >= 2
            assert one.scan.text_id == text.pk
        else:
            assert one.method == Method.ELECTRONIC
            assert one.certificate
            assert one.document_size
