"""After signing: leavings, ends by consent and by the day, what is announced before, and the course of it all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.agreements.actions.announce_endings import announce_endings
from lianjian.apps.agreements.actions.carry_out_notices import carry_out_notices
from lianjian.apps.agreements.actions.consent_to_end import consent_to_end
from lianjian.apps.agreements.actions.expire_agreements import expire_agreements
from lianjian.apps.agreements.actions.give_notice import give_notice
from lianjian.apps.agreements.actions.propose_end import propose_end
from lianjian.apps.agreements.actions.take_back_end_proposal import take_back_end_proposal
from lianjian.apps.agreements.actions.take_back_notice import take_back_notice
from lianjian.apps.agreements.queries import (
    agreement_card,
    agreements_ending,
    end_proposed,
    is_party,
    notices,
    public_timeline,
    reading,
    supplements,
    timeline,
)
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.agreements.tasks import keep_terms
from lianjian.flows.ending_announced import ask_what_follows
from lianjian.flows.notice_given import ask_to_settle
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.agreements.lives import CHANGE, acceded, amend, ending_on, freeze, join, leave
from tests.apps.agreements.papers import draft, end, in_force, sign
from tests.network import ROOT, today

if TYPE_CHECKING:
    from tests.network import Network


def test_a_party_leaves_with_notice_and_the_others_go_on(network: Network) -> None:
    """A shorter notice than agreed is refused, the others see it, it can be taken back, and it is carried out on its day
    and not before, once."""
    row = in_force(network)
    with pytest.raises(Refused) as refused:
        leave(network, row, days=29)
    assert refused.value.field == "leaves_on"
    with pytest.raises(NotAllowed):
        give_notice(
            by=network.actor("keeper_a"),
            agreement=row.pk,
            organisation=network.village_a.pk,
            reason="x",
            leaves_on=today() + timedelta(days=40),
        )
    one = leave(network, row)
    assert leave(network, row).pk == one.pk
    assert notices(network.actor("chief"), row.pk)[0].reason == "另有安排"
    take_back_notice(by=network.actor("secretary_a"), notice=one.pk)
    again = leave(network, row)
    amendment = amend(network, row, CHANGE)
    sign(network, freeze(network, amendment), "leader")
    day = today() + timedelta(days=29)
    assert carry_out_notices(by=ROOT, today=day) == 0
    assert carry_out_notices(by=ROOT, today=day + timedelta(days=5)) == 1
    assert carry_out_notices(by=ROOT, today=day + timedelta(days=5)) == 0
    card = agreement_card(network.actor("chief"), row.pk)
    assert card.state is State.EFFECTIVE
    assert [p.left_on for p in card.parties] == [None, None, again.leaves_on]
    assert not is_party(row.pk, network.village_a.pk)
    amendment.refresh_from_db()
    assert amendment.state == State.DRAFT
    assert len(agreement_card(network.actor("chief"), amendment.pk).parties) == 2
    with pytest.raises(Refused):
        leave(network, row)


def test_the_agreement_ends_when_fewer_than_two_remain(network: Network) -> None:
    """Two of three leave: the third is bound to nobody; what supplemented it ends with it."""
    row = in_force(network)
    amended = amend(network, row, CHANGE)
    sign(network, freeze(network, amended))
    waiting = amend(network, row, CHANGE)
    leave(network, row)
    leave(network, row, "chief", 31)
    carry_out_notices(by=ROOT, today=today() + timedelta(days=31))
    for one, state, how in (
        (row, "ended", "too-few"),
        (amended, "ended", "parent"),
        (waiting, "withdrawn", ""),
    ):
        one.refresh_from_db()
        assert (one.state, one.closed_how) == (state, how)
    assert reading(network.actor("chief"), row.pk)[1].text == CHANGE.text


def test_it_ends_by_consent_of_every_party_only(network: Network) -> None:
    """A liaison officer is no signatory; two of three are not enough; what is taken back counts for nothing."""
    row = acceded(network)
    begun: dict[str, Any] = {"agreement": row.pk, "reason": "目标已经实现"}
    with pytest.raises(NotAllowed):
        propose_end(by=network.actor("liaison"), organisation=network.association.pk, **begun)
    one = propose_end(by=network.actor("leader"), organisation=network.association.pk, **begun)
    with pytest.raises(Refused, match="proposed already"):
        propose_end(by=network.actor("chief"), organisation=network.media.pk, **begun)
    take_back_end_proposal(by=network.actor("leader"), proposal=one.pk)
    two = propose_end(by=network.actor("chief"), organisation=network.media.pk, **begun)
    for who, house in (("leader", network.association), ("secretary_a", network.village_a)):
        for _ in range(2):
            consent_to_end(by=network.actor(who), proposal=two.pk, organisation=house.pk)
    line = end_proposed(network.actor("secretary_b"), row.pk)
    assert line is not None
    assert (line.missing, line.consent_for) == (("乙村",), ((network.village_b.pk, "乙村"),))
    assert agreement_card(network.actor("chief"), row.pk).state is State.EFFECTIVE
    consent_to_end(by=network.actor("secretary_b"), proposal=two.pk, organisation=network.village_b.pk)
    card = agreement_card(network.actor("chief"), row.pk)
    assert (card.state, card.closed_how, card.closing_reason) == (State.ENDED, "consent", "目标已经实现")


def test_a_leaving_can_complete_the_consents(network: Network) -> None:
    """All who remain had consented: with the day of the notice it is over."""
    row = in_force(network)
    leave(network, row)
    one = propose_end(
        by=network.actor("leader"), agreement=row.pk, organisation=network.association.pk, reason="x"
    )
    consent_to_end(by=network.actor("chief"), proposal=one.pk, organisation=network.media.pk)
    assert agreement_card(network.actor("chief"), row.pk).state is State.EFFECTIVE
    carry_out_notices(by=ROOT, today=today() + timedelta(days=30))
    assert agreement_card(network.actor("chief"), row.pk).closed_how == "consent"


def test_the_last_day_ends_it_exactly_once(network: Network) -> None:
    """In force through the last day, over on the next, however often the job runs; drafts do not expire."""
    row, drafted = in_force(network), draft(network)
    for one in (row, drafted):
        ending_on(one, today())
    assert expire_agreements(by=ROOT, today=today()) == 0
    tomorrow = today() + timedelta(days=1)
    assert [expire_agreements(by=ROOT, today=tomorrow) for _ in range(2)] == [1, 0]
    card = agreement_card(network.actor("chief"), row.pk)
    assert (card.state, card.closed_how) == (State.ENDED, "expiry")
    assert agreement_card(network.actor("chief"), drafted.pk).state is State.DRAFT
    assert EventRecord.objects.filter(name="agreements.agreement_closed").count() == 1
    for verb in (expire_agreements, announce_endings, carry_out_notices):
        with pytest.raises(NotAllowed):
            verb(by=network.actor("leader"), today=tomorrow)


def test_the_parties_hear_90_30_and_7_days_before(network: Network) -> None:
    """Once each with the same duty, again for another last day, and the nearest only after a pause."""
    row = in_force(network)
    last = today() + timedelta(days=100)
    ending_on(row, last)
    told = [
        announce_endings(by=ROOT, today=last - timedelta(days=n)) for n in (100, 91, 90, 89, 30, 30, 7, 1, 0)
    ]
    assert told == [0, 0, 1, 0, 1, 0, 1, 0, 0]
    later = last + timedelta(days=400)
    ending_on(row, later)
    assert announce_endings(by=ROOT, today=later - timedelta(days=5)) == 1
    records = EventRecord.objects.filter(name="agreements.ending_announced").order_by("pk")
    assert [r.payload["days"] for r in records] == [90, 30, 7, 7]
    from lianjian.apps.agreements.events import EndingAnnounced
    from lianjian.apps.coordination.models import Duty

    for record in records:
        ask_what_follows(EndingAnnounced(**record.payload), ROOT)
    duties = Duty.objects.across_organisations("tests").filter(source_app="agreements")
    assert duties.count() == 6  # three parties, two last days


def test_who_leaves_with_open_promises_has_a_duty_to_settle_them(network: Network) -> None:
    """What was promised stays owed; without an open promise there is nothing to do."""
    from lianjian.apps.agreements.events import NoticeGiven
    from lianjian.apps.coordination.models import Duty
    from lianjian.apps.projects.actions.make_commitment import make_commitment

    row = in_force(network)
    make_commitment(
        by=network.actor("secretary_a"),
        giver=network.village_a.pk,
        receiver=network.media.pk,
        work_area="industry",
        text="供茶样十份",
        due_on=today() + timedelta(days=90),
        agreement=row.pk,
    )
    for who in ("secretary_a", "chief"):
        one = leave(network, row, who)
        ask_to_settle(
            NoticeGiven(
                agreement=row.pk,
                notice=one.pk,
                organisation=one.organisation_id,
                leaves_on=one.leaves_on.isoformat(),
            ),
            network.actor(who),
        )
    duties = list(Duty.objects.across_organisations("tests").filter(source_app="agreements"))
    assert [(d.organisation_id, "1项" in d.what) for d in duties] == [(network.village_a.pk, True)]


def test_the_timeline_tells_the_life_to_its_people_and_less_to_everybody(network: Network) -> None:
    """All of it for the parties; for everybody no notice, no draft and no person."""
    row = acceded(network)
    sign_all = freeze(network, amend(network, row, CHANGE))
    sign(network, sign_all)
    join(network, sign_all)
    leave(network, row)
    keep_terms()
    carry_out_notices(by=ROOT, today=today() + timedelta(days=30))
    told = [m.what for m in timeline(network.actor("secretary_b"), row.pk)]
    assert told == [
        "drafted", "frozen", "signed", "signed", "signed", "effective", "supplement", "joined", "supplement",
        "amended", "notice", "left",
    ]  # fmt: skip
    public = public_timeline(row.key)
    assert [m.what for m in public] == [
        "frozen", "signed", "signed", "signed", "effective", "joined", "amended", "left",
    ]  # fmt: skip
    assert not any(m.name and "协议" not in m.name for m in public)
    with pytest.raises(NotThere):
        public_timeline(draft(network).key)
    with pytest.raises(NotThere):
        timeline(network.actor("secretary_b"), draft(network).pk)


def test_nothing_of_its_life_is_there_for_a_stranger(network: Network) -> None:
    """Village B, no party, is told that there is nothing at every door."""
    row = in_force(network)
    one = leave(network, row)
    two = propose_end(
        by=network.actor("leader"), agreement=row.pk, organisation=network.association.pk, reason="x"
    )
    by, house = network.actor("secretary_b"), network.village_b.pk
    for door in (
        lambda: reading(by, row.pk),
        lambda: give_notice(by=by, agreement=row.pk, organisation=house, reason="x", leaves_on=today()),
        lambda: take_back_notice(by=by, notice=one.pk),
        lambda: propose_end(by=by, agreement=row.pk, organisation=house, reason="x"),
        lambda: consent_to_end(by=by, proposal=two.pk, organisation=house),
        lambda: take_back_end_proposal(by=by, proposal=two.pk),
    ):
        with pytest.raises(NotThere):
            door()
    assert (notices(by, row.pk), supplements(by, row.pk), end_proposed(by, row.pk)) == ([], [], None)
    assert agreements_ending(by, today() + timedelta(days=999)) == []
    with pytest.raises((NotAllowed, Refused)):
        take_back_notice(by=network.actor("chief"), notice=one.pk)
    with pytest.raises((NotAllowed, Refused)):
        take_back_end_proposal(by=network.actor("chief"), proposal=two.pk)
    end_again = network.actor("editor")
    with pytest.raises(NotAllowed):
        consent_to_end(by=end_again, proposal=two.pk, organisation=network.media.pk)
    take_back_end_proposal(by=network.actor("leader"), proposal=two.pk)
    end(network, row)
