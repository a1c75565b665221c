from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.actions.record_honour import KEEPERS
from lianjian.apps.parties.events import HonourShown
from lianjian.apps.parties.models import Honour
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def show_honour(*, by: Actor, honour: int, public: bool) -> Honour:
    """Show an honour to everybody, or (``public`` False) to the organisation only. Its proof follows it."""
    row = Honour.objects.by(by).select_for_update().filter(pk=honour).first()
    if row is None:
        raise NotThere
    if not by.holds(*KEEPERS, organisation=row.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    if row.public != public:
        row.public = public
        row.save(update_fields=["public"])
        tell(HonourShown(honour=row.pk, organisation=row.organisation_id, public=public), by=by)
    return row
