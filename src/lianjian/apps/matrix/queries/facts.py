"""Outlets and versions as adapters and pages see them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.conf import settings

from lianjian.apps.matrix.models import Credential, Outlet
from lianjian.apps.matrix.models.keyring import key_path, outlet_key
from lianjian.apps.matrix.ports import OutletFacts
from lianjian.apps.matrix.rules.limits import read_limits
from lianjian.apps.matrix.rules.own_words import CHANGEABLE
from lianjian.apps.matrix.rules.sealing import SealBrokenError, unseal
from lianjian.kernel.refusals import NotThere, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.apps.matrix.ports import OutletAdapter
    from lianjian.apps.matrix.rules.versions import Version
    from lianjian.apps.newsroom.rules.content import PublishedStory
    from lianjian.foundation.actor import Actor

KEY_SHOWN = 10
"""Digits of the idempotency key that go into the link: enough to tell our deliveries from one another."""


def facts_of(outlet: Outlet) -> OutletFacts:
    """What an adapter needs to know of a row."""
    return OutletFacts(
        id=outlet.pk,
        key=outlet.key,
        name=outlet.name,
        platform=outlet.platform,
        limits=read_limits(outlet.limits),
        options={str(name): str(value) for name, value in outlet.options.items()},
    )


def credential_fields(by: Actor, outlet: str) -> list[str]:
    """The names of the credentials that an outlet's platform asks for. Raises NotThere."""
    row = Outlet.objects.by(by).filter(key=outlet).first()
    if row is None:
        raise NotThere(gettext_noop("There is no outlet “%(key)s”."), key=outlet)
    return [str(name) for name in row.credential_fields]


def link_of(story: PublishedStory, outlet: str, key: str) -> str:
    """The story's address as it goes out with one delivery: ``o`` names the outlet (reads are counted for
    it), ``d`` the delivery (a lost answer is found again by it)."""
    return f"{settings.BASE_URL}{story.path}?o={outlet}&d={key[:KEY_SHOWN]}"


def version_of(
    adapter: OutletAdapter, story: PublishedStory, outlet: OutletFacts, key: str, changes: Mapping[str, Any]
) -> Version:
    """The story as the outlet gets it, with an editor's own words for this outlet laid over the shaped
    ones."""
    shaped = adapter.shape(story, outlet, link_of(story, outlet.key, key))
    own = {name: str(changes[name]) for name in CHANGEABLE if name in changes}
    return replace(shaped, **own) if own else shaped  # type: ignore[arg-type] # all of CHANGEABLE are text


def credentials_of(outlet: Outlet) -> dict[str, str]:
    """The opened credentials of an outlet, {} where none are stored. Raises SealBrokenError. For adapters
    only: what this gives is never shown, logged or written."""
    row = Credential.objects.across_organisations("the dispatcher works for all organisations").filter(
        outlet=outlet
    )
    found = row.first()
    return unseal(found.sealed, key=outlet_key(), outlet=outlet.key) if found else {}


def sealed_credentials() -> tuple[int, list[str]]:
    """How many stored credentials open with the key at hand, and the outlets whose do not; nothing of what
    is inside leaves this function. Raises SealBrokenError where there is a key that is none."""
    rows = Credential.objects.across_organisations("the doctor looks at all organisations")
    held = list(rows.select_related("outlet").order_by("outlet__key"))
    if not held and not key_path().exists():
        return 0, []
    key, closed = outlet_key(), []
    for row in held:
        try:
            unseal(row.sealed, key=key, outlet=row.outlet.key)
        except SealBrokenError:
            closed.append(row.outlet.key)
    return len(held) - len(closed), closed
