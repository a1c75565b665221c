from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.reminders.events import WaysChosen
from lianjian.apps.reminders.models import Ways
from lianjian.apps.reminders.rules.addresses import check_mail
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def choose_ways(*, by: Actor, by_mail: bool, email: str = "", rest_days: bool = True) -> Ways:
    """Choose how one is reminded besides on the own page. Without e-mail the address is forgotten."""
    if by.person is None or not by.organisations:
        raise NotAllowed(gettext_noop("Only people with a mandate are reminded."))
    address = check_mail(email, needed=by_mail) if by_mail else ""
    ways, _new = Ways.objects.by(by).update_or_create(
        person_id=by.person, defaults={"by_mail": by_mail, "email": address, "rest_days": rest_days}
    )
    tell(WaysChosen(person=by.person, by_mail=by_mail, rest_days=rest_days), by=by)
    return ways
