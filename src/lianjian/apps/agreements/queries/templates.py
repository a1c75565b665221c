"""Model words and what was made from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from lianjian.apps.agreements.models import Agreement, Clause, Template, TemplateClause, TemplateWords
from lianjian.apps.agreements.rules.changes import pieces
from lianjian.apps.agreements.rules.numerals import article
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from lianjian.apps.agreements.rules.changes import Piece
    from lianjian.foundation.actor import Actor

BELOW = "below the template in hand"


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template in a list; ``agreements`` counts those made from it that the reader may see."""

    id: int
    key: str
    title: str
    about: str
    organisation_name: str
    clauses: int
    changed_at: datetime | None
    retired_at: datetime | None
    agreements: int


@dataclass(frozen=True, slots=True)
class WordsLine:
    """One version of a clause's words, with what changed since the one before it."""

    version: int
    heading: str
    text: str
    written_at: datetime
    written_by: str
    changed_heading: tuple[Piece, ...]
    changed_text: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class TemplateClauseLine:
    """A clause of a template as it is offered, with its versions, the newest first."""

    id: int
    name: str
    heading: str
    text: str
    version: int
    versions: tuple[WordsLine, ...]


@dataclass(frozen=True, slots=True)
class TemplateCard:
    """A template as people read it. ``may_keep`` for those who may change it; ``revision`` goes into their forms."""

    id: int
    key: str
    title: str
    about: str
    organisation: int
    organisation_name: str
    revision: int
    retired_at: datetime | None
    clauses: tuple[TemplateClauseLine, ...]
    may_keep: bool


@dataclass(frozen=True, slots=True)
class OldWords:
    """A clause of an agreement that was made from an earlier version than the one that is offered now. ``text`` shows
    from the version it was made from to the newest one; ``own`` where the parties have changed the words themselves."""

    agreement: int
    agreement_title: str
    state: State
    clause_name: str
    clause_heading: str
    version: int
    newest: int
    own: bool
    text: tuple[Piece, ...]


def templates(by: Actor, limit: int | None = None, offset: int = 0) -> list[TemplateLine]:
    """The templates of the network, those that are offered first, by title. Two queries."""
    rows = list(
        Template.objects.by(by)
        .select_related("organisation")
        .annotate(
            offered=Count("clauses", filter=Q(clauses__dropped_at=None), distinct=True),
            changed=Max("clauses__versions__written_at"),
        )
        .order_by(F("retired_at").asc(nulls_first=True), "title", "pk")[
            offset : None if limit is None else offset + limit
        ]
    )
    used = Agreement.objects.by(by).filter(template__in=[row.pk for row in rows]).order_by()
    counts = dict(used.values_list("template").annotate(number=Count("pk")))
    return [
        TemplateLine(
            id=row.pk,
            key=row.key,
            title=row.title,
            about=row.about,
            organisation_name=row.organisation.short_name,
            clauses=row.offered,
            changed_at=row.changed,
            retired_at=row.retired_at,
            agreements=counts.get(row.pk, 0),
        )
        for row in rows
    ]


def count_templates(by: Actor) -> int:
    """How many those are. One query."""
    return Template.objects.by(by).count()


def template_choices(by: Actor, *, limit: int = 60) -> list[tuple[int, str]]:
    """The templates that are offered for a new draft: key and title. One query."""
    rows = Template.objects.by(by).filter(retired_at=None)
    return list(rows.values_list("pk", "title")[:limit])


def template_card(by: Actor, key: str) -> TemplateCard:
    """One template with all versions of its words. Raises NotThere."""
    row = Template.objects.by(by).select_related("organisation").filter(key=key).first()
    if row is None:
        raise NotThere
    versions: dict[int, list[TemplateWords]] = {}
    words = TemplateWords.objects.across_organisations(BELOW).filter(clause__template=row)
    for one in words.select_related("written_by").order_by("version"):
        versions.setdefault(one.clause_id, []).append(one)
    clauses = TemplateClause.objects.across_organisations(BELOW).filter(template=row, dropped_at=None)
    lines = []
    for place, clause in enumerate(clauses, start=1):
        newest = versions[clause.pk][-1]
        lines.append(
            TemplateClauseLine(
                id=clause.pk,
                name=article(place),
                heading=newest.heading,
                text=newest.text,
                version=newest.version,
                versions=tuple(_versions(versions[clause.pk])),
            )
        )
    return TemplateCard(
        id=row.pk,
        key=row.key,
        title=row.title,
        about=row.about,
        organisation=row.organisation_id,
        organisation_name=row.organisation.name,
        revision=row.revision,
        retired_at=row.retired_at,
        clauses=tuple(lines),
        may_keep=by.holds(*STEWARDS, organisation=row.organisation_id),
    )


def _versions(words: list[TemplateWords]) -> list[WordsLine]:
    lines = []
    for earlier, one in zip([None, *words], words, strict=False):
        lines.append(
            WordsLine(
                version=one.version,
                heading=one.heading,
                text=one.text,
                written_at=one.written_at,
                written_by=one.written_by.name if one.written_by else "",
                changed_heading=pieces(earlier.heading, one.heading) if earlier else (),
                changed_text=pieces(earlier.text, one.text) if earlier else (),
            )
        )
    return lines[::-1]


def old_words(by: Actor, template: int, limit: int, offset: int = 0) -> list[OldWords]:
    """The clauses of agreements ``by`` may see that were made from earlier versions of a template's words than those
    offered now, the latest drafted first. Two queries."""
    rows = list(
        _old(by, template)
        .select_related("agreement", "source")
        .order_by("-agreement__created_at", "-agreement", "position")[offset : offset + limit]
    )
    newest: dict[int, TemplateWords] = {}
    words = TemplateWords.objects.across_organisations(BELOW).filter(
        clause__in=[row.source.clause_id for row in rows if row.source]
    )
    for one in words.order_by("version"):
        newest[one.clause_id] = one
    lines = []
    for row in rows:
        source = row.source
        if source is None:
            continue
        latest = newest[source.clause_id]
        lines.append(
            OldWords(
                agreement=row.agreement_id,
                agreement_title=row.agreement.title,
                state=State(row.agreement.state),
                clause_name=article(row.position),
                clause_heading=row.heading,
                version=source.version,
                newest=latest.version,
                own=(row.heading, row.text) != (source.heading, source.text),
                text=pieces(source.text, latest.text),
            )
        )
    return lines


def count_old_words(by: Actor, template: int) -> int:
    """How many those are. One query."""
    return _old(by, template).count()


def _old(by: Actor, template: int) -> QuerySet[Clause]:
    rows = Clause.objects.by(by).filter(source__clause__template=template)
    newest = TemplateWords.objects.across_organisations(BELOW).filter(
        clause=OuterRef("source__clause"), version__gt=OuterRef("source__version")
    )
    return rows.filter(Exists(newest))
