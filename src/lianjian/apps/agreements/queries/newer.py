"""The clauses of a draft for which their template has newer words by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Agreement, Clause, Stand, TemplateWords
from lianjian.apps.agreements.queries.paper import BELOW
from lianjian.apps.agreements.rules.changes import pieces
from lianjian.apps.agreements.rules.negotiating import words_key
from lianjian.apps.agreements.rules.newer import Made
from lianjian.apps.agreements.rules.numerals import article
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.apps.agreements.rules.changes import Piece
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class NewerWords:
    """A clause for which the template has newer words. ``heading`` and ``text`` go from the words that stand there to the
    newest ones; ``own`` where the parties have changed them themselves; ``said`` counts the stands on these words, which
    would have to be taken anew. ``words`` and ``newest_key`` go into the form that takes them."""

    clause: int
    position: int
    name: str
    version: int
    newest: int
    own: bool
    heading: tuple[Piece, ...]
    text: tuple[Piece, ...]
    words: str
    newest_key: int
    said: int


def newer_words(by: Actor, agreement: int) -> list[NewerWords]:
    """In the order of the clauses. Four queries. Raises NotThere."""
    row = Agreement.objects.by(by).filter(pk=agreement).first()
    if row is None:
        raise NotThere
    found = made_from_template(row)
    said: dict[tuple[int, str], int] = {}
    for stand in Stand.objects.by(by).filter(agreement=row):
        key = (stand.clause_id, stand.words)
        said[key] = said.get(key, 0) + 1
    lines = []
    for clause, newest, made in found:
        if not made.behind:
            continue
        words = words_key(clause.heading, clause.text, clause.deed, clause.target)
        lines.append(
            NewerWords(
                clause=clause.pk,
                position=clause.position,
                name=article(clause.position),
                version=made.source,
                newest=made.newest,
                own=made.own,
                heading=pieces(clause.heading, newest.heading),
                text=pieces(clause.text, newest.text),
                words=words,
                newest_key=newest.pk,
                said=said.get((clause.pk, words), 0),
            )
        )
    return lines


def made_from_template(row: Agreement) -> list[tuple[Clause, TemplateWords, Made]]:
    """The clauses of a draft in hand that were made from a template which still offers them, with its newest words."""
    rows = Clause.objects.across_organisations(BELOW).filter(
        agreement=row, source__isnull=False, source__clause__dropped_at=None
    )
    clauses = list(rows.select_related("source"))
    newest: dict[int, TemplateWords] = {}
    words = TemplateWords.objects.across_organisations(BELOW).filter(
        clause__in=[one.source.clause_id for one in clauses if one.source]
    )
    for one in words.order_by("version"):
        newest[one.clause_id] = one
    found = []
    for clause in clauses:
        source = clause.source
        if source is None:
            continue
        latest = newest[source.clause_id]
        made = Made(
            words=(clause.heading, clause.text),
            from_words=(source.heading, source.text),
            newest_words=(latest.heading, latest.text),
            source=source.version,
            newest=latest.version,
        )
        found.append((clause, latest, made))
    return found
