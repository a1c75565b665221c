from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.projects.events import EnquiryReceived
from lianjian.apps.projects.models import Alliance, Destination, Enquiry, Product
from lianjian.apps.projects.rules.enquiries import LONGEST_TEXT, EnquiryState, check_contact
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def ask_enquiry(
    *,
    by: Actor,
    about: str,
    key: str,
    name: str,
    contact: str,
    text: str,
    consent: bool,
    client_key: str,
    now: datetime | None = None,
) -> tuple[Enquiry, str]:
    """Anybody asks about something public, without an account: ``about`` is "alliance", "product" or "destination",
    ``key`` its word or number in the address. Returns the enquiry and the secret of the asker's own page.

    It goes to the village whose product or destination it is, of an alliance to its keeper. Sending the same form twice
    is one enquiry; the secret of the first sending is then replaced by a new one.
    """
    alliance, product, project, handler = _asked(about, key)
    if not consent:
        raise Refused(
            gettext_noop("Without your agreement nobody may keep your contact and answer."), field="consent"
        )
    sending = check_client_key(client_key)
    if sending is None:
        raise Refused(gettext_noop("The form was changed on its way."))
    secret = secrets.token_urlsafe(24)
    rows = Enquiry.objects.across_organisations("the form's own key is known to its sender only")
    sent = rows.select_for_update(of=("self",)).filter(client_key=sending).first()
    if sent is not None:
        sent.secret = fingerprint(secret.encode())
        sent.save(update_fields=["secret"])
        return sent, secret
    row = Enquiry.objects.create(
        alliance_id=alliance,
        product_id=product,
        project_id=project,
        handler_id=handler,
        name=clean_line(name, field="name", longest=60),
        contact=check_contact(clean_line(contact, field="contact", longest=120)),
        text=clean(text, field="text", longest=LONGEST_TEXT),
        state=EnquiryState.NEW,
        received_at=now if now is not None and by.network_wide else timezone.now(),
        secret=fingerprint(secret.encode()),
        client_key=sending,
    )
    tell(EnquiryReceived(enquiry=row.pk, handler=handler), by=by)
    return row, secret


def _asked(about: str, key: str) -> tuple[int | None, int | None, int | None, int]:
    """Keys of alliance, product and project, and of the organisation that handles it. Raises NotThere for whatever is
    not public."""
    public = "it is public"
    if about == "alliance":
        found = Alliance.objects.across_organisations(public).filter(key=key, public=True).first()
        if found is not None:
            return found.pk, None, None, found.keeper_id
    elif about == "product" and key.isascii() and key.isdigit() and len(key) <= 18:  # noqa: PLR2004 - what a key column holds
        goods = Product.objects.across_organisations(public)
        shown = goods.filter(pk=int(key), public=True, alliance__public=True, withdrawn_on=None).first()
        if shown is not None:
            return shown.alliance_id, shown.pk, None, shown.organisation_id
    elif about == "destination":
        places = Destination.objects.across_organisations(public).select_related("project")
        place = places.filter(project__key=key, public=True).first()
        if place is not None:
            row = place.project
            first = row.parties.order_by("position").values_list("organisation", flat=True).first()
            handler = row.place_id or first
            if handler is not None:
                return None, None, row.pk, handler
    raise NotThere
