"""A draft clause by clause: stands, proposals, comments, freezing over what stands, signatories, templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from lianjian.apps.agreements.actions.delete_comment import delete_comment
from lianjian.apps.agreements.actions.draft_agreement import draft_agreement
from lianjian.apps.agreements.actions.draft_template import draft_template
from lianjian.apps.agreements.actions.drop_template_clause import drop_template_clause
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.name_signatory import name_signatory
from lianjian.apps.agreements.actions.propose_change import propose_change
from lianjian.apps.agreements.actions.retire_template import retire_template
from lianjian.apps.agreements.actions.settle_proposal import settle_proposal
from lianjian.apps.agreements.actions.support_proposal import support_proposal
from lianjian.apps.agreements.actions.take_stand import take_stand
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.actions.write_comment import write_comment
from lianjian.apps.agreements.actions.write_template_clause import write_template_clause
from lianjian.apps.agreements.queries import (
    agreement_card,
    count_old_words,
    count_templates,
    old_words,
    talks,
    template_card,
    template_choices,
    templates,
)
from lianjian.apps.agreements.rules.drafts import ClauseDraft, PartyDraft
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused
from tests.apps.agreements.papers import draft, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.apps.agreements.models import Agreement, Proposal, Template
    from lianjian.apps.agreements.queries import TalkedClause, Talks
    from tests.network import Network


def talked(network: Network, row: Agreement, by: str = "liaison") -> Talks:
    """The draft as one of its people sees it."""
    return talks(network.actor(by), row.pk)


def clause(network: Network, row: Agreement, number: int = 1) -> TalkedClause:
    """One of its clauses."""
    return talked(network, row).clauses[number - 1]


def say(network: Network, row: Agreement, who: str, stand: str, number: int = 1, reason: str = "") -> None:
    """Let a person say where their organisation stands on the words as they are."""
    about = clause(network, row, number)
    house = {"liaison": "association", "leader": "association", "chief": "media", "secretary_a": "village_a"}[
        who
    ]
    take_stand(
        by=network.actor(who),
        agreement=row.pk,
        clause=about.id,
        organisation=getattr(network, house).pk,
        stand=stand,
        reason=reason,
        seen_words=about.words,
    )


def proposed(network: Network, row: Agreement, text: str = "每月一部短片。", number: int = 2) -> Proposal:
    """The village proposes other words for a clause."""
    about = clause(network, row, number)
    return propose_change(
        by=network.actor("secretary_a"),
        agreement=row.pk,
        organisation=network.village_a.pk,
        kind="change",
        clause=about.id,
        heading=about.heading,
        text=text,
        reason="一季度太久",
        seen_words=about.words,
    )


def test_changed_words_reset_the_stands(network: Network) -> None:
    """Who agreed has agreed to those words; to the new ones nobody has said anything, on the other clauses nothing moves."""
    row = draft(network)
    for number in (1, 2):
        say(network, row, "chief", "agrees", number)
        say(network, row, "secretary_a", "objects", number, "太久")
    assert [s.name for _c, s in talked(network, row).objections] == ["张洋村", "张洋村"]
    write_clause(by=network.actor("liaison"), agreement=row.pk, position=1, text="每两月一次。")
    now = talked(network, row)
    assert [(c.name, s.reason) for c, s in now.objections] == [("第二条", "太久")]
    assert [s.kind for s in now.clauses[0].stands] == ["", "", ""]
    assert now.unsaid == 4


def test_a_stand_on_words_that_changed_meanwhile_is_refused(network: Network) -> None:
    """The race at the level of words: another clause may change, this one may not."""
    row = draft(network)
    seen = clause(network, row)
    give: dict[str, Any] = {
        "by": network.actor("secretary_a"),
        "agreement": row.pk,
        "clause": seen.id,
        "organisation": network.village_a.pk,
        "stand": "agrees",
        "seen_words": seen.words,
    }
    write_clause(by=network.actor("liaison"), agreement=row.pk, position=2, text="别处改了。")
    take_stand(**give)
    write_clause(by=network.actor("liaison"), agreement=row.pk, position=1, text="这里改了。")
    with pytest.raises(Refused, match="changed since"):
        take_stand(**give)
    with pytest.raises(Refused, match="changed since"):
        propose_change(
            by=network.actor("secretary_a"),
            agreement=row.pk,
            organisation=network.village_a.pk,
            kind="change",
            clause=seen.id,
            text="我们的话。",
            seen_words=seen.words,
        )


def test_an_objection_has_a_reason_and_can_be_taken_back(network: Network) -> None:
    """Without a reason nobody can answer it; a party that changed its mind says so."""
    row = draft(network)
    with pytest.raises(Refused) as refused:
        say(network, row, "secretary_a", "objects")
    assert refused.value.field == "reason"
    say(network, row, "secretary_a", "objects", reason="不行")
    say(network, row, "secretary_a", "")
    assert talked(network, row).objections == ()


def test_others_propose_and_the_pen_holder_takes_over(network: Network) -> None:
    """A village cannot write into the draft; what it proposes is shown character by character and taken over."""
    row = draft(network)
    with pytest.raises(NotAllowed, match="propose"):
        write_clause(by=network.actor("secretary_a"), agreement=row.pk, position=2, text="每月一部短片。")
    one = proposed(network, row)
    line = clause(network, row, 2).proposals[0]
    assert "".join(p.text for p in line.text if p.kind != "gone") == "每月一部短片。"
    assert any(p.kind == "same" for p in line.text)
    assert (line.may_take, line.support_for, line.missing) == (
        True,
        (network.association.pk,),
        ("测试促进会", "测试融媒中心"),
    )
    with pytest.raises(NotAllowed):
        settle_proposal(by=network.actor("chief"), proposal=one.pk, to="taken-over", seen_words=line.words)
    settle_proposal(by=network.actor("liaison"), proposal=one.pk, to="taken-over", seen_words=line.words)
    assert clause(network, row, 2).text == "每月一部短片。"
    assert [p.state for p in talked(network, row).settled] == ["taken-over"]
    with pytest.raises(Refused, match="settled"):
        settle_proposal(by=network.actor("liaison"), proposal=one.pk, to="declined", answer="晚了")


def test_what_all_others_support_is_taken_over_without_the_pen(network: Network) -> None:
    """The last supporter carries it, the pen holder being one of them; support against other words does not count."""
    row = draft(network)
    one = proposed(network, row)
    seen = clause(network, row, 2).words
    support_proposal(
        by=network.actor("chief"), proposal=one.pk, organisation=network.media.pk, seen_words=seen
    )
    write_clause(by=network.actor("liaison"), agreement=row.pk, position=2, text="每季度两部短片。")
    now = clause(network, row, 2).proposals[0]
    assert (now.stale, now.supporters) == (True, ())
    with pytest.raises(Refused, match="changed since"):
        support_proposal(
            by=network.actor("liaison"), proposal=one.pk, organisation=network.association.pk, seen_words=seen
        )
    for who, house in (("liaison", network.association), ("chief", network.media)):
        support_proposal(by=network.actor(who), proposal=one.pk, organisation=house.pk, seen_words=now.words)
    assert clause(network, row, 2).text == "每月一部短片。"
    with pytest.raises(Refused):
        support_proposal(
            by=network.actor("chief"), proposal=one.pk, organisation=network.media.pk, seen_words=now.words
        )


def test_two_proposals_for_one_clause_do_not_overwrite_each_other_unseen(network: Network) -> None:
    """When the first is taken over, the second must be looked at against the new words."""
    row = draft(network)
    first, second = proposed(network, row), proposed(network, row, "每周一部短片。")
    seen = clause(network, row, 2).words
    settle_proposal(by=network.actor("liaison"), proposal=first.pk, to="taken-over", seen_words=seen)
    with pytest.raises(Refused, match="changed since"):
        settle_proposal(by=network.actor("liaison"), proposal=second.pk, to="taken-over", seen_words=seen)
    assert clause(network, row, 2).text == "每月一部短片。"


def test_clauses_are_proposed_and_taken_out_in_their_place(network: Network) -> None:
    """A new clause stands after the one it was proposed under; with a clause its other proposals are overtaken."""
    row = draft(network)
    by, house = network.actor("secretary_a"), network.village_a.pk
    begun: dict[str, Any] = {"by": by, "agreement": row.pk, "organisation": house}
    about = clause(network, row, 1)
    added = propose_change(kind="new", clause=about.id, heading="数据", text="数据留在村里。", **begun)
    settle_proposal(by=network.actor("liaison"), proposal=added.pk, to="taken-over")
    assert [c.heading for c in talked(network, row).clauses] == ["组织联建", "数据", "产业联兴", "人才联育"]
    other = proposed(network, row, "另一种。", 3)
    third = clause(network, row, 3)
    out = propose_change(kind="remove", clause=third.id, reason="不拍了", seen_words=third.words, **begun)
    settle_proposal(by=network.actor("liaison"), proposal=out.pk, to="taken-over", seen_words=third.words)
    assert [c.heading for c in talked(network, row).clauses] == ["组织联建", "数据", "人才联育"]
    states = {p.id: p.state for p in talked(network, row).settled}
    assert (states[other.pk], states[out.pk]) == ("overtaken", "taken-over")


def test_a_proposal_is_declined_with_an_answer_or_withdrawn_by_its_own_side(network: Network) -> None:
    """Nobody else withdraws it, and nobody declines it without a word."""
    row = draft(network)
    one, two = proposed(network, row), proposed(network, row, "每周一部。")
    with pytest.raises(Refused) as refused:
        settle_proposal(by=network.actor("liaison"), proposal=one.pk, to="declined")
    assert refused.value.field == "answer"
    settle_proposal(by=network.actor("liaison"), proposal=one.pk, to="declined", answer="拍不过来")
    with pytest.raises(NotAllowed):
        settle_proposal(by=network.actor("chief"), proposal=two.pk, to="withdrawn")
    settle_proposal(by=network.actor("secretary_a"), proposal=two.pk, to="withdrawn")
    assert {p.answer for p in talked(network, row).settled} == {"拍不过来", ""}


def test_a_form_sent_twice_proposes_and_remarks_once(network: Network) -> None:
    """Same key, same row."""
    row = draft(network)
    about = clause(network, row)
    begun: dict[str, Any] = {
        "by": network.actor("secretary_a"),
        "agreement": row.pk,
        "organisation": network.village_a.pk,
        "clause": about.id,
        "client_key": "k" * 32,
    }
    sent = [propose_change(kind="new", text="新。", **begun).pk for _ in range(2)]
    said = [write_comment(text="好。", inner=False, **begun).pk for _ in range(2)]
    assert len({*sent}) == len({*said}) == 1


def test_freezing_names_what_stands(network: Network) -> None:
    """Any party's negotiator may freeze, but not over an objection or a proposal that is not named; who named it stays."""
    row = draft(network)
    say(network, row, "secretary_a", "objects", reason="太久")
    one = proposed(network, row)
    freezer = network.actor("chief")
    with pytest.raises(Refused, match="第一条"):
        freeze_agreement(by=freezer, agreement=row.pk)
    stand = talked(network, row).objections[0][1].id
    assert stand is not None
    with pytest.raises(Refused, match="第二条"):
        freeze_agreement(by=freezer, agreement=row.pk, settled=[stand])
    freeze_agreement(by=freezer, agreement=row.pk, settled=[stand], aside=[one.pk])
    now = talked(network, row)
    assert now.state is State.SIGNING
    assert now.clauses[0].stands[2].settled_by == "媒主任"
    assert [p.state for p in now.settled] == ["set-aside"]
    with pytest.raises(Refused, match="drafted"):
        say(network, row, "chief", "agrees")


