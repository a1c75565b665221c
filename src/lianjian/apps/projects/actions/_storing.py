"""Evidence files into the private storage."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from lianjian.apps.projects.models import EvidenceFile
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import (
        BranchActivity,
        Contribution,
        Outcome,
        Product,
        Progress,
        ProjectStep,
    )
    from lianjian.apps.projects.rules.evidence import Evidence


def keep_evidence(
    files: list[Evidence],
    *,
    moment: datetime,
    progress: Progress | None = None,
    outcome: Outcome | None = None,
    contribution: Contribution | None = None,
    step: ProjectStep | None = None,
    activity: BranchActivity | None = None,
    product: Product | None = None,
) -> None:
    """Write the files and their rows. Raises Refused where the disk is full: the deed is then not done at
    all."""
    for file in files:
        name = f"projects/evidence/{moment:%Y/%m}/{uuid.uuid4().hex}{file.suffix}"
        try:
            path = storages["private"].save(name, ContentFile(file.data))
        except OSError as full:
            raise Refused(
                gettext_noop(
                    "The file could not be stored: the disk of the server is full or cannot be written."
                ),
                cure=gettext_noop("Keep your file, tell the administrator, and send it again later."),
                field="files",
            ) from full
        EvidenceFile.objects.create(
            progress=progress,
            outcome=outcome,
            contribution=contribution,
            step=step,
            activity=activity,
            product=product,
            name=file.name,
            path=path,
            media_type=file.media_type,
            sha256=file.sha256,
        )
