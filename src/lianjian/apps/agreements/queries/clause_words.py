"""The words of one clause, as they stood in the text with a hash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import AgreementText
from lianjian.apps.agreements.queries.agreements import ClauseLine, agreement_card
from lianjian.apps.agreements.rules.frozen import thaw
from lianjian.apps.agreements.rules.numerals import article
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def clause_words(by: Actor, agreement: int, position: int, sha256: str) -> tuple[ClauseLine, int, bool]:
    """The clause at that place in the frozen text with that hash, the version of the text, and whether that text still
    stands; with "" for the hash the clause as it is drafted now, version 0. Raises NotThere."""
    if not sha256:
        clauses = {line.position: line for line in agreement_card(by, agreement).clauses}
        if position not in clauses:
            raise NotThere
        return clauses[position], 0, True
    row = AgreementText.objects.by(by).filter(agreement=agreement, sha256=sha256).first()
    if row is None:
        raise NotThere
    frozen = thaw(row.canonical).clauses
    if not 1 <= position <= len(frozen):
        raise NotThere
    clause = frozen[position - 1]
    line = ClauseLine(position, article(position), clause.heading, clause.text)
    return line, row.version, row.superseded_at is None