def test_inner_remarks_stay_in_the_house(network: Network) -> None:
    """Two threads under each clause; a remark that is taken back is gone word by word."""
    row = draft(network)
    about = clause(network, row)
    said = {}
    for inner in (True, False):
        said[inner] = write_comment(
            by=network.actor("keeper_a"),
            agreement=row.pk,
            clause=about.id,
            organisation=network.village_a.pk,
            text="内部话。" if inner else "公开话。",
            inner=inner,
        )
    seen = {
        who: [c.text for c in talked(network, row, who).clauses[0].comments]
        for who in ("chief", "secretary_a")
    }
    assert seen == {"chief": ["公开话。"], "secretary_a": ["内部话。", "公开话。"]}
    with pytest.raises(NotThere):
        delete_comment(by=network.actor("chief"), comment=said[True].pk)
    with pytest.raises(NotAllowed):
        delete_comment(by=network.actor("secretary_a"), comment=said[False].pk)
    delete_comment(by=network.actor("keeper_a"), comment=said[False].pk)
    said[False].refresh_from_db()
    assert said[False].text == ""


def test_a_signatory_is_named_by_their_own_and_checked_for_the_mandate(network: Network) -> None:
    """A name is a hint: it reopens nothing, and a person without a signatory's mandate today is marked."""
    text = frozen(network)
    begun: dict[str, Any] = {"agreement": text.agreement_id, "organisation": network.village_a.pk}
    for person, ready in (("keeper_a", False), ("secretary_a", True)):
        name_signatory(by=network.actor("secretary_a"), person=network.people[person].pk, **begun)
        card = agreement_card(network.actor("chief"), text.agreement_id)
        assert card.state is State.SIGNING
        assert (card.parties[2].signatory, card.parties[2].ready) == (network.people[person].name, ready)
    with pytest.raises(NotAllowed):
        name_signatory(by=network.actor("leader"), person=None, **begun)
    with pytest.raises(Refused):
        name_signatory(by=network.actor("secretary_a"), person=network.people["chief"].pk, **begun)


