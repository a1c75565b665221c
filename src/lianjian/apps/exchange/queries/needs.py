"""Reading needs. Whoever is outside their organisation reads of a public need what everybody may know (decision 0029)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db.models import Count
from django.utils.translation import gettext

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.exchange.models import Need, NeedFile, NeedStep
from lianjian.apps.exchange.models.need import inside
from lianjian.apps.exchange.rules.needs import NeedMove, NeedState, days_late, moves_of
from lianjian.apps.parties.queries.holding import falls_to
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.core.files.base import File
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class WantedNeeds:
    """Which needs a list shows; None and "" leave that open. ``late``: open ones whose day has passed; ``words``: every one
    of them stands in the text; ``owned``: only those the reader looks after or stands in for, and those of their
    organisations that nobody there looks after today; ``near``: only of organisations whose needs the reader sees without
    their being shown to everybody."""

    state: str = ""
    work_area: str = ""
    organisation: int | None = None
    late: bool = False
    words: str = ""
    owned: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class NeedLine:
    """What an organisation needs. ``days_late`` is None where it is not late. To a reader who is not ``inside`` its
    organisation or a joint group with it, ``owner``, ``recorded_by_name``, ``met_by_words`` and ``log_entry`` are empty."""

    id: int
    organisation: int
    organisation_name: str
    work_area: WorkArea
    text: str
    quantity: Decimal | None
    unit: Unit | None
    wanted_by: date | None
    days_late: int | None
    owner: int | None
    owner_name: str
    recorded_by_name: str
    recorded_on: date
    state: NeedState
    closed_on: date | None
    met_by: int | None
    met_by_name: str
    met_by_words: str
    public: bool
    log_entry: int | None
    inside: bool


@dataclass(frozen=True, slots=True)
class NeedProof:
    """A file that proves that a need was met."""

    id: int
    name: str
    media_type: str

    @property
    def is_photo(self) -> bool:
        return self.media_type == "image/jpeg"


@dataclass(frozen=True, slots=True)
class NeedStepLine:
    """What was done about a need, by whom and when. ``met_by_name`` is the organisation or the words."""

    kind: NeedMove
    person_name: str
    happened_on: date
    text: str
    before_name: str
    after_name: str
    met_by_name: str
    log_entry: int | None
    files: tuple[NeedProof, ...]


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A need with its steps, the oldest first (none to a reader outside), and what the reader can do about it now."""

    line: NeedLine
    steps: tuple[NeedStepLine, ...]
    moves: frozenset[NeedMove]

    @property
    def met(self) -> NeedStepLine | None:
        """The step by which it is met now."""
        if self.line.state is not NeedState.MET:
            return None
        return next((step for step in reversed(self.steps) if step.kind is NeedMove.MEET), None)


@dataclass(frozen=True, slots=True)
class PublicNeed:
    """A need as everybody may know it. ``met_by_name`` is "" where it is open, or was met by somebody who is no
    organisation of the network."""

    id: int
    organisation_key: str
    organisation_name: str
    is_village: bool
    work_area: WorkArea
    text: str
    quantity: Decimal | None
    unit: Unit | None
    wanted_by: date | None
    late: bool
    recorded_on: date
    state: NeedState
    closed_on: date | None
    met_by_name: str


def needs(
    by: Actor, today: date, wanted: WantedNeeds | None = None, *, limit: int | None = None, offset: int = 0
) -> list[NeedLine]:
    """The needs ``by`` may see: what is wanted first comes first, those without a day last; closed ones by the day they
    were, the newest first. Two queries."""
    wanted = wanted or WantedNeeds()
    rows = _wanted(by, today, wanted)
    if wanted.state and wanted.state != NeedState.OPEN:
        rows = rows.order_by("-closed_on", "-pk")
    return _lines(by, rows[offset : None if limit is None else offset + limit], today)


def count_needs(by: Actor, today: date, wanted: WantedNeeds | None = None) -> int:
    """How many those are. One query."""
    return _wanted(by, today, wanted or WantedNeeds()).count()


def needs_owned_late(by: Actor, today: date, limit: int | None = None) -> list[NeedLine]:
    """What ``by`` looks after and should be met by now, the longest late first."""
    return needs(by, today, WantedNeeds(late=True, owned=True), limit=limit)


def count_needs_owned_late(by: Actor, today: date) -> int:
    """How many those are. One query."""
    return count_needs(by, today, WantedNeeds(late=True, owned=True))


def need(by: Actor, key: int, today: date) -> NeedCard:
    """One need with its steps. Raises NotThere. Five queries at most."""
    found = _lines(by, Need.objects.by(by).filter(pk=key), today)
    if not found:
        raise NotThere
    line = found[0]
    moves = moves_of(
        line.state,
        acts_for=by.acts_for(line.organisation),
        decides=by.holds(*NEGOTIATORS, organisation=line.organisation),
        public=line.public,
    )
    rows = NeedStep.objects.by(by).filter(need=key)
    rows = rows.select_related("person", "before", "after", "met_by").prefetch_related("files")
    return NeedCard(line=line, steps=tuple(_step(row) for row in rows), moves=moves)


