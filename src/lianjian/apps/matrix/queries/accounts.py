"""The accounts of the outlets: until when they are authorised, for what, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from lianjian.apps.matrix.models import AccountFacts, AccountWarning, Credential, Outlet
from lianjian.apps.matrix.queries.outlets import outlet_line
from lianjian.apps.matrix.queries.words import cause_words
from lianjian.apps.matrix.rules.accounts import ABOUT_LABELS, KNOWN_LABELS, About, Known
from lianjian.apps.matrix.rules.kinds import Mode
from lianjian.apps.matrix.rules.people import KEEPERS
from lianjian.apps.parties.queries import holders
from lianjian.foundation.dated import Dated
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from lianjian.apps.matrix.queries.outlets import OutletLine
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class AccountLine:
    """What is known of an account. ``stored_at`` is None where no credentials are stored; ``ends_at`` and ``scopes`` where
    nobody knows, ``known`` says how the end is known; ``looked_at`` is None where the platform has not answered yet,
    ``away_since`` where it answers. ``days`` are those that are left, None as ``ends_at``."""

    outlet: OutletLine
    stored_at: datetime | None
    ends_at: datetime | None
    days: int | None
    known: str
    scopes: tuple[str, ...] | None
    missing: tuple[str, ...]
    looked_at: datetime | None
    away_since: datetime | None


def accounts(by: Actor) -> list[AccountLine]:
    """The accounts that ``by`` may see of platforms with an interface that asks for credentials, in the order of the
    catalogue. Three queries."""
    rows = Outlet.objects.by(by).filter(mode=Mode.API).exclude(credential_fields=[]).order_by("position")
    facts = {row.outlet_id: row for row in AccountFacts.objects.by(by)}
    stored = dict(Credential.objects.by(by).values_list("outlet", "stored_at"))
    today = civil_date(timezone.now())
    return [_line(by, row, facts.get(row.pk), stored.get(row.pk), today) for row in rows]


def account(by: Actor, key: str) -> AccountLine | None:
    """The account of one outlet; None where it has none. Raises NotThere."""
    row = Outlet.objects.by(by).filter(key=key).first()
    if row is None:
        raise NotThere
    if row.mode != Mode.API or not row.credential_fields:
        return None
    facts = AccountFacts.objects.by(by).filter(outlet=row).first()
    stored = Credential.objects.by(by).filter(outlet=row).values_list("stored_at", flat=True).first()
    return _line(by, row, facts, stored, civil_date(timezone.now()))


def outlet_warned_of(by: Actor, warning: int) -> str:
    """The key of the outlet that a warning is about. Raises NotThere."""
    row = AccountWarning.objects.by(by).select_related("outlet").filter(pk=warning).first()
    if row is None:
        raise NotThere
    return row.outlet.key


def accounts_dated(
    by: Actor, *, until: date, after: int, limit: int, keys: Collection[int] | None
) -> list[Dated]:
    """Open warnings, in the one shape of things with a day: they fall to all who keep the outlets of the media centre."""
    rows = AccountWarning.objects.by(by).filter(
        closed_at=None, due_on__lte=until, pk__gt=after, outlet__owner__isnull=False
    )
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    chosen = list(rows.select_related("outlet").order_by("pk")[:limit])
    today = civil_date(timezone.now())
    owners = {row.outlet.owner_id for row in chosen if row.outlet.owner_id is not None}
    keepers = {owner: tuple(holders(owner, KEEPERS, today)) for owner in owners}
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Dated(
                key=row.pk,
                what=_words(row),
                due_on=row.due_on,
                organisations=(row.outlet.owner_id,),
                people=keepers[row.outlet.owner_id],
            )
            for row in chosen
            if row.outlet.owner_id is not None
        ]


def _words(row: AccountWarning) -> str:
    what, _cure = cause_words(row.cause, outlet=row.outlet.name, code=row.code, platform=row.outlet.platform)
    return gettext(ABOUT_LABELS[About(row.about)]) % {"outlet": row.outlet.name, "what": what}


def _line(
    by: Actor, row: Outlet, facts: AccountFacts | None, stored_at: datetime | None, today: date
) -> AccountLine:
    ends_at = facts.ends_at if facts else None
    known = Known(facts.known) if facts else Known.UNKNOWN
    return AccountLine(
        outlet=outlet_line(by, row),
        stored_at=stored_at,
        ends_at=ends_at,
        days=(civil_date(ends_at) - today).days if ends_at else None,
        known=gettext(KNOWN_LABELS[known]) if known in KNOWN_LABELS else "",
        scopes=tuple(facts.scopes) if facts and facts.scopes is not None else None,
        missing=tuple(facts.missing) if facts else (),
        looked_at=facts.looked_at if facts else None,
        away_since=facts.away_since if facts else None,
    )
