"""A draft under negotiation: each clause with where every party stands, what is proposed, and what was remarked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from lianjian.apps.agreements.models import Agreement, Clause, Comment, Proposal, Stand, Support
from lianjian.apps.agreements.queries.paper import BELOW, bound_parties
from lianjian.apps.agreements.rules.changes import pieces
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.negotiating import ProposalKind, ProposalState, StandKind, words_key
from lianjian.apps.agreements.rules.numerals import article
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.rules.changes import Piece
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class StandLine:
    """Where a party stands on a clause's words. ``kind`` is "" where it has not said anything about these words;
    ``settled_by`` names who called its objection settled."""

    id: int | None
    organisation: int
    name: str
    kind: str
    reason: str
    said_at: datetime | None
    settled_by: str
    ours: bool


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal. ``heading`` and ``text`` are its words against those that stand there now, character by character;
    ``stale`` where those are not the ones it was made against. ``words`` is the key of the words that it would replace,
    ``supporters`` are the short names of those who support it against these. What the reader may do with it is in
    ``may_take``, ``may_withdraw`` and ``support_for`` (keys of organisations)."""

    id: int
    kind: ProposalKind
    state: ProposalState
    clause_name: str
    organisation_name: str
    made_at: datetime
    reason: str
    heading: tuple[Piece, ...]
    text: tuple[Piece, ...]
    new_heading: str
    new_text: str
    stale: bool
    words: str
    supporters: tuple[str, ...]
    missing: tuple[str, ...]
    answer: str
    settled_at: datetime | None
    may_take: bool
    may_withdraw: bool
    support_for: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A remark; ``text`` is "" where it was taken back."""

    id: int
    person_name: str
    organisation_name: str
    inner: bool
    text: str
    written_at: datetime
    mine: bool


@dataclass(frozen=True, slots=True)
class TalkedClause:
    """A clause with all that is said about it. ``words`` is the key of its words."""

    id: int
    position: int
    name: str
    heading: str
    text: str
    deed: str
    target_name: str
    words: str
    stands: tuple[StandLine, ...]
    proposals: tuple[ProposalLine, ...]
    comments: tuple[CommentLine, ...]

    @property
    def objections(self) -> tuple[StandLine, ...]:
        return tuple(s for s in self.stands if s.kind == StandKind.OBJECTS and not s.settled_by)

    @property
    def agreed(self) -> int:
        return sum(s.kind == StandKind.AGREES for s in self.stands)


@dataclass(frozen=True, slots=True)
class Talks:
    """A draft under negotiation. ``parties`` are (key, short name) in their order, ``new`` the open proposals of new
    clauses, ``settled`` what became of the others; ``speaks_for`` the parties for which the reader negotiates,
    ``belongs_to`` those in which the reader holds any mandate."""

    agreement: int
    title: str
    state: State
    revision: int
    pen: int
    pen_name: str
    may_edit: bool
    parties: tuple[tuple[int, str], ...]
    clauses: tuple[TalkedClause, ...]
    new: tuple[ProposalLine, ...]
    settled: tuple[ProposalLine, ...]
    speaks_for: tuple[tuple[int, str], ...]
    belongs_to: tuple[tuple[int, str], ...]

    @property
    def is_open(self) -> bool:
        return self.state is State.DRAFT

    @property
    def objections(self) -> tuple[tuple[TalkedClause, StandLine], ...]:
        """Who still objects to what, in the order of the clauses."""
        return tuple((clause, stand) for clause in self.clauses for stand in clause.objections)

    @property
    def open_proposals(self) -> tuple[ProposalLine, ...]:
        return (*(one for clause in self.clauses for one in clause.proposals), *self.new)

    @property
    def unsaid(self) -> int:
        """Pairs of clause and party in which nothing was said yet; who holds the pen stands behind its own words."""
        said = [stand for clause in self.clauses for stand in clause.stands]
        return sum(not stand.kind and stand.organisation != self.pen for stand in said)


def talks(by: Actor, agreement: int) -> Talks:
    """The draft with all that is said about it. Eight queries, however much that is. Raises NotThere."""
    row = Agreement.objects.by(by).select_related("drafted_by", "pen").filter(pk=agreement).first()
    if row is None:
        raise NotThere
    parties = [
        (p.organisation_id, p.organisation.short_name)
        for p in bound_parties(row).select_related("organisation")
    ]
    reading = _Reading(by, row, dict(parties))
    clauses = tuple(reading.clause(one) for one in reading.clauses)
    open_ones = [one for one in reading.proposals if one.state == ProposalState.OPEN]
    return Talks(
        agreement=row.pk,
        title=row.title,
        state=State(row.state),
        revision=row.revision,
        pen=row.pen_with,
        pen_name=(row.pen or row.drafted_by).short_name,
        may_edit=reading.holds_pen and row.state == State.DRAFT,
        parties=tuple(parties),
        clauses=clauses,
        new=tuple(reading.proposal(one) for one in open_ones if one.kind == ProposalKind.NEW),
        settled=tuple(reading.proposal(one) for one in reading.proposals if one.state != ProposalState.OPEN),
        speaks_for=tuple((key, name) for key, name in parties if by.roles_in(key) & NEGOTIATORS),
        belongs_to=tuple((key, name) for key, name in parties if key in by.organisations),
    )


class _Reading:
    """The rows of one draft, fetched once."""

    def __init__(self, by: Actor, row: Agreement, names: dict[int, str]) -> None:
        self.by, self.row, self.names = by, row, names
        self.holds_pen = by.holds(*NEGOTIATORS, organisation=row.pen_with)
        self.clauses = list(Clause.objects.across_organisations(BELOW).filter(agreement=row))
        self.words = {c.pk: words_key(c.heading, c.text, c.deed, c.target) for c in self.clauses}
        self.stands = list(Stand.objects.by(by).filter(agreement=row).select_related("settled_by"))
        self.proposals = list(
            Proposal.objects.by(by).filter(agreement=row).select_related("organisation", "clause")
        )
        self.supports: dict[int, list[Support]] = {}
        for one in Support.objects.by(by).filter(proposal__agreement=row):
            self.supports.setdefault(one.proposal_id, []).append(one)
        # said once more than the scope does: who sees the whole network is still no member of a house
        mine = Q(inner=False) | Q(organisation__in=by.organisations)
        remarks = Comment.objects.by(by).filter(mine, agreement=row)
        self.comments = list(remarks.select_related("person", "organisation"))

    def clause(self, one: Clause) -> TalkedClause:
        about = [
            self.proposal(p)
            for p in self.proposals
            if p.clause_id == one.pk and p.state == ProposalState.OPEN and p.kind != ProposalKind.NEW
        ]
        return TalkedClause(
            id=one.pk,
            position=one.position,
            name=article(one.position),
            heading=one.heading,
            text=one.text,
            deed=one.deed,
            target_name=article(one.target) if one.target else "",
            words=self.words[one.pk],
            stands=tuple(self._stands(one)),
            proposals=tuple(about),
            comments=tuple(self._comment(c) for c in self.comments if c.clause_id == one.pk),
        )

    def _stands(self, clause: Clause) -> list[StandLine]:
        said = {
            s.organisation_id: s
            for s in self.stands
            if s.clause_id == clause.pk and s.words == self.words[clause.pk]
        }
        lines = []
        for key, name in self.names.items():
            one = said.get(key)
            lines.append(
                StandLine(
                    id=one.pk if one else None,
                    organisation=key,
                    name=name,
                    kind=one.kind if one else "",
                    reason=one.reason if one else "",
                    said_at=one.said_at if one else None,
                    settled_by=(one.settled_by.name if one.settled_by else "—")
                    if one and one.settled_at
                    else "",
                    ours=bool(self.by.roles_in(key) & NEGOTIATORS),
                )
            )
        return lines

    def proposal(self, one: Proposal) -> ProposalLine:
        is_open = one.state == ProposalState.OPEN
        about = one.clause if one.kind != ProposalKind.NEW else None
        now = (about.heading, about.text) if about else (one.before_heading, one.before_text)
        before = now if is_open else (one.before_heading, one.before_text)
        words = self.words.get(about.pk, "") if about else ""
        supporting = {s.organisation_id for s in self.supports.get(one.pk, []) if s.words == words}
        missing = [key for key in self.names if key not in supporting and key != one.organisation_id]
        speaking = [key for key in self.names if self.by.roles_in(key) & NEGOTIATORS]
        active = is_open and self.row.state == State.DRAFT
        return ProposalLine(
            id=one.pk,
            kind=ProposalKind(one.kind),
            state=ProposalState(one.state),
            clause_name=article(about.position) if about and about.position else one.clause_name,
            organisation_name=one.organisation.short_name,
            made_at=one.made_at,
            reason=one.reason,
            heading=pieces(before[0], one.heading),
            text=pieces(before[1], one.text),
            new_heading=one.heading,
            new_text=one.text,
            stale=is_open and now != (one.before_heading, one.before_text),
            words=words,
            supporters=tuple(self.names[key] for key in self.names if key in supporting),
            missing=tuple(self.names[key] for key in missing),
            answer=one.answer,
            settled_at=one.settled_at,
            may_take=active and self.holds_pen,
            may_withdraw=active and bool(self.by.roles_in(one.organisation_id) & NEGOTIATORS),
            support_for=tuple(key for key in speaking if active and key in missing),
        )

    def _comment(self, one: Comment) -> CommentLine:
        return CommentLine(
            id=one.pk,
            person_name=one.person.name,
            organisation_name=one.organisation.short_name,
            inner=one.inner,
            text=one.text if one.deleted_at is None else "",
            written_at=one.written_at,
            mine=one.person_id == self.by.person and one.deleted_at is None,
        )
