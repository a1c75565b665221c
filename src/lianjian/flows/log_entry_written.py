"""A village log entry was written about a commitment or a project: it becomes evidence, or an obstacle on
record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.coordination.queries import log_entry
from lianjian.apps.coordination.rules.log import LogKind
from lianjian.apps.projects.actions.attach_evidence import attach_evidence
from lianjian.apps.projects.actions.raise_obstacle import raise_obstacle
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.coordination.events import LogEntryWritten
    from lianjian.foundation.actor import Actor


def prove_or_raise(event: LogEntryWritten, by: Actor) -> None:
    """At once, in the entry's transaction: an entry that names what it belongs to stands there too, or is
    refused beside the field ``target`` with nothing written."""
    if event.target_app != "projects":
        return
    what, _, key = event.target_key.partition(":")
    try:
        if what == "commitment":
            attach_evidence(by=by, commitment=int(key), log_entry=event.entry)
        elif what == "project" and event.kind == LogKind.OBSTACLE:
            words = log_entry(by, event.entry).text
            raise_obstacle(
                by=by,
                organisation=event.village,
                project=int(key),
                text=words[:500],
                log_entry=event.entry,
            )
        else:
            raise Refused(gettext_noop("What this entry belongs to cannot be read."))
    except Refused as refused:
        refused.field = "target"
        raise
