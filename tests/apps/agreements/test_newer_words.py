"""A draft's clauses are brought to the newer words of their template: only what was looked at, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.draft_template import draft_template
from lianjian.apps.agreements.actions.drop_template_clause import drop_template_clause
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.take_newer_words import take_newer_words
from lianjian.apps.agreements.actions.take_stand import take_stand
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.actions.write_template_clause import write_template_clause
from lianjian.apps.agreements.queries import agreement_card, newer_words, old_words, talks, template_card
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.apps.agreements.rules.newer import Looked, Made, bring, followers
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.network import ROOT

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import Agreement, Template
    from tests.network import Network

WORDS = st.tuples(st.sampled_from(["", "甲", "乙"]), st.sampled_from(["子", "丑", "寅"]))
CLAUSE = st.builds(
    Made,
    words=WORDS,
    from_words=WORDS,
    newest_words=WORDS,
    source=st.integers(1, 3),
    newest=st.integers(1, 4),
)
CLAUSES = st.lists(CLAUSE, max_size=6)


@given(CLAUSES, st.sets(st.integers(-1, 6), max_size=4))
def test_bringing_changes_what_was_chosen_and_nothing_else(clauses: list[Made], chosen: set[int]) -> None:
    """The chosen ones say what the template says and are behind no more; the others are as they were; one that is not
    behind, or is not there, is refused with all."""
    fine = bool(chosen) and all(0 <= place < len(clauses) and clauses[place].behind for place in chosen)
    if not fine:
        with pytest.raises(Refused):
            bring(clauses, chosen)
        return
    after = bring(clauses, chosen)
    assert len(after) == len(clauses)
    for place, (old, new) in enumerate(zip(clauses, after, strict=True)):
        if place not in chosen:
            assert new == old
            continue
        assert new.words == old.newest_words
        assert (new.source, new.behind, new.own) == (old.newest, False, False)
    with pytest.raises(Refused):
        bring(after, chosen)


@given(CLAUSES)
def test_all_at_once_never_takes_words_of_the_parties_own(clauses: list[Made]) -> None:
    """What the button for all takes is behind and was word for word the template's."""
    for place in followers(clauses):
        assert clauses[place].behind
        assert clauses[place].words == clauses[place].from_words


def made(network: Network) -> tuple[Template, Agreement]:
    """A template of three clauses and a draft of the association made from it."""
    liaison = network.actor("liaison")
    template = draft_template(
        by=liaison,
        organisation=network.association.pk,
        key="model",
        title="共建范本",
        clauses=[
            ClauseDraft("组织", "每月一次。"),
            ClauseDraft("产业", "每季一次。"),
            ClauseDraft("人才", "每年一次。"),
        ],
    )
    row = draft_agreement(
        by=liaison,
        title="共联共建协议",
        parties=[PartyDraft(network.association.pk), PartyDraft(network.village_a.pk)],
        template=template.pk,
    )
    return template, row


def rewrite(network: Network, template: Template, place: int, text: str) -> None:
    """The template says something else from now on."""
    card = template_card(network.actor("liaison"), template.key)
    line = card.clauses[place]
    write_template_clause(
        by=network.actor("liaison"), template=template.pk, clause=line.id, heading=line.heading, text=text
    )


def looked(network: Network, row: Agreement) -> list[Looked]:
    return [
        Looked(one.clause, one.words, one.newest_key) for one in newer_words(network.actor("liaison"), row.pk)
    ]


def test_one_clause_is_brought_and_its_stands_are_taken_anew(network: Network) -> None:
    """The village had agreed to two clauses; on the one that changed it says so anew, the other stands."""
    template, row = made(network)
    village = network.actor("secretary_a")
    for about in talks(village, row.pk).clauses[:2]:
        take_stand(
            by=village,
            agreement=row.pk,
            clause=about.id,
            organisation=network.village_a.pk,
            stand="agrees",
            seen_words=about.words,
        )
    assert newer_words(village, row.pk) == []
    rewrite(network, template, 0, "每月两次。")
    (line,) = newer_words(network.actor("liaison"), row.pk)
    assert (line.name, line.version, line.newest, line.own, line.said) == ("第一条", 1, 2, False, 1)
    assert "".join(one.text for one in line.text if one.kind != "gone") == "每月两次。"
    assert take_newer_words(by=network.actor("liaison"), agreement=row.pk, looked=looked(network, row)) == 1
    clauses = talks(village, row.pk).clauses
    assert [one.text for one in clauses] == ["每月两次。", "每季一次。", "每年一次。"]
    assert [one.agreed for one in clauses[:2]] == [0, 1]
    assert old_words(network.actor("liaison"), template.pk, 10) == []


