from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from lianjian.apps.agreements.actions._drafting import judge_deed
from lianjian.apps.agreements.actions._editing import editing
from lianjian.apps.agreements.models import Clause
from lianjian.apps.agreements.rules.supplements import Deed
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def write_clause(
    *,
    by: Actor,
    agreement: int,
    text: str,
    heading: str = "",
    position: int | None = None,
    insert: bool = False,
    deed: str = "",
    target: int = 0,
    seen_revision: int | None = None,
    now: datetime | None = None,
) -> Clause:
    """Write the clause at ``position`` (from 1), put a new one before it (``insert``), or add one at the
    end (None).

    In a supplement ``deed`` and ``target`` say what it does to which clause of the agreement.
    Whatever was frozen is reopened and must be frozen and signed again.
    """
    with editing(by, agreement, "clause", seen_revision=seen_revision, now=now) as row:
        name = clean_line(heading, field="heading", needed=False)
        does = judge_deed(row, deed, target)
        words = clean(text, field="text", needed=does["deed"] != Deed.REMOVES)
        clauses = Clause.objects.across_organisations("below the agreement in hand").filter(agreement=row)
        count = clauses.count()
        if position is None:
            return Clause.objects.create(
                agreement=row,
                position=count + 1,
                heading=name,
                text=words,
                deed=does["deed"],
                target=does["target"],
            )
        if not 1 <= position <= count:
            raise Refused(
                gettext_noop("There is no clause %(position)s."), field="position", position=position
            )
        if insert:
            clauses.filter(position__gte=position).update(position=F("position") + 1)
            return Clause.objects.create(
                agreement=row,
                position=position,
                heading=name,
                text=words,
                deed=does["deed"],
                target=does["target"],
            )
        clause = clauses.get(position=position)
        clause.heading, clause.text = name, words
        clause.deed, clause.target = does["deed"], does["target"]
        clause.save(update_fields=["heading", "text", "deed", "target"])
        return clause