def open_need_file(by: Actor, key: int) -> tuple[NeedProof, File[bytes]]:
    """A file of proof, opened for reading. Raises NotThere, also where the file is gone from the storage."""
    row = NeedFile.objects.by(by).filter(pk=key).first()
    if row is None:
        raise NotThere
    try:
        return _proof(row), storages["private"].open(row.path)
    except FileNotFoundError as gone:
        raise NotThere from gone


def public_needs(
    today: date,
    *,
    organisation: int | None = None,
    work_area: str = "",
    state: str = NeedState.OPEN,
    limit: int | None = None,
    offset: int = 0,
) -> list[PublicNeed]:
    """The needs that are shown to everybody, what is wanted first before; those met by the day, the newest first. One
    query."""
    rows = _public(organisation, work_area, state).select_related("organisation", "met_by")
    if state == NeedState.MET:
        rows = rows.order_by("-closed_on", "-pk")
    return [_public_line(row, today) for row in rows[offset : None if limit is None else offset + limit]]


def count_public_needs(
    *, organisation: int | None = None, work_area: str = "", state: str = NeedState.OPEN
) -> int:
    """How many those are. One query."""
    return _public(organisation, work_area, state).count()


def public_needs_by_area(state: str = NeedState.OPEN) -> dict[WorkArea, int]:
    """How many in each of the six areas, none left out. One query."""
    rows = _public(None, "", state).order_by().values("work_area").annotate(number=Count("pk"))
    counted = {row["work_area"]: row["number"] for row in rows}
    return {area: counted.get(area, 0) for area in WorkArea}


def _public(organisation: int | None, work_area: str, state: str) -> QuerySet[Need]:
    rows = Need.objects.across_organisations("they are shown to everybody").filter(public=True, state=state)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    return rows.filter(work_area=work_area) if work_area else rows


def _wanted(by: Actor, today: date, wanted: WantedNeeds) -> QuerySet[Need]:
    rows = Need.objects.by(by)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.work_area:
        rows = rows.filter(work_area=wanted.work_area)
    if wanted.organisation is not None:
        rows = rows.filter(organisation=wanted.organisation)
    if wanted.late:
        rows = rows.filter(state=NeedState.OPEN, wanted_by__lt=today)
    if wanted.owned:
        rows = rows.filter(falls_to(by, today, person="owner"))
    if wanted.near and not by.network_wide:
        rows = rows.filter(inside(by))
    for word in wanted.words.replace("\0", " ").split()[:MOST_WORDS]:
        rows = rows.filter(text__icontains=word)
    return rows


def _lines(by: Actor, rows: QuerySet[Need], today: date) -> list[NeedLine]:
    houses = by.organisations | set(organisations_looked_after(by))
    return [
        _line(row, today, near=by.network_wide or row.organisation_id in houses)
        for row in rows.select_related("organisation", "owner", "recorded_by", "met_by")
    ]


def _line(row: Need, today: date, *, near: bool) -> NeedLine:
    return NeedLine(
        id=row.pk,
        organisation=row.organisation_id,
        organisation_name=row.organisation.short_name,
        work_area=WorkArea(row.work_area),
        text=row.text or gettext("What was written here was taken back by its writer."),
        quantity=None if row.quantity is None else tidy(row.quantity),
        unit=Unit(row.unit) if row.unit else None,
        wanted_by=row.wanted_by,
        days_late=days_late(row.state, row.wanted_by, today),
        owner=row.owner_id if near else None,
        owner_name=row.owner.name if row.owner and near else "",
        recorded_by_name=row.recorded_by.name if row.recorded_by and near else "",
        recorded_on=row.recorded_on,
        state=NeedState(row.state),
        closed_on=row.closed_on,
        met_by=row.met_by_id,
        met_by_name=row.met_by.short_name if row.met_by else "",
        met_by_words=row.met_by_words if near else "",
        public=row.public,
        log_entry=row.log_entry_id if near else None,
        inside=near,
    )


def _step(row: NeedStep) -> NeedStepLine:
    return NeedStepLine(
        kind=NeedMove(row.kind),
        person_name=row.person.name if row.person else "",
        happened_on=row.happened_on,
        text=row.text,
        before_name=row.before.name if row.before else "",
        after_name=row.after.name if row.after else "",
        met_by_name=row.met_by.short_name if row.met_by else row.met_by_words,
        log_entry=row.log_entry_id,
        files=tuple(_proof(file) for file in row.files.all()),
    )


def _proof(row: NeedFile) -> NeedProof:
    return NeedProof(id=row.pk, name=row.name, media_type=row.media_type)


def _public_line(row: Need, today: date) -> PublicNeed:
    return PublicNeed(
        id=row.pk,
        organisation_key=row.organisation.key,
        organisation_name=row.organisation.short_name,
        is_village=row.organisation.kind == "village",
        work_area=WorkArea(row.work_area),
        text=row.text,
        quantity=None if row.quantity is None else tidy(row.quantity),
        unit=Unit(row.unit) if row.unit else None,
        wanted_by=row.wanted_by,
        late=days_late(row.state, row.wanted_by, today) is not None,
        recorded_on=row.recorded_on,
        state=NeedState(row.state),
        closed_on=row.closed_on,
        met_by_name=row.met_by.short_name if row.met_by else "",
    )