def test_words_of_the_parties_own_are_marked_and_taken_only_by_name(network: Network) -> None:
    """All three are behind, one was rewritten by the parties; whoever names it takes it too."""
    template, row = made(network)
    write_clause(
        by=network.actor("liaison"), agreement=row.pk, heading="产业", text="我们自己的话。", position=2
    )
    for place in range(3):
        rewrite(network, template, place, f"新{place}。")
    lines = newer_words(network.actor("liaison"), row.pk)
    assert [one.own for one in lines] == [False, True, False]
    take_newer_words(
        by=network.actor("liaison"),
        agreement=row.pk,
        looked=[one for one, line in zip(looked(network, row), lines, strict=True) if not line.own],
    )
    assert [c.text for c in agreement_card(ROOT, row.pk).clauses] == ["新0。", "我们自己的话。", "新2。"]
    take_newer_words(by=network.actor("liaison"), agreement=row.pk, looked=looked(network, row))
    assert agreement_card(ROOT, row.pk).clauses[1].text == "新1。"


def test_what_was_not_looked_at_is_not_taken(network: Network) -> None:
    """The clause or the template changed since, nothing was chosen, a clause has nothing newer, it is another's draft, or
    the pen is elsewhere: refused, and nothing changed."""
    template, row = made(network)
    rewrite(network, template, 0, "每月两次。")
    liaison, seen = network.actor("liaison"), looked(network, row)
    rewrite(network, template, 0, "每月三次。")
    with pytest.raises(Refused, match="template has changed"):
        take_newer_words(by=liaison, agreement=row.pk, looked=seen)
    seen = looked(network, row)
    write_clause(by=liaison, agreement=row.pk, heading="组织", text="改。", position=1)
    with pytest.raises(Refused, match="words of this clause have changed"):
        take_newer_words(by=liaison, agreement=row.pk, looked=seen)
    second = talks(liaison, row.pk).clauses[1]
    for wrong in ([], [Looked(second.id, second.words, seen[0].newest)], [Looked(0, "", 0)]):
        with pytest.raises(Refused):
            take_newer_words(by=liaison, agreement=row.pk, looked=wrong)
    fresh = looked(network, row)
    with pytest.raises(NotAllowed):
        take_newer_words(by=network.actor("secretary_a"), agreement=row.pk, looked=fresh)
    with pytest.raises(NotThere):
        take_newer_words(by=network.actor("chief"), agreement=row.pk, looked=fresh)
    with pytest.raises(NotThere):
        newer_words(network.actor("chief"), row.pk)
    assert agreement_card(ROOT, row.pk).clauses[0].text == "改。"


def test_a_text_open_for_signature_is_reopened(network: Network) -> None:
    """As by any change of the words."""
    template, row = made(network)
    freeze_agreement(by=network.actor("liaison"), agreement=row.pk)
    rewrite(network, template, 2, "每年两次。")
    take_newer_words(by=network.actor("liaison"), agreement=row.pk, looked=looked(network, row))
    assert not agreement_card(ROOT, row.pk).sha256


def test_a_clause_the_template_gave_up_has_nothing_newer(network: Network) -> None:
    """What is not offered any more is not brought anywhere."""
    template, row = made(network)
    rewrite(network, template, 0, "每月两次。")
    card = template_card(network.actor("liaison"), template.key)
    drop_template_clause(by=network.actor("liaison"), template=template.pk, clause=card.clauses[0].id)
    assert newer_words(network.actor("liaison"), row.pk) == []
