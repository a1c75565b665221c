from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.events import LogEntryWithdrawn
from lianjian.apps.coordination.models import LogEntry, LogPhoto
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_log_entry(*, by: Actor, entry: int) -> LogEntry:
    """Take back an entry: its words and photographs are deleted for good, the row stays as a withdrawn one.

    The writer may, and the network administrator (somebody in a photograph may ask for it).
    """
    row = LogEntry.objects.by(by).select_for_update().filter(pk=entry).first()
    if row is None:
        raise NotThere
    if row.person_id != by.person and not by.network_wide:
        raise NotAllowed(gettext_noop("Only the writer can take an entry back."))
    if row.withdrawn_at is not None:
        return row
    photos = LogPhoto.objects.across_organisations("below the entry in hand").filter(entry=row)
    paths = [path for pair in photos.values_list("path", "small_path") for path in pair]
    photos.delete()
    row.text, row.withdrawn_at = "", timezone.now()
    row.save(update_fields=["text", "withdrawn_at"])
    transaction.on_commit(partial(_delete, paths))
    tell(LogEntryWithdrawn(entry=row.pk, village=row.village_id), by=by)
    return row


def _delete(paths: list[str]) -> None:
    for path in paths:
        storages["private"].delete(path)
