"""The report of an import as a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import Refused
from lianjian.web.desk.templatetags.desk import damage
from lianjian.web.kit.sheets import workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from lianjian.apps.newsroom.rules.archive.outcomes import ImportReport, Outcome


def state_word(state: str) -> str:
    """What a source became, in the reader's language."""
    words = {
        "imported": _("imported"),
        "copy": _("another copy"),
        "duplicate": _("there already"),
        "refused": _("refused"),
    }
    return words[state]


def report_workbook(report: ImportReport) -> HttpResponse:
    """One row a source, in order."""
    titles = [_("File"), _("Became"), _("Story"), _("Story number"), _("Damage found"), _("Uncertain places")]
    titles += [_("Reason"), _("Cut off"), "SHA-256"]
    return workbook(_("Import %(number)s") % {"number": report.run}, titles, map(_row, report.outcomes))


def _row(outcome: Outcome) -> Sequence[str | int | None]:
    return (
        outcome.name,
        state_word(outcome.state),
        outcome.title or None,
        outcome.story,
        damage(list(outcome.families)) if outcome.repaired else None,
        outcome.uncertain or None,
        explain(outcome.reason) if outcome.reason else None,
        " / ".join(f"{cut.line}（{explain(Refused(cut.why))}）" for cut in outcome.cut) or None,
        outcome.sha256 or None,
    )
