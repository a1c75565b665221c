from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.exchange.actions._needing import begin, check_entry, finish
from lianjian.apps.exchange.rules.needs import NeedMove, check_by_whom
from lianjian.apps.parties.queries import organisations
from lianjian.apps.projects.rules.evidence import check_evidence
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.exchange.models import Need
    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def meet_need(
    *,
    by: Actor,
    need: int,
    how: str,
    met_by: int | None = None,
    met_by_words: str = "",
    files: Sequence[File] = (),
    log_entry: int | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Need:
    """Say that an open need is met, how, and by whom: ``met_by`` an organisation of the register, or in words. Files
    (photographs, PDF documents) or an entry of the organisation's log are the proof; without either there is none."""
    evidence = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        moving = begin(by, need, NeedMove.MEET, client_key=client_key, now=now)
        if moving.sent:
            return moving.row
        step = moving.step
        step.text = clean(how, field="how", longest=2000)
        step.met_by_words = clean_line(met_by_words, field="met_by_words", needed=False)
        check_by_whom(met_by, step.met_by_words)
        if met_by is not None and not organisations().filter(pk=met_by).exists():
            raise Refused(gettext_noop("This organisation is not in the register."), field="met_by")
        step.met_by_id = met_by
        if log_entry is not None:
            check_entry(by, log_entry, moving.row.organisation_id)
            step.log_entry_id = log_entry
        return finish(by, moving, files=evidence)
