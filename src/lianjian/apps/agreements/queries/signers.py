"""Who signs for a party, by what mandate, and where in the document."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext

from lianjian.apps.agreements.models import AgreementParty, AgreementText
from lianjian.apps.agreements.ports import Signer
from lianjian.apps.agreements.rules.frozen import thaw
from lianjian.apps.agreements.rules.papers import field_name
from lianjian.apps.parties.queries import MandateHeld, mandates_held
from lianjian.apps.parties.rules.roles import ROLE_LABELS, SIGNATORIES, Role
from lianjian.kernel.clock import CHINA
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

LAST_MOMENT = time(23, 59, 59)


def mandate_of(person: int | None, organisation: int, roles: Iterable[str], day: date) -> MandateHeld | None:
    """The mandate by which ``person`` acts for ``organisation`` on that day, by one of ``roles``; one to lead goes before
    one to administrate."""
    if person is None:
        return None
    held = [one for one in mandates_held([organisation], roles, day) if one.person == person]
    return min(held, key=lambda one: (one.role == Role.ADMINISTRATOR, one.starts_on), default=None)


def signer_words(mandate: MandateHeld) -> Signer:
    """The words for certificate and stamp; papers speak Chinese."""
    with translation.override("zh-hans"):
        role = mandate.title or gettext(ROLE_LABELS[Role(mandate.role)])
    return Signer(
        person=mandate.person_name,
        organisation=mandate.organisation_name,
        role=role,
        since=datetime.combine(mandate.starts_on, time.min, CHINA),
        until=datetime.combine(mandate.ends_on, LAST_MOMENT, CHINA) if mandate.ends_on else None,
    )


def signatories(organisations: Iterable[int], day: date) -> dict[int, list[tuple[int, str]]]:
    """By organisation the people who may sign for it on that day: key and name. The caller has decided that the
    organisations are parties of an agreement in hand. One query."""
    found: dict[int, list[tuple[int, str]]] = {}
    for mandate in mandates_held(organisations, SIGNATORIES, day):
        one = (mandate.person, mandate.person_name)
        people = found.setdefault(mandate.organisation, [])
        if one not in people:
            people.append(one)
    return found


def field_of(text: AgreementText, organisation: int) -> str:
    """The name of the party's field in the text's document. Raises NotThere."""
    keys = [party.organisation for party in thaw(text.canonical).parties]
    party = (
        AgreementParty.objects.across_organisations("below the text in hand")
        .filter(agreement=text.agreement_id, organisation=organisation)
        .select_related("organisation")
        .first()
    )
    if party is None or party.organisation.key not in keys:
        raise NotThere
    return field_name(keys.index(party.organisation.key))
