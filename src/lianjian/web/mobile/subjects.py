"""What an entry can be about: nothing in particular, an obstacle, a need, or something from my due list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lianjian.apps.coordination.rules.log import LogKind
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import projects_of

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor
    from lianjian.web.mobile.owing import Balance

KEY = re.compile(r"(visit|need|obstacle|duty|commitment|project)(?::([0-9]{1,15}))?")
MOST_PROJECTS = 40
"""The newest: a select of hundreds is no choice; on the page of its project an entry is about any of them."""
NEEDS_NUMBER = frozenset({"duty", "commitment", "project"})


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about, read from the form: ``what`` is "" for nothing in particular."""

    what: str = ""
    key: int | None = None

    @property
    def kind(self) -> LogKind:
        """The kind of the log entry."""
        if self.what in {"visit", "need", "obstacle"}:
            return LogKind(self.what)
        return LogKind.PROGRESS if self.what else LogKind.NOTE

    @property
    def target(self) -> str:
        """What ``write_log_entry`` calls it: ``app/key``, "" where it belongs to nothing."""
        if self.what == "duty":
            return f"coordination/duty:{self.key}"
        if self.what in {"commitment", "project"}:
            return f"projects/{self.what}:{self.key}"
        return f"projects/project:{self.key}" if self.what == "obstacle" and self.key else ""


def read_about(typed: str) -> About | None:
    """What was chosen; None where it makes no sense."""
    if not typed:
        return About()
    found = KEY.fullmatch(typed)
    if (
        found is None
        or (found[1] in NEEDS_NUMBER and not found[2])
        or (found[1] in {"visit", "need"} and found[2])
    ):
        return None
    return About(found[1], int(found[2]) if found[2] else None)


Choices = list[tuple[str, Any]]


def subjects(by: Actor, today: date, owed: Balance) -> Choices:
    """The choices for a select, in groups, what is due first."""
    due = [(line.key, line.what) for line in owed.mine if line.key]
    running = projects_of(by, today, running=True, limit=MOST_PROJECTS)
    choices: Choices = [("", _("nothing in particular")), ("visit", _("a visit"))]
    if due:
        choices.append((_("from what I owe"), due))
    if running:
        choices.append((_("a joint project"), [(f"project:{p.id}", p.title) for p in running]))
    stuck = [("obstacle", _("an obstacle of ours"))]
    stuck += [(f"obstacle:{p.id}", _("an obstacle of “%(title)s”") % {"title": p.title}) for p in running]
    choices.append((_("somebody has to help"), [("need", _("a need of the village")), *stuck]))
    return choices


def with_subject(choices: Choices, key: str, label: str) -> Choices:
    """The choices, with ``key`` among them even where it is not on the list of what is due."""
    for value, name in choices:
        if value == key or (isinstance(name, list) and any(inner == key for inner, _name in name)):
            return choices
    return [*choices, (key, label)]


def kept_for_offline(by: Actor, choices: Choices, owed: Balance) -> dict[str, Any]:
    """What the phone keeps of this page for a bad day, under this account, until its person signs out."""
    names = organisation_names(by.acting_for)
    return {
        "account": by.account,
        "at": timezone.now().isoformat(timespec="minutes"),
        "about": [[value, name] for value, name in choices],
        "organisations": [[key, names[key]] for key in sorted(names)],
        "due": [
            {
                "what": line.what,
                "whom": line.whom,
                "word": line.word,
                "late": line.when == "late",
                "key": line.key,
            }
            for line in sorted(owed.mine, key=lambda line: (line.when != "late", str(line.day)))
        ][:30],
    }
