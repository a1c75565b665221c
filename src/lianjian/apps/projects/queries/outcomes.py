"""Reading outcomes: for their people, for synergy, and the sums by unit that are public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db.models import Count, Q, Sum

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.projects.models import EvidenceFile, Outcome, OutcomeParty
from lianjian.apps.projects.queries.commitments import FileLine
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.outcomes import OutcomeState, fingerprint_of
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.clock import CHINA
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    from django.core.files.base import File
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class ShareLine:
    """The weight proposed for a party, and who agreed to the whole proposal for it, when (None: nobody yet), or refused it
    and why."""

    organisation: int
    name: str
    weight: Decimal
    agreed_by: str
    agreed_at: datetime | None
    refused_by: str = ""
    refused_at: datetime | None = None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """An outcome. ``parties`` are (key, short name); ``verifier_name`` is "" while it is not verified. ``shares`` are the
    proposed weights, () where it is divided equally; ``shares_seen`` goes back to ``agree_shares``."""

    id: int
    project: int | None
    commitment: int | None
    work_area: WorkArea
    text: str
    unit: Unit
    value: Decimal
    happened_on: date
    evidence: str
    files: tuple[FileLine, ...]
    parties: tuple[tuple[int, str], ...]
    reported_by: int
    reported_by_name: str
    state: OutcomeState
    verifier_name: str
    verified_at: datetime | None
    remark: str
    shares: tuple[ShareLine, ...] = ()
    shares_seen: str = ""

    @property
    def shares_agreed(self) -> bool:
        """Whether the proposed shares count: all parties have agreed to them."""
        return bool(self.shares) and all(one.agreed_at is not None for one in self.shares)


@dataclass(frozen=True, slots=True)
class CountedOutcome:
    """A verified outcome as synergy counts it: ``value`` in ``unit`` for the set ``organisations`` whose
    contributions it needed. ``weights`` are those that all of them agreed to, or None (equal shares). ``link`` is its
    address below the hub's root for whoever may see it."""

    id: int
    unit: Unit
    value: Decimal
    organisations: frozenset[int]
    weights: Mapping[int, Decimal] | None
    work_area: WorkArea
    happened_on: date
    text: str
    evidence: str
    link: str


@dataclass(frozen=True, slots=True)
class UnitTotal:
    """The verified outcomes of the network in one unit. Units are never added."""

    unit: Unit
    value: Decimal
    outcomes: int


def outcomes(
    by: Actor,
    *,
    organisation: int | None = None,
    among: Collection[int] | None = None,
    verified_since: date | None = None,
    state: str = "",
    limit: int = 500,
    offset: int = 0,
) -> list[OutcomeLine]:
    """The outcomes ``by`` may see, newest first; ``organisation`` is one of its parties, one of ``among`` is, and
    ``verified_since`` leaves those verified from that day on."""
    rows = Outcome.objects.by(by)
    if organisation is not None:
        rows = rows.filter(parties__organisation=organisation)
    if state:
        rows = rows.filter(state=state)
    return lines_of_outcomes(_narrowed(rows, among, verified_since)[offset : offset + limit])


def _narrowed(
    rows: QuerySet[Outcome], among: Collection[int] | None, verified_since: date | None
) -> QuerySet[Outcome]:
    if among is not None:
        needed = OutcomeParty.objects.across_organisations("below the outcomes in scope").filter(
            organisation__in=list(among)
        )
        rows = rows.filter(pk__in=needed.order_by().values("outcome"))
    if verified_since is not None:
        rows = rows.filter(verified_at__gte=datetime.combine(verified_since, time(), CHINA))
    return rows


def count_outcomes(
    by: Actor, *, among: Collection[int] | None = None, verified_since: date | None = None
) -> int:
    """How many outcomes ``by`` may see, narrowed as in ``outcomes``. One query."""
    return _narrowed(Outcome.objects.by(by), among, verified_since).count()


def outcome(by: Actor, key: int) -> OutcomeLine:
    """One outcome. Raises NotThere."""
    found = lines_of_outcomes(Outcome.objects.by(by).filter(pk=key))
    if not found:
        raise NotThere
    return found[0]


