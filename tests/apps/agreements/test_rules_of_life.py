"""The rules without a database: whatever is tried in whatever order, nothing binds without signatures, nothing ends
without consent, a last day or leavings that were announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lianjian.apps.agreements.rules.changes import pieces
from lianjian.apps.agreements.rules.ending import announcement_due, check_notice
from lianjian.apps.agreements.rules.frozen import (
    FIRST,
    FrozenClause,
    FrozenParent,
    FrozenParty,
    FrozenText,
    thaw,
)
from lianjian.apps.agreements.rules.negotiating import (
    Said,
    StandKind,
    carried,
    check_settled,
    objecting,
    words_key,
)
from lianjian.apps.agreements.rules.signing import Kind, Paper, State
from lianjian.apps.agreements.rules.supplements import check_supplement, consolidated
from lianjian.kernel.refusals import Refused

HOUSES = st.integers(1, 5)
WORDS = st.text("甲乙丙丁。，1", max_size=12)
BEGIN = date(2026, 1, 1)


class Life(RuleBasedStateMachine):
    """An agreement of three with its supplements, and five organisations that try everything at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.paper = Paper(frozenset({1, 2, 3}))
        self.supplements: dict[int, tuple[Paper, frozenset[int]]] = {}
        self.versions = 0
        self.today = BEGIN
        self.ends_on = BEGIN + timedelta(days=60)
        self.notices: dict[int, date] = {}
        self.consents: set[int] = set()
        self.why = ""
        self.ever: set[int] = set()

    @initialize(ready=st.booleans())
    def begin(self, *, ready: bool) -> None:
        """Half of the lives begin in force: else few would get there."""
        if ready:
            self.freeze(1)
            for who in (1, 2, 3):
                self.sign(who, stale=False)

    def _hash(self) -> str:
        self.versions += 1
        return f"{self.versions:064x}"

    def _try(self, move: object) -> None:
        try:
            after = move(self.paper)  # type: ignore[operator]
        except Refused:
            return
        self._now(after)

    def _now(self, after: Paper) -> None:
        changed = after.bound != self.paper.bound or after.closed != self.paper.closed
        self.paper = after
        for key, (one, newcomers) in self.supplements.items():
            seen = replace(one, parent=after.state)
            if after.closed and seen.closed is None:
                seen = seen.fall_with_parent()
            elif changed and seen.state is not State.EFFECTIVE and seen.closed is None:
                seen = seen.edit(after.bound | newcomers)  # what changes the agreement reopens the others
            self.supplements[key] = seen, newcomers

    @rule(clauses=st.integers(0, 2))
    def freeze(self, clauses: int) -> None:
        self._try(lambda p: p.freeze(self._hash(), clauses=clauses))

    @rule()
    def edit(self) -> None:
        self._try(lambda p: p.edit())

    @rule(who=HOUSES, stale=st.booleans())
    def sign(self, who: int, *, stale: bool) -> None:
        self._try(lambda p: p.sign(who, "0" * 64 if stale else p.sha256))

    @rule(who=HOUSES)
    def consent(self, who: int) -> None:
        if who in self.paper.bound:
            self.consents.add(who)
        self._end()

    def _end(self) -> None:
        before = self.paper
        self._try(lambda p: p.end(frozenset(self.consents)))
        if before.closed is None and self.paper.closed is State.ENDED:
            self.why = "consent"

    @rule(who=HOUSES, days=st.integers(0, 60))
    def give_notice(self, who: int, days: int) -> None:
        day = self.today + timedelta(days=days)
        try:
            check_notice(self.today, day, notice_days=30)
        except Refused:
            return
        self.notices.setdefault(who, day)

    @rule(who=HOUSES)
    def leave(self, who: int) -> None:
        day = self.notices.get(who, date(9999, 1, 1))
        before = self.paper
        self._try(lambda p: p.leave(who, today=self.today, leaves_on=day))
        if who in self.paper.left - before.left:
            self.notices.pop(who)
            self.consents.discard(who)
            if self.paper.closed is not None:
                self.why = "too few"

    @rule(days=st.integers(1, 40))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        before = self.paper
        self._try(lambda p: p.expire(today=self.today, ends_on=self.ends_on))
        if before.closed is None and self.paper.closed is State.ENDED:
            self.why = "expiry"

    @rule()
    def withdraw(self) -> None:
        self._try(lambda p: p.withdraw())

    @rule(newcomer=st.none() | HOUSES)
    def begin_supplement(self, newcomer: int | None) -> None:
        joins = frozenset({newcomer} if newcomer else ())
        if self.paper.state is State.EFFECTIVE and not joins & self.paper.bound and len(self.supplements) < 3:
            paper = Paper(self.paper.bound | joins, parent=self.paper.state)
            self.supplements[len(self.supplements)] = paper, joins

    @rule(which=st.integers(0, 2), who=HOUSES, freezing=st.booleans())
    def work_on_supplement(self, which: int, who: int, *, freezing: bool) -> None:
        if which not in self.supplements:
            return
        one, joins = self.supplements[which]
        try:
            after = one.freeze(self._hash(), clauses=1) if freezing else one.sign(who, one.sha256)
        except Refused:
            return
        self.supplements[which] = after, joins
        if after.state is State.EFFECTIVE:
            assert self.paper.state is State.EFFECTIVE
            assert self.paper.bound <= after.signed
            if joins:
                self.ever.update(joins)
                self._now(self.paper.accede(joins, signed=after.signed))

    @rule(who=HOUSES, signed=st.frozensets(HOUSES))
    def join_without_signatures(self, who: int, signed: frozenset[int]) -> None:
        if not (self.paper.bound | {who}) <= signed:
            with pytest.raises(Refused):
                self.paper.accede(frozenset({who}), signed=signed)

    @invariant()
    def nothing_binds_without_every_signature_on_one_text(self) -> None:
        if self.paper.state is State.EFFECTIVE:
            given = {who for who, sha256 in self.paper.signatures if sha256 == self.paper.sha256}
            assert self.paper.parties <= given
            assert len(self.paper.bound) >= 2
        for one, _joins in self.supplements.values():
            if one.state is State.EFFECTIVE:
                assert {who for who, sha256 in one.signatures if sha256 == one.sha256} >= one.parties

    @invariant()
    def no_supplement_is_in_force_without_its_agreement(self) -> None:
        if self.paper.state is not State.EFFECTIVE:
            assert all(one.state is not State.EFFECTIVE for one, _joins in self.supplements.values())

    @invariant()
    def nobody_is_bound_who_never_signed(self) -> None:
        assert self.paper.bound <= {1, 2, 3} | self.ever

    @invariant()
    def it_ends_only_by_consent_by_its_last_day_or_by_leavings_with_notice(self) -> None:
        if self.paper.closed is State.ENDED:
            assert self.why in {"consent", "expiry", "too few"}


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def text(*clauses: FrozenClause, **more: object) -> FrozenText:
    """A text of two parties with those clauses."""
    parties = (FrozenParty("a", "甲会", "牵头"), FrozenParty("b", "乙村", ""))
    values = {
        "key": "k",
        "version": 1,
        "title": "协议",
        "number": "",
        "starts_on": "",
        "ends_on": "2026-12-31",
    }
    return FrozenText(**{**values, "parties": parties, "clauses": clauses, **more})  # type: ignore[arg-type]


