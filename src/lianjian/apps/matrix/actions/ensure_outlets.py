from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.events import OutletsEnsured
from lianjian.apps.matrix.models import Outlet
from lianjian.apps.matrix.rules.catalogue import DEFAULT_CAP, FEED_CAP, OutletEntry, read_catalogue
from lianjian.apps.matrix.rules.kinds import Mode, OutletState
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind as OrganisationKind
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def packaged_catalogue() -> tuple[OutletEntry, ...]:
    """The catalogue that ships with the program."""
    file = resources.files("lianjian.apps.matrix").joinpath("data", "outlets.toml")
    return read_catalogue(file.read_text(encoding="utf-8"))


def ensure_catalogue(*, by: Actor) -> str:
    """For ``lianjian init``: a sentence where rows changed, "" where not."""
    changed = ensure_outlets(by=by)
    return f"{changed} outlets follow the catalogue." if changed else ""


@transaction.atomic
def ensure_outlets(*, by: Actor) -> int:
    """Bring the rows in line with the catalogue; returns how many changed. Safe at every start and upgrade.

    An outlet that has no owner yet goes to the media centre of the network, where there is exactly one.
    Names, owner, state and credentials of existing rows are the installation's and stay; what a platform
    allows is renewed.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the network administrator can do this."))
    entries = packaged_catalogue()
    rows = {
        row.key: row
        for row in Outlet.objects.across_organisations("the catalogue holds for all").select_for_update()
    }
    centres = list(organisations(OrganisationKind.MEDIA_CENTRE).values_list("pk", flat=True)[:2])
    owner = centres[0] if len(centres) == 1 else None
    added: list[str] = []
    changed: list[str] = []
    for entry in entries:
        row = rows.get(entry.key)
        if row is None:
            Outlet.objects.create(  # type: ignore[misc]
                key=entry.key,
                name=entry.name,
                owner_id=owner,
                state=OutletState.NEEDS_CREDENTIALS if entry.platform.credentials else OutletState.READY,
                state_since=timezone.now(),
                **_facts(entry),
            )
            added.append(entry.key)
            continue
        wished = _facts(entry) | ({"owner_id": owner} if row.owner_id is None else {})
        if row.state == OutletState.NEEDS_CREDENTIALS and not entry.platform.credentials:
            wished |= {"state": OutletState.READY, "state_since": timezone.now()}
        different = [name for name, value in wished.items() if getattr(row, name) != value]
        if different:
            for name in different:
                setattr(row, name, wished[name])
            row.save(update_fields=different)
            changed.append(entry.key)
    if added or changed:
        tell(OutletsEnsured(added=added, changed=changed, owner=owner), by=by)
    return len(added) + len(changed)


def _facts(entry: OutletEntry) -> dict[str, Any]:
    """What the catalogue decides about a row, as stored."""
    platform = entry.platform
    return {
        "kind": entry.kind.value,
        "platform": platform.key,
        "mode": platform.mode.value,
        "completion": platform.completion.value,
        "position": entry.position,
        "idempotent": platform.idempotent,
        "withdraws": platform.withdraws,
        "cap": FEED_CAP if platform.mode == Mode.FEED else DEFAULT_CAP,
        "limits": platform.limits.as_json(),
        "quotas": [
            {
                "call": q.call,
                "most": q.most,
                "window": q.window,
                "source": q.source,
                "checked_on": q.checked_on,
            }
            for q in platform.quotas
        ],
        "domains": list(platform.domains),
        "credential_fields": list(platform.credentials),
    }
