"""Bringing the archive home: files in, the report out, page by page, as a workbook and for machines."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.newsroom.actions.hand_in_archive import hand_in_archive, handed_over
from lianjian.apps.newsroom.actions.import_archive import import_archive
from lianjian.apps.newsroom.queries import columns
from lianjian.apps.newsroom.queries.importing import (
    archive_run,
    archive_runs,
    is_waiting,
    run_files,
    run_report,
)
from lianjian.apps.newsroom.rules.archive.outcomes import reason_of
from lianjian.apps.newsroom.rules.archive.sources import MEGABYTE
from lianjian.apps.newsroom.rules.archive.unpacking import is_litter, unpack
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.desk.import_sheets import report_workbook, state_word
from lianjian.web.kit import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, BinaryIO

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway

    Files = list[tuple[str, BinaryIO]]

AT_ONCE = 20
AT_ONCE_BYTES = 5 * MEGABYTE
"""As many sources as are brought home while the person waits; more are left to the worker."""
ON_A_PAGE = 50
RUNS_ON_A_PAGE = 20
LONGEST_NAME = 60
"""Of the name of a column that is none so many characters are said."""
LOOK_AGAIN = 4
"""Seconds until the page of an import that goes on is asked for again."""
STATES = ("imported", "repaired", "uncertain", "copy", "duplicate", "refused", "cut")


@never_cache
def bring_home(request: HttpRequest) -> HttpResponse:
    """Take files; a few are imported at once, many by the worker. Below it the imports so far."""
    actor = actor_of(request)
    chosen = request.POST.get("column", "")
    context: dict[str, object] = {"columns": columns(), "chosen": chosen}
    context["most"] = settings.DATA_UPLOAD_MAX_NUMBER_FILES
    context["page"] = Paginator(archive_runs(actor), RUNS_ON_A_PAGE).get_page(request.GET.get("p"))
    if request.method != "POST":
        return render(request, "desk/import.html", context)
    uploads = request.FILES.getlist("files")
    files: Files = [(upload.name or "?", upload.file) for upload in uploads]  # type: ignore[misc]
    try:
        if not files:
            raise Refused(gettext_noop("Choose at least one file."), field="files")
        if chosen and all(chosen != column.slug for column in columns()):
            raise Refused(
                gettext_noop("There is no column “%(slug)s”."), field="column", slug=chosen[:LONGEST_NAME]
            )
        if sum(upload.size or 0 for upload in uploads) > AT_ONCE_BYTES or _is_many(files):
            run = hand_in_archive(by=actor, files=files, column=chosen).pk
        else:
            print_of_files = handed_over(files)
            run = import_archive(
                by=actor, sources=_sources(files), column=chosen, handed_over=print_of_files
            ).run
    except NotThere:
        raise
    except Refused as refused:
        context |= {"fault": explain(refused), "at_column": refused.field == "column"}
        return render(request, "desk/import.html", context, status=422)
    return redirect("desk_import_run", run)


@never_cache
@require_safe
def run_page(request: HttpRequest, run: int) -> HttpResponse:
    """What became of each file; ``?state=`` shows those of one kind, ``?as=xlsx`` and ``?as=json`` give all of them."""
    actor = actor_of(request)
    found = archive_run(actor, run)
    if sheets.wanted(request):
        return report_workbook(run_report(actor, run))
    if request.GET.get("as") == "json":
        return JsonResponse(
            run_report(actor, run).as_json(explain), json_dumps_params={"ensure_ascii": False, "indent": 2}
        )
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    page = Paginator(run_files(actor, run, state), ON_A_PAGE).get_page(request.GET.get("p"))
    rows = [
        {"file": file, "word": state_word(file.state), "reason": _reason(file.reason)}
        for file in page.object_list
    ]
    context = {"run": found, "page": page, "rows": rows, "state": state, "kinds": _kinds(found)}
    context["is_waiting"] = is_waiting(found)
    answer = render(request, "desk/import_run.html", context)
    if context["is_waiting"]:
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer


def _kinds(run: Any) -> list[tuple[str, str, int]]:
    """The figures of the report, each with the rows behind it: key, word, number."""
    return [
        ("imported", _("imported"), run.imported),
        ("repaired", _("of these repaired"), run.repaired),
        ("uncertain", _("with uncertain places"), run.uncertain),
        ("copy", _("another copy"), run.copies),
        ("duplicate", _("there already"), run.duplicate),
        ("refused", _("refused"), run.refused),
        ("cut", _("with lines cut off"), run.cut),
    ]


def _reason(kept: dict[str, object]) -> str:
    refused = reason_of(kept)
    return explain(refused) if refused is not None else ""


def _is_many(files: Files) -> bool:
    """Whether there are more sources in the files than are imported at once."""
    return sum(1 for _source in islice(_sources(files), AT_ONCE + 1)) > AT_ONCE


def _sources(files: Files) -> Iterator[Source | TurnedAway]:
    for name, content in files:
        if not is_litter(name):
            content.seek(0)
            yield from unpack(name, content)
