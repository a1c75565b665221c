"""What a draft begins with, and what a supplement may say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lianjian.apps.agreements.models import Agreement, Template, TemplateWords
from lianjian.apps.agreements.queries.paper import reading_of
from lianjian.apps.agreements.rules.drafts import ClauseDraft
from lianjian.apps.agreements.rules.signing import Kind
from lianjian.apps.agreements.rules.supplements import Deed, check_supplement
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.agreements.rules.frozen import FrozenText
    from lianjian.foundation.actor import Actor


def words_to_begin_with(by: Actor, *, template: int | None, like: int | None) -> list[ClauseDraft]:
    """The newest words of a template, or an earlier agreement's as it reads today; none where neither is named."""
    if template is not None:
        if not Template.objects.by(by).filter(pk=template, retired_at=None).exists():
            raise Refused(gettext_noop("This template is not there."), field="template")
        rows = TemplateWords.objects.across_organisations("below the template in hand").filter(
            clause__template=template, clause__dropped_at=None
        )
        newest = {row.clause_id: row for row in rows.order_by("clause__position", "clause_id", "version")}
        return [ClauseDraft(one.heading, one.text, one.pk) for one in newest.values()]
    if like is None:
        return []
    earlier = Agreement.objects.by(by).filter(pk=like, parent=None).first()
    if earlier is None:
        raise Refused(gettext_noop("This agreement is not there."), field="like")
    return [ClauseDraft(c.heading, c.text) for c in reading_of(earlier) if not c.removed]


def judge_deed(row: Agreement, deed: str, target: int) -> dict[str, Any]:
    """What a clause does, as its row keeps it. Raises Refused for deeds in an agreement of its own and for a target
    that is not there."""
    if deed not in set(Deed):
        raise Refused(gettext_noop("A clause does nothing of that name."), field="deed")
    if deed and row.parent is None:
        raise Refused(gettext_noop("Only a supplement changes another agreement."), field="deed")
    if deed not in {Deed.REPLACES, Deed.REMOVES}:
        return {"deed": deed, "target": 0}
    there = {c.number for c in reading_of(row.parent) if not c.removed} if row.parent else set()
    if target not in there:
        raise Refused(
            gettext_noop("The agreement has no clause %(number)s today."), field="target", number=target
        )
    return {"deed": deed, "target": target}


def judge_supplement(row: Agreement, words: FrozenText) -> None:
    """Raises Refused where a supplement that is to be frozen does not do what its kind promises."""
    if row.parent is None:
        return
    bound = set(row.parent.parties.filter(left_on=None).values_list("organisation", flat=True))
    named = set(row.parties.values_list("organisation", flat=True))
    check_supplement(
        Kind(row.kind),
        words.clauses,
        reading_of(row.parent),
        ends_on=row.ends_on,
        parent_ends_on=row.parent.ends_on,
        newcomers=len(named - bound),
    )
