"""What is in force is changed by supplements that all sign: amendments, newcomers, a later last day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lianjian.apps.agreements.actions.close_agreement import close_agreement
from lianjian.apps.agreements.actions.draft_supplement import draft_supplement
from lianjian.apps.agreements.actions.set_parties import set_parties
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.queries import (
    agreement_card,
    agreements_ending,
    is_party,
    public_agreements,
    public_reading,
    public_supplements,
    reading,
    supplements,
)
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import NotThere, Refused
from tests.apps.agreements.lives import CHANGE, amend, ending_on, freeze, join
from tests.apps.agreements.papers import draft, in_force, sign
from tests.network import today

if TYPE_CHECKING:
    from tests.network import Network


def test_an_amendment_signed_by_all_changes_the_reading_and_names_its_source(network: Network) -> None:
    """Until the last signature nothing changes; afterwards each changed clause says from which supplement it is, and the
    signed text of the agreement is what it was."""
    row = in_force(network)
    before = agreement_card(network.actor("chief"), row.pk).sha256
    one = amend(
        network,
        row,
        CHANGE,
        ClauseDraft("数据", "数据留在村里。", deed="adds"),
        ClauseDraft("", "", deed="removes", target=3),
    )
    text = freeze(network, one)
    assert "原协议第二条修改为：" in text.readable
    sign(network, text, "leader", "chief")
    assert not any(c.source for c in reading(network.actor("chief"), row.pk))
    assert public_supplements(row.key)[0].state is State.PARTIAL
    sign(network, text, "secretary_a")
    now = [(c.name, c.source_name, c.removed) for c in reading(network.actor("chief"), row.pk)]
    assert now == [
        ("第一条", "", False),
        ("第二条", "第一号补充协议", False),
        ("第三条", "第一号补充协议", True),
        ("第四条", "第一号补充协议", False),
    ]
    assert [c.text for c in public_reading(row.key)][1] == CHANGE.text
    assert agreement_card(network.actor("chief"), row.pk).sha256 == before
    assert len(public_agreements()) == 1  # a supplement stands with its agreement


def test_supplements_are_numbered_and_a_sent_form_is_one(network: Network) -> None:
    """One series, also over withdrawn ones; the same key is the same draft."""
    row = in_force(network)
    first = amend(network, row, CHANGE, key="a" * 32)
    assert amend(network, row, CHANGE, key="a" * 32).pk == first.pk
    close_agreement(by=network.actor("liaison"), agreement=first.pk, reason="重来")
    amend(network, row, CHANGE)
    assert [(s.name, s.state) for s in supplements(network.actor("chief"), row.pk)] == [
        ("第一号补充协议", State.WITHDRAWN),
        ("第二号补充协议", State.DRAFT),
    ]
    with pytest.raises(Refused, match="key"):
        draft_supplement(by=network.actor("chief"), agreement=row.pk, kind="amendment", key=row.key)


def test_only_what_is_in_force_is_supplemented_by_those_bound(network: Network) -> None:
    """Not a draft, not a supplement, not by strangers; and the parties of a supplement are not chosen."""
    drafted, row = draft(network), in_force(network)
    one = amend(network, row, CHANGE)
    for parent in (drafted, one):
        with pytest.raises(Refused, match="in force"):
            amend(network, parent, CHANGE)
    with pytest.raises(NotThere):
        draft_supplement(by=network.actor("secretary_b"), agreement=row.pk, kind="amendment")
    with pytest.raises(Refused, match="parties of a supplement"):
        set_parties(by=network.actor("liaison"), agreement=one.pk, parties=[PartyDraft(network.media.pk)])
    with pytest.raises(Refused):
        amend(network, row, ClauseDraft("", "x", deed="replaces", target=9))
    with pytest.raises(Refused, match="another agreement"):
        write_clause(by=network.actor("liaison"), agreement=drafted.pk, text="x", deed="adds")


def test_what_changes_the_agreement_reopens_its_other_supplements(network: Network) -> None:
    """Two amendments of one clause: when the first is in force, signatures on the second no longer count."""
    row = in_force(network)
    first, second = amend(network, row, CHANGE), amend(network, row, CHANGE)
    late = freeze(network, second)
    sign(network, late, "leader", "chief")
    sign(network, freeze(network, first))
    second.refresh_from_db()
    assert second.state == State.DRAFT
    with pytest.raises(Refused):
        sign(network, late, "secretary_a")
    text = freeze(network, second)
    assert text.sha256 != late.sha256
    sign(network, text)
    assert reading(network.actor("chief"), row.pk)[1].source == 2


def test_a_newcomer_joins_by_everybodys_signature(network: Network) -> None:
    """Its own is not enough and neither are the others'; then it is a party like the others and its signature shows."""
    row = in_force(network)
    one = amend(network, row, kind="accession", newcomers=[PartyDraft(network.village_b.pk, "新加入村")])
    text = freeze(network, one)
    join(network, text)
    sign(network, text, "leader", "chief")
    assert not is_party(row.pk, network.village_b.pk)
    with pytest.raises(NotThere):
        agreement_card(network.actor("secretary_b"), row.pk)
    sign(network, text, "secretary_a")
    card = agreement_card(network.actor("secretary_b"), row.pk)
    assert card.state is State.EFFECTIVE
    assert [(p.short_name, p.joined, p.signed_by) for p in card.parties][-1] == ("乙村", True, "乙书记")
    assert is_party(row.pk, network.village_a.pk, network.village_b.pk)
    later = amend(network, row, CHANGE)
    assert len(agreement_card(network.actor("secretary_b"), later.pk).parties) == 4
    with pytest.raises(Refused, match="already"):
        amend(network, row, kind="accession", newcomers=[PartyDraft(network.village_b.pk)])


def test_a_renewal_moves_the_last_day_when_all_have_signed(network: Network) -> None:
    """Not before, and never to an earlier day."""
    row = in_force(network)
    ending_on(row, today() + timedelta(days=20))
    with pytest.raises(Refused, match="renewal"):
        freeze(network, amend(network, row, kind="renewal", ends_on=today()))
    later = today() + timedelta(days=700)
    one = amend(network, row, kind="renewal", ends_on=later)
    assert (
        f"{later.year}年{later.month}月{later.day}日"
        in agreement_card(network.actor("chief"), one.pk).clauses[0].text
    )
    assert [
        (e.id, e.renewal) for e in agreements_ending(network.actor("chief"), today() + timedelta(days=90))
    ] == [(row.pk, one.pk)]
    text = freeze(network, one)
    sign(network, text, "leader", "chief")
    assert agreement_card(network.actor("chief"), row.pk).ends_on != later
    sign(network, text, "secretary_a")
    assert agreement_card(network.actor("chief"), row.pk).ends_on == later
    assert agreements_ending(network.actor("chief"), today() + timedelta(days=90)) == []
