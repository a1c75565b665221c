from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.rules.photographs import redraw
from lianjian.apps.projects.actions._alliance import joined_alliance
from lianjian.apps.projects.actions._picturing import keep_picture
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import ProductChanged
from lianjian.apps.projects.models import Picture, Product
from lianjian.apps.projects.rules.alliances import (
    check_claim,
    check_goods_unit,
    check_prices,
    known_amount,
)
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.evidence import check_evidence
from lianjian.apps.projects.rules.seasons import check_season
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from lianjian.apps.coordination.rules.photographs import Photograph
    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def change_product(
    *,
    by: Actor,
    product: int,
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
    now: datetime | None = None,
) -> Product:
    """The member that listed a product says anew what it is; the fields are those of ``list_product``. It stays the same
    product: enquiries about it and its address go on. ``files`` are added to those that prove the claim, other words of
    a claim need new ones; ``picture`` takes the place of the one before, None leaves it.

    The trail keeps what was there before and after, of the note only that it changed: it may hold a name. Nothing changed
    is nothing told. Raises Refused for a product that is off the list.
    """
    kept = check_evidence(list(files))  # slow, both: outside the transaction, which others wait for
    drawn = redraw(picture, field="picture") if picture else None
    with transaction.atomic():
        goods = Product.objects.by(by).filter(pk=product)
        if (there := goods.first()) is None:
            raise NotThere
        joined_alliance(by, there.alliance_id, there.organisation_id)  # first, as whoever leaves it does
        row = goods.select_for_update(of=("self",)).get()
        if row.withdrawn_on is not None:
            raise Refused(
                gettext_noop("This product is off the list."),
                cure=gettext_noop("List it anew."),
                field="name",
            )
        moment = moment_of(by, now, wall=timezone.now())
        low, high = check_prices(lowest_price, highest_price)
        first, last = check_season(first_month, last_month)
        said = clean_line(claim, field="claim", longest=120, needed=False)
        proofs = len(kept) + (row.files.count() if said == row.claim else 0)
        check_claim(said, proofs)
        wanted = {
            "name": clean_line(name, field="name", longest=60),
            "unit": check_goods_unit(unit),
            "first_month": first,
            "last_month": last,
            "amount": known_amount(amount, field="amount"),
            "lowest_price": low,
            "highest_price": high,
            "about": clean_line(about, field="about", longest=300, needed=False),
            "claim": said,
            "public": public,
        }
        changed = {field: (getattr(row, field), value) for field, value in wanted.items()}
        changed = {field: pair for field, pair in changed.items() if pair[0] != pair[1]}
        new_picture = drawn is not None and _replaced(row, drawn, moment, str(wanted["name"]))
        if not changed and not kept and not new_picture:
            return row
        for field, (_before, after) in changed.items():
            setattr(row, field, after)
        row.save(update_fields=list(changed))
        keep_evidence(kept, moment=moment, product=row)
        told = ProductChanged(
            product=row.pk,
            alliance=row.alliance_id,
            organisation=row.organisation_id,
            before={field: _plain(field, pair[0]) for field, pair in changed.items()},
            after={field: _plain(field, pair[1]) for field, pair in changed.items()},
            files=len(kept),
            picture=new_picture,
        )
        tell(told, by=by)
        return row


def _replaced(row: Product, drawn: Photograph, moment: datetime, caption: str) -> bool:
    """Put the picture in the place of the one before; False where it is the same."""
    pictures = Picture.objects.across_organisations("of the product in hand").filter(product=row)
    if [one.sha256 for one in pictures] == [drawn.sha256]:
        return False
    names = [name for one in pictures for name in (one.path, one.small_path)]
    pictures.delete()
    keep_picture(drawn, moment=moment, caption=caption, product=row)

    def files_too() -> None:
        for name in names:
            storages["private"].delete(name)

    transaction.on_commit(files_too)
    return True


def _plain(field: str, value: Any) -> str | int | bool | None:
    """A value as the trail keeps it: amounts as words, of the note only whether there is one."""
    if field == "about":
        return bool(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    return str(value) if isinstance(value, str) else f"{tidy(value):f}"
