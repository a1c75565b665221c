from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lianjian.apps.agreements.actions.close_agreement import close_agreement
from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.remove_clause import remove_clause
from lianjian.apps.agreements.actions.set_parties import set_parties
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.queries import (
    agreement_card,
    agreements_of,
    changes,
    clause_words,
    frozen_text,
    public_agreement,
    public_agreements,
    signatures,
    texts,
    timeline,
)
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.actions.end_mandate import end_mandate
from lianjian.apps.parties.queries import mandates
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.agreements.papers import CLAUSES, SCRIPT, draft, end, frozen, in_force, sign
from tests.network import ROOT, Network, today


def test_it_is_in_force_with_the_last_signature_and_not_before(network: Network) -> None:
    """Three parties sign one text; only the third makes it effective."""
    text = frozen(network)
    seen = []
    for signer in ("leader", "chief", "secretary_a"):
        seen.append(agreement_card(network.actor("liaison"), text.agreement_id).state)
        sign(network, text, signer)
    card = agreement_card(network.actor("liaison"), text.agreement_id)
    assert seen == [State.SIGNING, State.PARTIAL, State.PARTIAL]
    assert card.state is State.EFFECTIVE
    assert [party.signed_by for party in card.parties] == ["甲组长", "媒主任", "张书记"]
    assert card.effective_at is not None


def test_an_edit_reopens_signing_and_old_signatures_stay_with_their_text(network: Network) -> None:
    """After an edit nobody has signed; the earlier signatures are shown as belonging to the earlier text."""
    text = frozen(network)
    sign(network, text, "leader", "chief")
    write_clause(
        by=network.actor("liaison"),
        agreement=text.agreement_id,
        position=3,
        heading="人才联育",
        text="促进会每年培训村民八十人次。",
    )
    member = network.actor("liaison")
    assert agreement_card(member, text.agreement_id).state is State.DRAFT
    newer = freeze_agreement(by=member, agreement=text.agreement_id)
    assert newer.version == 2
    assert newer.sha256 != text.sha256
    card = agreement_card(member, text.agreement_id)
    assert card.state is State.SIGNING
    assert all(party.signed_at is None for party in card.parties)
    assert [(line.version, line.counts) for line in signatures(member, text.agreement_id)] == [
        (1, False),
        (1, False),
    ]


def test_signing_an_old_text_is_refused_and_names_the_clause_that_changed(network: Network) -> None:
    """A stale hash never signs; the refusal says where to read again."""
    text = frozen(network)
    write_clause(by=network.actor("liaison"), agreement=text.agreement_id, position=2, text="每月一部短片。")
    newer = freeze_agreement(by=network.actor("liaison"), agreement=text.agreement_id)
    with pytest.raises(Refused, match="第二条") as refused:
        sign(network, text, "leader")
    assert refused.value.cure
    assert signatures(network.actor("liaison"), text.agreement_id) == []
    diff = changes(network.actor("leader"), text.agreement_id, before=1, after=newer.version)
    assert [(change.kind, change.name) for change in diff.clauses] == [("changed", "第二条")]


def test_a_text_that_returns_to_its_old_words_is_still_a_new_text(network: Network) -> None:
    """Signatures do not come back to life when an edit is undone."""
    text = frozen(network)
    sign(network, text, "leader", "chief")
    for words in ("别的话。", CLAUSES[0].text):
        write_clause(
            by=network.actor("liaison"),
            agreement=text.agreement_id,
            position=1,
            heading=CLAUSES[0].heading,
            text=words,
        )
    freeze_agreement(by=network.actor("liaison"), agreement=text.agreement_id)
    sign_again = agreement_card(network.actor("secretary_a"), text.agreement_id)
    assert sign_again.state is State.SIGNING


def test_a_text_under_change_cannot_be_signed(network: Network) -> None:
    """Between edit and freeze there is nothing to sign."""
    text = frozen(network)
    remove_clause(by=network.actor("liaison"), agreement=text.agreement_id, position=1)
    with pytest.raises(Refused, match="being changed"):
        sign(network, text, "leader")


@pytest.mark.parametrize("person", ["liaison", "editor", "keeper_a"])
def test_without_a_signatorys_mandate_nobody_signs(network: Network, person: str) -> None:
    """A liaison officer, an editor and a station keeper are no signatories, not even of their own party."""
    text = frozen(network)
    own = {"liaison": network.association, "editor": network.media, "keeper_a": network.village_a}[person]
    with pytest.raises(NotAllowed):
        sign_agreement(
            by=network.actor(person), agreement=text.agreement_id, organisation=own.pk, sha256=text.sha256
        )


