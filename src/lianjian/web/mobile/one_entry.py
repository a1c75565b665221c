"""One entry, many uses: the entry first, then what it does for a duty, a commitment, an obstacle, a need.

Each verb is a deed of its own and safe to repeat under the same key, so that a bad line may send it again at
any point. The entry comes first: should somebody else have closed the duty meanwhile, what was written stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian.apps.coordination.actions.finish_duty import finish_duty
from lianjian.apps.coordination.actions.write_log_entry import write_log_entry
from lianjian.apps.coordination.queries import duty, log_entry
from lianjian.apps.coordination.rules.log import MOST_PHOTOS
from lianjian.apps.exchange.actions.record_need import record_need
from lianjian.apps.exchange.rules.needs import LONGEST
from lianjian.apps.projects.actions.attach_evidence import attach_evidence
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.apps.projects.actions.report_done import report_done
from lianjian.apps.projects.actions.report_progress import report_progress
from lianjian.apps.projects.queries import commitment_card, project_card
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.web.mobile.frame import this_day

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor
    from lianjian.web.mobile.entry_form import EntryForm
    from lianjian.web.mobile.subjects import About


@dataclass(frozen=True, slots=True)
class Noted:
    """The entry, and why what it was to do besides was not done ("" where all was); ``need`` is the need that was
    recorded with it."""

    entry: int
    remark: str
    need: int | None = None


def note(by: Actor, form: EntryForm) -> Noted:
    """Write the entry of a valid form and do what it does. Raises Refused where nothing was written."""
    said = form.cleaned_data
    about: About = said["about"]
    _check_there(by, about)
    entry = write_log_entry(
        by=by,
        village=said["organisation"],
        text=said["text"],
        kind=about.kind,
        happened_at=form.moment(),
        photos=form.pictures()[: MOST_PHOTOS + 1],
        client_key=said["client_key"],
        target=about.target,
    )
    try:
        if about.what == "need":
            return Noted(entry.pk, "", _need(by, entry.pk, said))
        _do(by, entry.pk, about, deed=said["deed"], value=said["value"], village=said["organisation"])
    except Refused as refused:
        return Noted(entry.pk, explain(refused))
    return Noted(entry.pk, "")


def _check_there(by: Actor, about: About) -> None:
    """Nothing is written about what the writer cannot see."""
    try:
        if about.what == "duty" and about.key is not None:
            duty(by, about.key, this_day())
        elif about.what == "commitment" and about.key is not None:
            commitment_card(by, about.key, this_day())
        elif about.what in {"project", "obstacle"} and about.key is not None:
            project_card(by, about.key, this_day())
    except NotThere as nothing:
        raise Refused(
            gettext_noop("What this entry is about does not exist, or you may not see it."),
            cure=gettext_noop("Choose it from the list, or leave it empty."),
            field="about",
        ) from nothing


def _need(by: Actor, entry: int, said: dict[str, Any]) -> int:
    return record_need(
        by=by,
        organisation=said["organisation"],
        work_area=said["work_area"],
        text=" ".join(said["text"].split())[:LONGEST],
        quantity=said["quantity"],
        unit=said["unit"],
        wanted_by=said["wanted_by"],
        log_entry=entry,
    ).pk


def _do(by: Actor, entry: int, about: About, *, deed: str, value: str, village: int) -> None:
    if about.what == "duty" and about.key is not None and deed == "done":
        finish_duty(by=by, duty=about.key, log_entry=entry)
    elif about.what == "commitment" and about.key is not None:
        # the words stay in the entry alone: whoever takes it back takes them back here too
        if deed == "done":
            report_done(by=by, commitment=about.key, value=value or None, log_entry=entry)
        elif deed == "progress" or value:
            report_progress(by=by, commitment=about.key, text="", value=value or None, log_entry=entry)
        else:
            attach_evidence(by=by, commitment=about.key, log_entry=entry)
    elif about.what == "obstacle":
        words = log_entry(by, entry).text[:500]
        raise_obstacle(by=by, organisation=village, text=words, project=about.key, log_entry=entry)