OLD = (
    '{"clauses":[{"heading":"组织联建","text":"每月一次。"}],"ends_on":"2026-12-31","format":"lianjian.agreement/1",'
    '"key":"k","number":"","parties":[{"name":"甲会","organisation":"a","role":"牵头"},'
    '{"name":"乙村","organisation":"b","role":""}],"starts_on":"","text":"协议\\n文本版本：第1版\\n\\n甲方：甲会（牵头）\\n'
    '乙方：乙村\\n\\n第一条　组织联建\\n每月一次。\\n\\n期限：签署完成之日起至2026-12-31止","title":"协议","version":1}'
)


def test_a_text_of_the_first_format_keeps_its_bytes() -> None:
    """What was signed before the format grew reads and hashes as it did then."""
    old = thaw(OLD)
    assert old.format == FIRST
    assert old.canonical.decode() == OLD
    assert old.notice_days == 30
    assert old == text(FrozenClause("组织联建", "每月一次。"), format=FIRST)


@given(st.lists(st.builds(FrozenClause, WORDS, WORDS), min_size=1, max_size=4), st.integers(1, 365))
def test_what_is_frozen_thaws_to_the_same_bytes(clauses: list[FrozenClause], days: int) -> None:
    """Reading back and writing again changes nothing, with parent and deeds too; another notice is another hash."""
    one = text(*clauses, notice_days=days)
    parent = FrozenParent("p", "原协议", one.sha256, ("0" * 64,), 2)
    two = text(replace(clauses[0], deed="replaces", target=1), kind="amendment", parent=parent)
    for each in (one, two):
        assert thaw(each.canonical.decode()) == each
        assert thaw(each.canonical.decode()).sha256 == each.sha256
    assert text(*clauses, notice_days=days + 1).sha256 != one.sha256
    assert "第二号补充协议" in two.readable
    assert "原协议第一条修改为：" in two.readable


def amendment(ordinal: int, *clauses: FrozenClause) -> FrozenText:
    """An amendment with that number."""
    return text(*clauses, kind="amendment", parent=FrozenParent("k", "协议", "", (), ordinal))


