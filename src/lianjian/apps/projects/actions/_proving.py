"""Entries of the village log as proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.coordination.queries import log_entry as entry_in_scope
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def check_entry(by: Actor, entry: int, *organisations: int) -> None:
    """Raises NotThere where ``by`` may not see the entry, and Refused where it was withdrawn or stands in the
    log of another organisation than ``organisations`` and those ``by`` acts for: whoever sees what it proves
    reads it."""
    line = entry_in_scope(by, entry)
    if line.withdrawn:
        raise Refused(gettext_noop("This entry of the log was withdrawn."), field="log_entry")
    if line.village not in organisations and not by.acts_for(line.village):
        raise Refused(gettext_noop("This entry stands in the log of another village."), field="log_entry")