def test_nobody_signs_for_another_party(network: Network) -> None:
    """The leader of the association cannot sign for the village; nor can the system or an administrator."""
    text = frozen(network)
    for actor in (network.actor("leader"), ROOT):
        with pytest.raises(NotAllowed):
            sign_agreement(
                by=actor,
                agreement=text.agreement_id,
                organisation=network.village_a.pk,
                sha256=text.sha256,
            )


def test_a_mandate_that_ended_yesterday_signs_nothing(network: Network) -> None:
    """The mandate must hold on the day of signing, whatever the session still believes."""
    text = frozen(network)
    stale = network.actor("chief")
    held = mandates(ROOT).get(person=network.people["chief"])
    end_mandate(by=ROOT, mandate=held.pk, ends_on=today() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        sign_agreement(
            by=stale, agreement=text.agreement_id, organisation=network.media.pk, sha256=text.sha256
        )


def test_a_signature_sent_twice_is_one_signature(network: Network) -> None:
    """The same form twice writes one row and tells one event."""
    text = frozen(network)
    sign(network, text, "leader")
    sign(network, text, "leader")
    assert len(signatures(network.actor("leader"), text.agreement_id)) == 1
    assert EventRecord.objects.filter(name="agreements.agreement_signed").count() == 1


def test_freezing_twice_gives_one_text(network: Network) -> None:
    """Freezing a frozen text changes nothing."""
    text = frozen(network)
    assert freeze_agreement(by=network.actor("leader"), agreement=text.agreement_id).pk == text.pk


def test_what_is_in_force_cannot_be_edited_only_ended(network: Network) -> None:
    """An effective text is beyond every edit; it ends with a reason and its signatures stay."""
    agreement = in_force(network)
    with pytest.raises(Refused, match="in force"):
        write_clause(by=network.actor("liaison"), agreement=agreement.pk, text="再加一条。")
    with pytest.raises(Refused, match="in force"):
        set_parties(
            by=network.actor("liaison"), agreement=agreement.pk, parties=[PartyDraft(network.media.pk)]
        )
    with pytest.raises(Refused, match="withdrawn"):
        close_agreement(by=network.actor("leader"), agreement=agreement.pk, reason="期满")
    end(network, agreement, reason="期满")
    card = agreement_card(network.actor("chief"), agreement.pk)
    assert (card.state, card.closing_reason, card.closed_how) == (State.ENDED, "期满", "consent")
    assert len(signatures(network.actor("chief"), agreement.pk)) == 3
    with pytest.raises(Refused, match="closed"):
        write_clause(by=network.actor("liaison"), agreement=agreement.pk, text="再加一条。")


def test_a_draft_is_withdrawn_not_ended(network: Network) -> None:
    """Closing something that is not in force withdraws it."""
    agreement = draft(network)
    row = close_agreement(by=network.actor("liaison"), agreement=agreement.pk, reason="不再需要")
    assert row.state == State.WITHDRAWN


def test_one_party_or_no_clause_is_no_agreement(network: Network) -> None:
    """What cannot bind anybody cannot be frozen."""
    alone = draft_agreement(
        by=network.actor("leader"),
        title="独自",
        parties=[PartyDraft(network.association.pk)],
        clauses=[ClauseDraft("", "一条。")],
    )
    empty = draft_agreement(
        by=network.actor("leader"),
        title="无条款",
        parties=[PartyDraft(network.association.pk), PartyDraft(network.media.pk)],
    )
    with pytest.raises(Refused, match="two parties"):
        freeze_agreement(by=network.actor("leader"), agreement=alone.pk)
    with pytest.raises(Refused, match="one clause"):
        freeze_agreement(by=network.actor("leader"), agreement=empty.pk)


def test_script_in_a_clause_is_text(network: Network) -> None:
    """Markup is kept as the characters that were typed, in the clause and in the signed text."""
    text = frozen(network)
    card = agreement_card(network.actor("leader"), text.agreement_id)
    assert SCRIPT in card.clauses[1].text
    assert SCRIPT in frozen_text(network.actor("leader"), text.agreement_id, 1)


def test_hidden_characters_do_not_reach_the_signed_text(network: Network) -> None:
    """Direction overrides, NUL and zero-width characters would make the read text differ from the signed
    one."""
    agreement = draft(network)
    clause = write_clause(
        by=network.actor("liaison"), agreement=agreement.pk, text="支付\u202e一百\u200b元\x00。\r\n第二行"
    )
    assert clause.text == "支付一百元。\n第二行"


def test_nobody_writes_over_what_somebody_else_wrote_meanwhile(network: Network) -> None:
    """An edit made on an older revision is refused with its cure, and nothing of the newer one is lost."""
    agreement = draft(network)
    seen = agreement_card(network.actor("liaison"), agreement.pk).revision
    write_clause(
        by=network.actor("leader"), agreement=agreement.pk, position=1, text="新。", seen_revision=seen
    )
    with pytest.raises(Refused, match="Somebody else"):
        write_clause(
            by=network.actor("liaison"), agreement=agreement.pk, position=1, text="旧。", seen_revision=seen
        )
    assert agreement_card(network.actor("liaison"), agreement.pk).clauses[0].text == "新。"


def test_clauses_keep_their_order_through_insertion_and_removal(network: Network) -> None:
    """Positions stay 1, 2, 3 … without gaps."""
    agreement = draft(network)
    by = network.actor("liaison")
    write_clause(by=by, agreement=agreement.pk, position=2, insert=True, heading="插入", text="插入的一条。")
    remove_clause(by=by, agreement=agreement.pk, position=1)
    lines = agreement_card(by, agreement.pk).clauses
    assert [(line.position, line.name, line.heading) for line in lines] == [
        (1, "第一条", "插入"),
        (2, "第二条", "产业联兴"),
        (3, "第三条", "人才联育"),
    ]


def test_village_b_sees_nothing_of_village_a(network: Network) -> None:
    """Every reading and writing door answers a stranger as if the agreement did not exist."""
    text = frozen(network)
    stranger = network.actor("secretary_b")
    key = text.agreement_id
    assert agreements_of(stranger) == []
    assert texts(stranger, key) == []
    for door in (
        lambda: agreement_card(stranger, key),
        lambda: signatures(stranger, key),
        lambda: timeline(stranger, key),
        lambda: frozen_text(stranger, key, 1),
        lambda: clause_words(stranger, key, 1, ""),
        lambda: clause_words(stranger, key, 1, text.sha256),
        lambda: changes(stranger, key, before=1, after=1),
        lambda: write_clause(by=stranger, agreement=key, text="闯入"),
        lambda: freeze_agreement(by=stranger, agreement=key),
        lambda: close_agreement(by=stranger, agreement=key, reason="闯入"),
        lambda: sign_agreement(
            by=stranger, agreement=key, organisation=network.village_b.pk, sha256=text.sha256
        ),
    ):
        with pytest.raises(NotThere):
            door()


def test_a_member_without_a_role_reads_but_does_not_edit(network: Network) -> None:
    """An editor of a party sees the draft and may not change it."""
    agreement = draft(network)
    assert not agreement_card(network.actor("editor"), agreement.pk).may_edit
    with pytest.raises(NotAllowed):
        write_clause(by=network.actor("editor"), agreement=agreement.pk, text="改一改。")


def test_the_public_sees_no_draft_and_clauses_only_in_force(network: Network) -> None:
    """Before signing nothing is public; while signing title, parties and states; in force the clauses,
    never people."""
    agreement = draft(network)
    assert public_agreements() == []
    with pytest.raises(NotThere):
        public_agreement(agreement.key)
    text = freeze_agreement(by=network.actor("liaison"), agreement=agreement.pk)
    sign(network, text, "leader")
    shown = public_agreement(agreement.key)
    assert (shown.state, shown.clauses) == (State.PARTIAL, None)
    assert [party.signed_at is not None for party in shown.parties] == [True, False, False]
    sign(network, text)
    shown = public_agreement(agreement.key)
    assert shown.clauses is not None
    assert all(party.signed_by is None for party in shown.parties)
    assert [(line.signed, line.parties) for line in public_agreements()] == [
        (3, ("测试促进会", "测试融媒中心"[:6], "张洋村"))
    ]


def test_the_timeline_tells_what_happened_in_order(network: Network) -> None:
    """Drafted, frozen, signed, reopened: each with its time."""
    text = frozen(network)
    sign(network, text, "leader")
    write_clause(by=network.actor("liaison"), agreement=text.agreement_id, text="补一条。")
    sign(network, freeze_agreement(by=network.actor("liaison"), agreement=text.agreement_id))
    told = [moment.what for moment in timeline(network.actor("chief"), text.agreement_id)]
    assert told == [
        "drafted",
        "frozen",
        "signed",
        "reopened",
        "frozen",
        "signed",
        "signed",
        "signed",
        "effective",
    ]


def test_only_network_wide_actors_enter_history(network: Network) -> None:
    """A backdated draft from a party's own person is refused."""
    with pytest.raises(NotAllowed, match="earlier date"):
        write_clause(
            by=network.actor("liaison"),
            agreement=draft(network).pk,
            text="补一条。",
            now=timezone.now() - timedelta(days=3),
        )