def outcomes_to_verify(by: Actor, limit: int | None = None, offset: int = 0) -> list[OutcomeLine]:
    """Reported outcomes that this person may verify: those of other parties than their own, the oldest first."""
    return lines_of_outcomes(_to_verify(by)[offset : None if limit is None else offset + limit])


def count_outcomes_to_verify(by: Actor) -> int:
    """How many those are. One query."""
    return _to_verify(by).count()


def may_verify(by: Actor, outcome: int) -> bool:
    """Whether that outcome is one of those. One query."""
    return _to_verify(by).filter(pk=outcome).exists()


def _to_verify(by: Actor) -> QuerySet[Outcome]:
    rows = Outcome.objects.by(by).filter(state=OutcomeState.REPORTED).order_by("happened_on", "pk")
    if by.person is None or not by.acting_for:
        return rows.none()
    return rows.exclude(reported_by__in=by.organisations).exclude(reporter=by.person)


def shares_to_answer(by: Actor, limit: int | None = None, offset: int = 0) -> list[OutcomeLine]:
    """Outcomes with proposed shares to which a party, for which this person may promise, has said neither yes nor no; the
    oldest first. A constant number of queries."""
    return lines_of_outcomes(_to_answer(by)[offset : None if limit is None else offset + limit])


def count_shares_to_answer(by: Actor) -> int:
    """How many those are. One query."""
    return _to_answer(by).count()


def _to_answer(by: Actor) -> QuerySet[Outcome]:
    own = [m.organisation for m in by.mandates if m.role in NEGOTIATORS]
    parts = OutcomeParty.objects.across_organisations("one's own parts").filter(
        organisation__in=own, weight__isnull=False, agreed_at=None, refused_at=None
    )
    rows = Outcome.objects.by(by).filter(pk__in=parts.order_by().values("outcome"))
    return (rows if by.person is not None else rows.none()).order_by("happened_on", "pk")


def outcomes_of_projects(projects: Iterable[int]) -> list[OutcomeLine]:
    """The outcomes of these projects, newest first. The caller has decided that the projects may be seen."""
    rows = Outcome.objects.across_organisations("the projects are in hand")
    return lines_of_outcomes(rows.filter(project__in=list(projects)))


def outcomes_for_synergy(
    *, since: date | None = None, until: date | None = None, project: int | None = None
) -> list[CountedOutcome]:
    """Every verified outcome of the network that happened in the given days (both included), oldest first."""
    rows = Outcome.objects.across_organisations("synergy is measured over the whole network")
    rows = rows.filter(state=OutcomeState.VERIFIED)
    if since is not None:
        rows = rows.filter(happened_on__gte=since)
    if until is not None:
        rows = rows.filter(happened_on__lte=until)
    if project is not None:
        rows = rows.filter(project=project)
    return [counted_of(row) for row in rows.prefetch_related("parties").order_by("happened_on", "pk")]


def outcomes_under(
    by: Actor,
    *,
    agreement: int | None = None,
    commitment: int | None = None,
    party: int | None = None,
    limit: int = 12,
    offset: int = 0,
) -> list[OutcomeLine]:
    """The outcomes ``by`` may see under an agreement (by its projects and its commitments), a commitment, or needing a
    party, the newest first: each once, however many links lead to it. A constant number of queries."""
    return lines_of_outcomes(_under(by, agreement, commitment, party)[offset : offset + limit])


def totals_under(
    by: Actor, *, agreement: int | None = None, commitment: int | None = None, party: int | None = None
) -> list[UnitTotal]:
    """The verified ones among those by unit, each counted once. One query."""
    return _totals(_under(by, agreement, commitment, party).filter(state=OutcomeState.VERIFIED))


def _under(by: Actor, agreement: int | None, commitment: int | None, party: int | None) -> QuerySet[Outcome]:
    rows = Outcome.objects.by(by)
    if agreement is not None:
        rows = rows.filter(Q(project__agreement=agreement) | Q(commitment__agreement=agreement))
    if commitment is not None:
        rows = rows.filter(commitment=commitment)
    if party is not None:
        parts = OutcomeParty.objects.across_organisations("narrows rows in scope").filter(organisation=party)
        rows = rows.filter(pk__in=parts.order_by().values("outcome"))
    return rows