@given(
    st.lists(
        st.tuples(st.sampled_from(["replaces", "adds", "removes"]), st.integers(1, 6), WORDS), max_size=8
    )
)
def test_numbers_of_clauses_never_move(deeds: list[tuple[str, int, str]]) -> None:
    """However an agreement is amended, each number is there once, untouched clauses keep number and words, and every
    changed one names its source."""
    base = text(*(FrozenClause(f"名{n}", f"文{n}") for n in range(1, 4)))
    texts = [
        amendment(n, FrozenClause("新", words, deed, target))
        for n, (deed, target, words) in enumerate(deeds, 1)
    ]
    reading = consolidated(base, texts)
    assert [one.number for one in reading] == list(range(1, 4 + sum(deed == "adds" for deed, _, _ in deeds)))
    for one in reading:
        if not one.source:
            assert (one.heading, one.text) == (f"名{one.number}", f"文{one.number}")
        else:
            assert one.source_name
        assert not (one.removed and one.text)


def test_a_supplement_does_what_its_kind_promises() -> None:
    """No target twice or out of reach, no amendment that amends nothing, no renewal to an earlier day, no accession of
    nobody."""
    base = consolidated(text(FrozenClause("一", "一。"), FrozenClause("二", "二。")), ())
    gone = consolidated(text(FrozenClause("一", "一。")), [amendment(1, FrozenClause("", "", "removes", 1))])
    day = date(2027, 1, 1)
    says, first = FrozenClause("", "说明。"), FrozenClause("", "新。", "replaces", 1)
    for kind, clauses, reading, ends, joins in (
        (Kind.AMENDMENT, [says], base, None, 0),
        (Kind.AMENDMENT, [first, first], base, None, 0),
        (Kind.AMENDMENT, [replace(first, target=3)], base, None, 0),
        (Kind.AMENDMENT, [first], gone, None, 0),
        (Kind.RENEWAL, [says], base, date(2026, 1, 1), 0),
        (Kind.RENEWAL, [says], base, None, 0),
        (Kind.ACCESSION, [says], base, None, 0),
    ):
        with pytest.raises(Refused):
            check_supplement(
                kind, clauses, reading, ends_on=ends, parent_ends_on=date(2026, 6, 1), newcomers=joins
            )
    check_supplement(Kind.RENEWAL, [says], base, ends_on=day, parent_ends_on=BEGIN, newcomers=0)


@given(WORDS, WORDS, WORDS, WORDS)
def test_a_stand_counts_for_its_words_only(heading: str, words: str, other_heading: str, other: str) -> None:
    """An objection counts until the words change or somebody names it as settled; heading and text do not run into
    each other."""
    key, changed = words_key(heading, words), words_key(other_heading, other)
    said = [
        Said(1, StandKind.OBJECTS, key),
        Said(2, StandKind.AGREES, key),
        Said(3, StandKind.OBJECTS, key, True),
    ]
    assert objecting(said, key) == {1}
    if (heading, words) != (other_heading, other):
        assert changed != key
        assert objecting(said, changed) == frozenset()


@given(st.frozensets(HOUSES, min_size=1), HOUSES, st.frozensets(HOUSES))
def test_what_all_others_support_is_carried(
    parties: frozenset[int], proposer: int, for_it: frozenset[int]
) -> None:
    """Neither the proposer's own voice nor that of strangers counts, and nobody carries a proposal alone."""
    others = parties - {proposer}
    assert carried(parties, proposer, for_it) == (bool(others) and others <= for_it)
    assert not carried({proposer}, proposer, for_it)


def test_nothing_that_stands_is_frozen_over_unnamed() -> None:
    """Each objection and each open proposal is to be named; the refusal says under which clause it stands."""
    with pytest.raises(Refused, match="第二条"):
        check_settled({7: "第一条", 8: "第二条"}, {}, [7], [])
    with pytest.raises(Refused, match="第三条"):
        check_settled({}, {4: "第三条"}, [], [])
    check_settled({7: "第一条"}, {4: "第三条"}, [7], [4])


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_the_end_is_announced_once_for_each_of_the_three_days(pauses: list[int]) -> None:
    """Whatever pauses the system makes: at most once each, never backwards, and whoever runs daily tells all three."""
    day, told = BEGIN, []
    ends = BEGIN + timedelta(days=100)
    for pause in pauses:
        due = announcement_due(day, ends, told)
        if due is not None:
            assert (ends - day).days <= due
            told.append(due)
            assert announcement_due(day, ends, told) is None
        day += timedelta(days=pause)
    assert told == sorted(set(told), reverse=True)
    daily: list[int] = []
    for n in range(101):
        if due := announcement_due(BEGIN + timedelta(days=n), ends, daily):
            daily.append(due)
    assert daily == [90, 30, 7]


@given(WORDS, WORDS)
def test_a_diff_holds_both_texts(before: str, after: str) -> None:
    """Nothing is lost between the words that stood there and those that are proposed."""
    found = pieces(before, after)
    assert "".join(p.text for p in found if p.kind != "gone") == after
    assert "".join(p.text for p in found if p.kind != "new") == before
