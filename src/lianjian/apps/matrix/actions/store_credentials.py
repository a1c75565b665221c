from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._stopping import unwarn
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.models import AccountFacts, Credential, Outlet
from lianjian.apps.matrix.models.keyring import outlet_key
from lianjian.apps.matrix.ports import adapters
from lianjian.apps.matrix.rules.accounts import About
from lianjian.apps.matrix.rules.kinds import Mode
from lianjian.apps.matrix.rules.people import require_keeper
from lianjian.apps.matrix.rules.sealing import NONCE_BYTES, seal
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.foundation.actor import Actor

LONGEST = 2000
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@transaction.atomic
def store_credentials(
    *, by: Actor, outlet: str, values: Mapping[str, str], api_base: str | None = None
) -> Outlet:
    """Seal an account's credentials and make the outlet ready. They are never shown again. ``api_base`` names
    another address of the interface (a simulator, a gateway): https, or http on this machine; None leaves it
    as it is.

    Needed are the fields the outlet's platform names; ``callback_token`` and the like may come with them.
    """
    row = Outlet.objects.by(by).select_for_update(of=("self",)).filter(key=outlet).first()
    if row is None:
        raise NotThere
    require_keeper(by, row.owner_id)
    if row.mode != Mode.API or not row.credential_fields:
        raise Refused(gettext_noop("This outlet takes no credentials."), field="outlet")
    if adapters().serving(row.platform, row.mode) is None:
        raise Refused(
            gettext_noop("This installation cannot talk to the platform's interface."),
            cure=gettext_noop("Open the kit, publish by hand and paste the link back."),
            field="outlet",
        )
    plain = {str(name): str(value).strip() for name, value in values.items() if str(value).strip()}
    missing = [name for name in row.credential_fields if name not in plain]
    if missing:
        raise Refused(
            gettext_noop("Missing: %(names)s."),
            cure=gettext_noop("Copy them from the platform's back office."),
            field=missing[0],
            names=", ".join(missing),
        )
    if any(len(value) > LONGEST for value in plain.values()):
        raise Refused(gettext_noop("A value is longer than 2,000 characters."))
    if api_base is not None:
        row.options = {**row.options, "api_base": _checked(api_base)}
        row.save(update_fields=["options"])
    sealed = seal(plain, key=outlet_key(make=True), outlet=row.key, nonce=secrets.token_bytes(NONCE_BYTES))
    Credential.objects.across_organisations("the outlet is already in scope").update_or_create(
        outlet=row, defaults={"sealed": sealed, "stored_at": timezone.now(), "stored_by": by.person}
    )
    # what was known is known of the old ones; the new ones are looked at soon
    AccountFacts.objects.across_organisations("the outlet is already in scope").filter(outlet=row).delete()
    unwarn(row.pk, About.ENDING, About.AWAY, now=timezone.now())
    return resume_outlet(by=by, outlet=row.key)


def _checked(typed: str) -> str:
    """An address to which secrets may be sent."""
    text = typed.strip().rstrip("/")
    if not text:
        return ""
    parts = urlsplit(text)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.path or parts.query or parts.username:
        raise Refused(
            gettext_noop("Secrets are sent to https addresses without a path only (or to this machine)."),
            field="api_base",
        )
    return text