def public_totals(organisation: int | None = None) -> list[UnitTotal]:
    """What was achieved and verified, by unit, each outcome counted once: for everybody. ``organisation``
    narrows it to what needed that party. One query."""
    rows = Outcome.objects.across_organisations("sums by unit are public; no words leave")
    if organisation is not None:
        rows = rows.filter(parties__organisation=organisation)
    return _totals(rows.filter(state=OutcomeState.VERIFIED))


def _totals(rows: QuerySet[Outcome]) -> list[UnitTotal]:
    summed = rows.order_by().values("unit").annotate(total=Sum("value"), count=Count("pk"))
    found = {row["unit"]: row for row in summed}
    return [
        UnitTotal(unit=unit, value=tidy(found[unit]["total"]), outcomes=found[unit]["count"])
        for unit in Unit
        if unit in found
    ]


def verifiers_of(outcomes: Iterable[int]) -> dict[int, str]:
    """Who verified these outcomes, by their keys. The caller has decided that the outcomes may be read. One query."""
    rows = Outcome.objects.across_organisations("names on outcomes in hand").filter(pk__in=list(outcomes))
    return dict(rows.filter(verifier__isnull=False).order_by().values_list("pk", "verifier__name"))


def open_evidence(by: Actor, file: int) -> tuple[FileLine, File[bytes]]:
    """A file of evidence, open for reading, with its name and media type. Raises NotThere."""
    row = EvidenceFile.objects.by(by).filter(pk=file).first()
    if row is None:
        raise NotThere
    try:
        return FileLine(row.pk, row.name, row.media_type), storages["private"].open(row.path)
    except FileNotFoundError as gone:
        raise NotThere from gone


def counted_of(row: Outcome) -> CountedOutcome:
    """A row with its parties as synergy counts it."""
    parties = list(row.parties.all())
    weights = {
        party.organisation_id: tidy(party.weight)
        for party in parties
        if party.weight is not None and party.agreed_at is not None
    }
    return CountedOutcome(
        id=row.pk,
        unit=Unit(row.unit),
        value=tidy(row.value),
        organisations=frozenset(party.organisation_id for party in parties),
        weights=weights if len(weights) == len(parties) else None,
        work_area=WorkArea(row.work_area),
        happened_on=row.happened_on,
        text=row.text,
        evidence=row.evidence,
        link=f"/m/outcomes/{row.pk}/",
    )


def lines_of_outcomes(rows: QuerySet[Outcome]) -> list[OutcomeLine]:
    """Rows in scope as lines, in their own order."""
    found = rows.select_related("reported_by", "verifier").prefetch_related(
        "files", "parties__organisation", "parties__agreed_by", "parties__refused_by"
    )
    return [
        OutcomeLine(
            id=row.pk,
            project=row.project_id,
            commitment=row.commitment_id,
            work_area=WorkArea(row.work_area),
            text=row.text,
            unit=Unit(row.unit),
            value=tidy(row.value),
            happened_on=row.happened_on,
            evidence=row.evidence,
            files=tuple(FileLine(f.pk, f.name, f.media_type) for f in row.files.all()),
            parties=tuple((p.organisation_id, p.organisation.short_name) for p in row.parties.all()),
            reported_by=row.reported_by_id,
            reported_by_name=row.reported_by.short_name,
            state=OutcomeState(row.state),
            verifier_name=row.verifier.name if row.verifier else "",
            verified_at=row.verified_at,
            remark=row.remark,
            shares=_shares(row),
            shares_seen=fingerprint_of(
                {p.organisation_id: p.weight for p in row.parties.all() if p.weight is not None}
            ),
        )
        for row in found
    ]


def _shares(row: Outcome) -> tuple[ShareLine, ...]:
    return tuple(
        ShareLine(
            organisation=one.organisation_id,
            name=one.organisation.short_name,
            weight=tidy(one.weight),
            agreed_by=one.agreed_by.name if one.agreed_by else "",
            agreed_at=one.agreed_at,
            refused_by=one.refused_by.name if one.refused_by else "",
            refused_at=one.refused_at,
            refusal=one.refusal,
        )
        for one in row.parties.all()
        if one.weight is not None
    )
