from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.events import PersonRegistered
from lianjian.apps.parties.models import Person
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def register_person(*, by: Actor, name: str, demonstration: bool = False) -> Person:
    """Enter a person; what they may do comes with a mandate."""
    if not by.holds(*STEWARDS):
        raise NotAllowed(gettext_noop("Only a leader, liaison officer or administrator can enter people."))
    if not name.strip():
        raise Refused(gettext_noop("The name is missing."), field="name")
    person = Person.objects.create(name=name.strip(), demonstration=demonstration)
    tell(PersonRegistered(person=person.pk), by=by)
    return person