def model_words(network: Network) -> Template:
    """A template of the association with two clauses."""
    return draft_template(
        by=network.actor("liaison"),
        organisation=network.association.pk,
        key="standard",
        title="标准协议",
        clauses=[ClauseDraft("组织联建", "每月一次。"), ClauseDraft("争议", "协商解决。")],
    )


def test_agreements_remember_which_words_they_were_made_from(network: Network) -> None:
    """A clause edited in the template is a new version; drafts from the old one are listed with the difference, and
    nothing in them moves."""
    template = model_words(network)
    row = draft_agreement(
        by=network.actor("secretary_a"),
        title="来自范本",
        parties=[PartyDraft(network.village_a.pk), PartyDraft(network.media.pk)],
        template=template.pk,
    )
    reader = network.actor("liaison")
    card = template_card(reader, "standard")
    assert count_old_words(network.actor("chief"), template.pk) == 0
    for _ in range(2):  # the same words again are no new version
        written = write_template_clause(
            by=reader,
            template=template.pk,
            clause=card.clauses[1].id,
            heading="争议",
            text="协商，或者调解。",
        )
    assert written.version == 2
    found = old_words(network.actor("chief"), template.pk, 10)
    assert [(o.agreement_title, o.clause_name, o.version, o.newest, o.own) for o in found] == [
        ("来自范本", "第二条", 1, 2, False)
    ]
    assert count_old_words(reader, template.pk) == 0  # the association is no party and sees none
    assert agreement_card(network.actor("chief"), row.pk).clauses[1].text == "协商解决。"
    versions = template_card(reader, "standard").clauses[1].versions
    assert [v.version for v in versions] == [2, 1]
    assert any(p.kind == "new" for p in versions[0].changed_text)
    drop_template_clause(by=reader, template=template.pk, clause=card.clauses[0].id)
    assert [c.heading for c in template_card(reader, "standard").clauses] == ["争议"]
    retire_template(by=reader, template=template.pk)
    assert (template_choices(reader), count_templates(reader)) == ([], 1)
    assert templates(network.actor("chief"))[0].agreements == 1
    with pytest.raises(Refused):
        draft_agreement(
            by=reader, title="不行", parties=[PartyDraft(network.association.pk)], template=template.pk
        )


