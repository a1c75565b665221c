from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.rules.photographs import redraw
from lianjian.apps.projects.actions._alliance import joined_alliance
from lianjian.apps.projects.actions._picturing import keep_picture
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import ProductListed
from lianjian.apps.projects.models import Product
from lianjian.apps.projects.rules.alliances import (
    check_claim,
    check_goods_unit,
    check_prices,
    known_amount,
)
from lianjian.apps.projects.rules.evidence import check_evidence
from lianjian.apps.projects.rules.seasons import check_season
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def list_product(
    *,
    by: Actor,
    alliance: int,
    organisation: int,
    name: str,
    unit: str,
    first_month: int,
    last_month: int,
    amount: str | int | Decimal | None = None,
    lowest_price: str | Decimal | None = None,
    highest_price: str | Decimal | None = None,
    about: str = "",
    claim: str = "",
    files: Sequence[File] = (),
    picture: bytes | None = None,
    public: bool = False,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Product:
    """A member puts a product on the alliance's list: season in months (over the turn of the year where the last is the
    earlier), ``amount`` of a usual season, prices in yuan for one unit. ``files`` prove the ``claim``. ``change_product`` says
    it anew."""
    kept = check_evidence(list(files))  # slow, both: outside the transaction, which others wait for
    drawn = redraw(picture, field="picture") if picture else None
    with transaction.atomic():
        row = joined_alliance(by, alliance, organisation)
        key = check_client_key(client_key)
        goods = Product.objects.across_organisations("the member was checked above")
        if key and (sent := goods.filter(organisation=organisation, client_key=key).first()) is not None:
            return sent
        said = clean_line(claim, field="claim", longest=120, needed=False)
        check_claim(said, len(kept))
        low, high = check_prices(lowest_price, highest_price)
        first, last = check_season(first_month, last_month)
        moment = moment_of(by, now, wall=timezone.now())
        product = Product.objects.create(
            alliance=row,
            organisation_id=organisation,
            name=clean_line(name, field="name", longest=60),
            unit=check_goods_unit(unit),
            first_month=first,
            last_month=last,
            amount=known_amount(amount, field="amount"),
            lowest_price=low,
            highest_price=high,
            about=clean_line(about, field="about", longest=300, needed=False),
            claim=said,
            public=public,
            listed_on=civil_date(moment),
            client_key=key,
        )
        keep_evidence(kept, moment=moment, product=product)
        if drawn is not None:
            keep_picture(drawn, moment=moment, caption=product.name, product=product)
        told = ProductListed(product=product.pk, alliance=row.pk, organisation=organisation, public=public)
        tell(told, by=by)
        return product
