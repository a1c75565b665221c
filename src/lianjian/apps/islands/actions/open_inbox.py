from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.exchange.queries import expert as expert_listed
from lianjian.apps.islands.actions._inboxes import put_inbox, put_secretary
from lianjian.apps.islands.models import Inbox
from lianjian.apps.islands.queries import decides_for, keeps_network
from lianjian.apps.islands.rules.inboxes import (
    GENERAL,
    InboxRole,
    check_categories,
    check_days,
    judge_opener,
    name_of,
)
from lianjian.apps.parties.queries import current_posting, organisation_in_register
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed.book import MAX_ADDRESSEES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.foundation.actor import Actor


@transaction.atomic
def open_inbox(*, by: Actor, role: str, of: int, categories: Sequence[str] = (), days: int = 7) -> Inbox:
    """Let villages write to somebody: ``of`` is an organisation (``party``), an entry of the think tank (``expert``), or a
    village (``secretary``: whoever is posted there today). The same again changes categories and days."""
    if role not in set(InboxRole):
        raise Refused(gettext_noop("Choose whose inbox it is."), field="role")
    whose, now = InboxRole(role), timezone.now()
    general = whose in GENERAL
    decides = not general and decides_for(by, of)
    judge_opener(general=general, keeps_network=keeps_network(by), decides=decides)
    kinds, limit = check_categories(categories), check_days(days)
    if whose is InboxRole.SECRETARY:
        posting = current_posting(of, civil_date(now))
        if posting is None:
            raise Refused(
                gettext_noop("Nobody is posted to this village as first secretary today."), field="of"
            )
        return put_secretary(by, posting, now, categories=kinds, days=limit)
    take_turn("islands.book")  # two that open at once must not both be the last that fits
    if whose is InboxRole.EXPERT:
        listed = expert_listed(by, of)
        person: int | None = listed.person
        house, key, name = (
            listed.organisation,
            f"expert-{listed.person}",
            name_of(listed.name, listed.organisation_name),
        )
    else:
        found = organisation_in_register(of)
        if found is None:
            raise Refused(gettext_noop("This organisation is not in the register."), field="of")
        person, house, key, name = None, found.pk, f"party-{found.pk}", name_of(found.short_name)
    _check_room(key)
    return put_inbox(
        by,
        key,
        whose,
        now,
        organisation_id=house,
        person_id=person,
        name=name,
        categories=kinds,
        days=limit,
        until=None,
    )


def _check_room(key: str) -> None:
    """The book travels to every station."""
    rows = Inbox.objects.across_organisations("how many there are in the book")
    if rows.filter(role__in=GENERAL, closed_at=None).exclude(key=key).count() >= MAX_ADDRESSEES:
        raise Refused(
            gettext_noop("The network's book holds %(most)s addressees, and it is full."),
            cure=gettext_noop("Close an inbox that nobody writes to."),
            most=MAX_ADDRESSEES,
        )
