from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.events import ProductWithdrawn
from lianjian.apps.projects.models import Product
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_product(*, by: Actor, product: int) -> Product:
    """A member takes a product off the list. Twice is once."""
    row = Product.objects.by(by).select_for_update(of=("self",)).filter(pk=product).first()
    if row is None:
        raise NotThere
    check_speaks(by, row.organisation_id)
    if row.withdrawn_on is None:
        row.withdrawn_on = civil_date(timezone.now())
        row.save(update_fields=["withdrawn_on"])
        told = ProductWithdrawn(product=row.pk, alliance=row.alliance_id, organisation=row.organisation_id)
        tell(told, by=by)
    return row
