from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import transaction

from lianjian.apps.coordination.actions._organising import lock_seen, organises
from lianjian.apps.coordination.events import GatheringPhotoRemoved
from lianjian.apps.coordination.models import GatheringNote, GatheringPhoto
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def remove_gathering_photo(*, by: Actor, gathering: int, photo: int) -> GatheringNote:
    """Delete a photograph for good: whoever took it may, and those who organise (somebody in it may ask for it). Gives
    the note to which it belonged."""
    row = lock_seen(by, gathering)
    photos = GatheringPhoto.objects.across_organisations("below the gathering in hand")
    found = photos.select_related("note").filter(gathering=row, pk=photo).first()
    if found is None:
        raise NotThere
    if found.note.person_id != by.person and not organises(by, row):
        raise NotAllowed(gettext_noop("Only who took the photo, or those who organise, can take it out."))
    note, paths = found.note, [found.path, found.small_path]
    found.delete()
    if not note.text and not photos.filter(note=note).exists():
        note.delete()
    transaction.on_commit(partial(_delete, paths))
    tell(GatheringPhotoRemoved(gathering=row.pk, photo=photo), by=by)
    return note


def _delete(paths: list[str]) -> None:
    for path in paths:
        storages["private"].delete(path)
