from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.storage import storages
from django.db import transaction

from lianjian.apps.parties.actions.record_honour import KEEPERS
from lianjian.apps.parties.events import HonourWithdrawn
from lianjian.apps.parties.models import Honour
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_honour(*, by: Actor, honour: int) -> None:
    """Take out an honour that was entered by mistake: its row and its files are deleted for good."""
    row = Honour.objects.by(by).select_for_update().filter(pk=honour).first()
    if row is None:
        raise NotThere
    if not by.holds(*KEEPERS, organisation=row.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    told = HonourWithdrawn(honour=row.pk, organisation=row.organisation_id)
    paths = list(row.proofs.values_list("path", flat=True))
    row.delete()
    tell(told, by=by)
    # after the commit: a deletion that is rolled back keeps its files
    transaction.on_commit(lambda: _erase(paths))


def _erase(paths: list[str]) -> None:
    for path in paths:
        storages["private"].delete(path)
