from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.projects.actions._steps import take_step
from lianjian.apps.projects.rules.commitments import Move
from lianjian.apps.projects.rules.evidence import check_evidence
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.projects.models import Progress
    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def attach_evidence(
    *,
    by: Actor,
    commitment: int,
    text: str = "",
    files: Sequence[File] = (),
    log_entry: int | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Progress:
    """Either side adds proof: a sentence, photographs, PDF documents, or a log entry. The state stays as it
    is."""
    if not text.strip() and not files and log_entry is None:
        raise Refused(
            gettext_noop("Add a photo, a document, an entry of the log or a sentence."), field="files"
        )
    evidence = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        return take_step(
            by,
            commitment,
            Move.EVIDENCE,
            text=text,
            text_needed=False,
            files=evidence,
            log_entry=log_entry,
            client_key=client_key,
            now=now,
        )
