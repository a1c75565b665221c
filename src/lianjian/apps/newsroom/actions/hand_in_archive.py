from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.actions._runs import begun
from lianjian.apps.newsroom.events import ArchiveHandedIn
from lianjian.apps.newsroom.models.handed_in import HandedIn
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell
from lianjian.kernel.keys import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from lianjian.apps.newsroom.models import ArchiveRun
    from lianjian.foundation.actor import Actor

PIECE = 1024 * 1024


def hand_in_archive(
    *, by: Actor, files: Sequence[tuple[str, BinaryIO]], column: str = "", newsroom: int | None = None
) -> ArchiveRun:
    """Leave files (name, content) for the worker to bring home, and give the import that it will be. The same files handed
    in again while they wait are the same import."""
    house = newsroom_for(by, newsroom)
    require_writer(by, house)
    with transaction.atomic():
        run = begun(by, house, column, handed_over(files))
        tell(ArchiveHandedIn(run=run.pk, newsroom=house, files=len(files)), by=by)
    waiting = HandedIn(run)
    if not waiting.is_there:
        waiting.keep(files, by.account)
    return run


def handed_over(files: Sequence[tuple[str, BinaryIO]]) -> str:
    """The fingerprint of files by their names and what is in them."""
    lines = []
    for name, content in files:
        content.seek(0)
        digest = hashlib.sha256()
        while piece := content.read(PIECE):
            digest.update(piece)
        lines.append(f"{name}\0{digest.hexdigest()}")
        content.seek(0)
    return fingerprint("\n".join(lines).encode("utf-8", "surrogatepass"))
