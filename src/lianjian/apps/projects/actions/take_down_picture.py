from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import transaction

from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.events import PictureTakenDown
from lianjian.apps.projects.models import Picture
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_down_picture(*, by: Actor, picture: int) -> None:
    """Delete a picture of a destination for good, the files with it."""
    rows = Picture.objects.by(by).select_for_update(of=("self",)).select_related("destination")
    row = rows.filter(pk=picture).first()
    if row is None or row.destination is None:
        raise NotThere
    project = lock_project(by, row.destination.project_id)
    names, key = (row.path, row.small_path), row.pk
    row.delete()
    tell(PictureTakenDown(picture=key, of="destination", key=project.pk), by=by)

    def files_too() -> None:
        for name in names:
            storages["private"].delete(name)

    transaction.on_commit(files_too)
