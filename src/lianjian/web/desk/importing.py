"""The import page: files in, report out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.queries import columns
from lianjian.apps.newsroom.rules.archive.unpacking import is_litter, unpack
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway


def bring_home(request: HttpRequest) -> HttpResponse:
    """Take files, import them, show what became of each."""
    context: dict[str, object] = {"columns": columns(), "chosen": request.POST.get("column", "")}
    if request.method != "POST":
        return render(request, "desk/import.html", context)
    files = request.FILES.getlist("files")
    try:
        if not files:
            raise Refused(gettext_noop("Choose at least one file."), field="files")
        report = import_archive(by=actor_of(request), sources=_sources(files), column=str(context["chosen"]))
    except NotThere:
        raise
    except Refused as refused:
        return render(request, "desk/import.html", {**context, "fault": explain(refused)}, status=422)
    rows = [
        {"outcome": outcome, "reason": explain(outcome.reason) if outcome.reason else ""}
        for outcome in report.outcomes
    ]
    return render(request, "desk/import.html", {**context, "figures": report.figures(), "rows": rows})


def _sources(files: list[UploadedFile]) -> Iterator[Source | TurnedAway]:  # type: ignore[type-arg]
    for upload in files:
        if not is_litter(upload.name or ""):
            yield from unpack(upload.name or "?", upload.file)  # type: ignore[arg-type]
