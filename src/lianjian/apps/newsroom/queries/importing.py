"""Imports of the archive as they went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lianjian.apps.newsroom.models import ArchiveRun, ArchiveRunFile
from lianjian.apps.newsroom.models.handed_in import HandedIn
from lianjian.apps.newsroom.rules.archive.lines import Cut
from lianjian.apps.newsroom.rules.archive.outcomes import ImportReport, Outcome, reason_of
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


def is_waiting(run: ArchiveRun) -> bool:
    """Whether the worker has files of this import still to bring home."""
    return run.ended_at is None and HandedIn(run).is_there


def archive_runs(by: Actor) -> QuerySet[ArchiveRun]:
    """The imports of the newsrooms in which ``by`` works, the newest first, each with its figures (``imported`` and so on as
    in ``ImportReport.figures``) and the number of its ``files`` so far."""
    state, prefix = ArchiveRunFile.State, "files__state"
    imported = Q(**{prefix: state.IMPORTED})
    return (
        ArchiveRun.objects.by(by)
        .select_related("started_by", "newsroom")
        .annotate(
            number_of_files=Count("files"),
            imported=Count("files", filter=imported),
            repaired=Count("files", filter=imported & Q(files__is_repaired=True)),
            uncertain=Count("files", filter=imported & Q(files__uncertain__gt=0)),
            copies=Count("files", filter=Q(**{prefix: state.COPY})),
            duplicate=Count("files", filter=Q(**{prefix: state.DUPLICATE})),
            refused=Count("files", filter=Q(**{prefix: state.REFUSED})),
            cut=Count("files", filter=~Q(files__cut=[]) & Q(files__isnull=False)),
        )
        .order_by("-pk")
    )


def archive_run(by: Actor, run: int | None = None) -> ArchiveRun:
    """One import with its figures, the newest where no number is given. Raises NotThere."""
    rows = archive_runs(by)
    found = (rows if run is None else rows.filter(pk=run)).first()
    if found is None:
        raise NotThere
    return found


def run_files(by: Actor, run: int, state: str = "") -> QuerySet[ArchiveRunFile]:
    """What became of the sources of an import, in order; of those in one ``state`` only ("repaired", "uncertain" and "cut"
    are asked for in the same way)."""
    rows = ArchiveRunFile.objects.by(by).filter(run=run).select_related("item__story").order_by("number")
    rows = rows.defer("item__source_text", "item__repaired_text", "item__edits", "item__story__body")
    imported = rows.filter(state=ArchiveRunFile.State.IMPORTED)
    if state == "repaired":
        return imported.filter(is_repaired=True)
    if state == "uncertain":
        return imported.filter(uncertain__gt=0)
    if state == "cut":
        return rows.exclude(cut=[])
    return rows.filter(state=state) if state else rows


def run_report(by: Actor, run: int | None = None) -> ImportReport:
    """The report of an import, the newest where no number is given. Raises NotThere."""
    found = archive_run(by, run)
    return ImportReport(outcomes_of(found), found.pk)


def outcomes_of(run: ArchiveRun) -> list[Outcome]:
    """What became of each source of ``run``, which the caller may see."""
    rows = ArchiveRunFile.objects.across_organisations("the import was read by its actor").filter(run=run)
    fields = ("name", "state", "source_sha256", "item__story", "item__story__title", "is_repaired")
    more = ("families", "uncertain", "cut", "reason")
    return [
        Outcome(
            name,
            state,
            sha256,
            story,
            title or "",
            repaired,
            tuple(families),
            uncertain,
            tuple(Cut(**one) for one in cut),
            reason_of(reason),
        )
        for name, state, sha256, story, title, repaired, families, uncertain, cut, reason in rows.order_by(
            "number"
        ).values_list(*fields, *more)
    ]