def test_a_draft_begins_with_the_words_of_an_older_agreement(network: Network) -> None:
    """And remembers it; one that the drafter may not see is not there."""
    older = draft(network)
    parties = [PartyDraft(network.media.pk), PartyDraft(network.village_b.pk)]
    row = draft_agreement(by=network.actor("chief"), title="照旧", parties=parties, like=older.pk)
    assert [c.heading for c in agreement_card(network.actor("chief"), row.pk).clauses][:2] == [
        "组织联建",
        "产业联兴",
    ]
    with pytest.raises(Refused):
        draft_agreement(by=network.actor("secretary_b"), title="偷看", parties=parties[::-1], like=older.pk)


def test_a_template_is_kept_by_its_own_house(network: Network) -> None:
    """Everybody in the network reads it, nobody else changes it, and no stale form wins."""
    template = model_words(network)
    first = template_card(network.actor("secretary_b"), "standard").clauses[0].id
    with pytest.raises(NotAllowed):
        write_template_clause(by=network.actor("chief"), template=template.pk, text="我的。")
    write_template_clause(
        by=network.actor("leader"), template=template.pk, clause=first, text="改。", seen_revision=1
    )
    with pytest.raises(Refused, match="template since"):
        write_template_clause(
            by=network.actor("liaison"), template=template.pk, clause=first, text="旧。", seen_revision=1
        )


def test_nothing_of_a_draft_is_there_for_a_stranger(network: Network) -> None:
    """Every door of the negotiation answers village B as if the draft did not exist, and each for its own reason a member
    without a part in it."""
    row = draft(network)
    one = proposed(network, row)
    about = clause(network, row)
    stranger, house = network.actor("secretary_b"), network.village_b.pk
    said: dict[str, Any] = {"agreement": row.pk, "clause": about.id, "organisation": house}
    doors: list[Callable[[Any], object]] = [
        lambda by: talks(by, row.pk),
        lambda by: take_stand(by=by, stand="agrees", seen_words=about.words, **said),
        lambda by: propose_change(by=by, kind="new", text="x", **said),
        lambda by: write_comment(by=by, text="x", inner=False, **said),
        lambda by: support_proposal(by=by, proposal=one.pk, organisation=house, seen_words=""),
        lambda by: settle_proposal(by=by, proposal=one.pk, to="withdrawn"),
        lambda by: name_signatory(by=by, agreement=row.pk, organisation=house, person=None),
    ]
    for door in doors:
        with pytest.raises(NotThere):
            door(stranger)
    for door in doors[1:]:
        with pytest.raises((NotAllowed, Refused)):
            door(network.actor("editor"))
