"""What supplements do to the agreement on which they build, and how it reads with them.

Numbers never move: a replaced clause keeps its number, one that was taken out leaves its number empty, a new one
gets the next number at the end. So 第三条 means the same clause in every supplement, in every commitment and in
every conversation, whatever came in between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.agreements.rules.drafts import ClauseDraft
from lianjian.apps.agreements.rules.numerals import article, numeral
from lianjian.apps.agreements.rules.signing import Kind
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lianjian.apps.agreements.rules.frozen import FrozenClause, FrozenText


class Deed(StrEnum):
    """What a clause of a supplement does to the agreement."""

    SAYS = ""
    REPLACES = "replaces"
    ADDS = "adds"
    REMOVES = "removes"


DEED_LABELS = {
    Deed.SAYS: gettext_noop("says something of its own"),
    Deed.REPLACES: gettext_noop("replaces a clause"),
    Deed.ADDS: gettext_noop("adds a clause"),
    Deed.REMOVES: gettext_noop("takes a clause out"),
}


@dataclass(frozen=True, slots=True)
class ReadClause:
    """A clause of the agreement as it reads today. ``source`` is the number of the supplement from which its words
    are, 0 for the agreement itself; ``removed`` ones stand with empty words under their number."""

    number: int
    heading: str
    text: str
    source: int = 0
    removed: bool = False

    @property
    def name(self) -> str:
        return article(self.number)

    @property
    def source_name(self) -> str:
        """第一号补充协议, or "" for the agreement's own words."""
        return ordinal_name(self.source) if self.source else ""


def ordinal_name(ordinal: int) -> str:
    """What a supplement is called by its number."""
    return f"第{numeral(ordinal)}号补充协议"


def consolidated(base: FrozenText, supplements: Sequence[FrozenText]) -> tuple[ReadClause, ...]:
    """The agreement with all supplements in force, in the order in which they came into force."""
    reading = [ReadClause(n, c.heading, c.text) for n, c in enumerate(base.clauses, start=1)]
    for one in supplements:
        source = one.parent.ordinal if one.parent is not None else 0
        for clause in one.clauses:
            if clause.deed == Deed.ADDS:
                reading.append(ReadClause(len(reading) + 1, clause.heading, clause.text, source))
            elif clause.deed in {Deed.REPLACES, Deed.REMOVES} and 1 <= clause.target <= len(reading):
                gone = clause.deed == Deed.REMOVES
                reading[clause.target - 1] = replace(
                    reading[clause.target - 1],
                    heading="" if gone else clause.heading,
                    text="" if gone else clause.text,
                    source=source,
                    removed=gone,
                )
    return tuple(reading)


def check_supplement(
    kind: Kind,
    clauses: Sequence[FrozenClause],
    reading: Sequence[ReadClause],
    *,
    ends_on: date | None,
    parent_ends_on: date | None,
    newcomers: int,
) -> None:
    """Raises Refused where the supplement does not do what its kind promises, or points at a clause that is not
    there."""
    targets = [c.target for c in clauses if c.deed in {Deed.REPLACES, Deed.REMOVES}]
    there = {c.number for c in reading if not c.removed}
    for target in targets:
        if target not in there:
            raise Refused(
                gettext_noop("The agreement has no clause %(number)s today."), field="target", number=target
            )
        if targets.count(target) > 1:
            raise Refused(
                gettext_noop("Clause %(number)s is changed twice in this supplement."),
                cure=gettext_noop("Put both changes into one clause."),
                field="target",
                number=target,
            )
    if kind is Kind.AMENDMENT and not any(clause.deed for clause in clauses):
        raise Refused(
            gettext_noop("An amendment changes, adds or takes out at least one clause."), field="clauses"
        )
    if kind is Kind.RENEWAL and (ends_on is None or (parent_ends_on and ends_on <= parent_ends_on)):
        raise Refused(
            gettext_noop("A renewal ends after the term that is agreed today."),
            cure=gettext_noop("Enter the new last day under title and term."),
            field="ends_on",
        )
    if kind is Kind.ACCESSION and newcomers < 1:
        raise Refused(gettext_noop("An accession names who joins."), field="newcomers")


def opening_clauses(kind: Kind, newcomers: Sequence[str], ends_on: date | None) -> list[ClauseDraft]:
    """The words with which a renewal or an accession begins where nothing else is typed; none for an amendment,
    whose words nobody can guess."""
    whole = "原协议及已经生效的补充协议的其他条款不变，对各方继续有效。"
    if kind is Kind.ACCESSION:
        names = "、".join(newcomers)
        joins = f"{names}自本补充协议生效之日起加入原协议，享有共建方的权利，承担共建方的义务。"
        return [ClauseDraft("加入", joins), ClauseDraft("其他条款", whole)]
    if kind is Kind.RENEWAL and ends_on is not None:
        until = f"{ends_on.year}年{ends_on.month}月{ends_on.day}日"
        return [ClauseDraft("续期", f"原协议的有效期延长至{until}。"), ClauseDraft("其他条款", whole)]
    return []
