"""Reading honours and their proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import storages

from lianjian.apps.parties.models import Honour, HonourProof
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date

    from django.core.files.base import File
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class ProofLine:
    """A file by its key (for ``open_proof``)."""

    id: int
    name: str
    media_type: str

    @property
    def picture(self) -> bool:
        return self.media_type == "image/jpeg"


@dataclass(frozen=True, slots=True)
class HonourLine:
    """An honour; ``person_name`` "" where it is the organisation's own."""

    id: int
    organisation: int
    title: str
    person_name: str
    granted_by: str
    granted_on: date
    public: bool
    proofs: tuple[ProofLine, ...]


def honours_of(by: Actor, organisation: int, limit: int = 30, offset: int = 0) -> list[HonourLine]:
    """The honours of an organisation and its people that ``by`` may see, the newest first. Two queries."""
    rows = Honour.objects.by(by).filter(organisation=organisation)
    return [_line(row) for row in _whole(rows)[offset : offset + limit]]


def honour_of(by: Actor, honour: int) -> HonourLine:
    """One honour. Raises NotThere."""
    row = _whole(Honour.objects.by(by).filter(pk=honour)).first()
    if row is None:
        raise NotThere
    return _line(row)


def _whole(rows: QuerySet[Honour]) -> QuerySet[Honour]:
    return rows.select_related("person").prefetch_related("proofs")


def _line(row: Honour) -> HonourLine:
    return HonourLine(
        id=row.pk,
        organisation=row.organisation_id,
        title=row.title,
        person_name=row.person.name if row.person else "",
        granted_by=row.granted_by,
        granted_on=row.granted_on,
        public=row.public,
        proofs=tuple(ProofLine(one.pk, one.name, one.media_type) for one in row.proofs.all()),
    )


def count_honours(by: Actor, organisation: int) -> int:
    """How many those are. One query."""
    return Honour.objects.by(by).filter(organisation=organisation).count()


def open_proof(by: Actor, proof: int) -> tuple[ProofLine, File[bytes]]:
    """A proof of an honour, open for reading. Raises NotThere."""
    row = HonourProof.objects.by(by).filter(pk=proof).first()
    if row is None:
        raise NotThere
    try:
        return ProofLine(row.pk, row.name, row.media_type), storages["private"].open(row.path)
    except FileNotFoundError as gone:
        raise NotThere from gone
