from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.projects.actions._alliance import kept_alliance
from lianjian.apps.projects.events import AllianceDescribed
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.apps.projects.models import Alliance
    from lianjian.foundation.actor import Actor


@transaction.atomic
def describe_alliance(
    *,
    by: Actor,
    alliance: int,
    name: str,
    about: str = "",
    brand: str = "",
    brand_rules: str = "",
    public: bool = False,
) -> Alliance:
    """The keeper says what the alliance is, what its shared brand is called and by which rules it is used; ``public``
    shows it to everybody, with those products that their members made public."""
    row = kept_alliance(by, alliance)
    row.name = clean_line(name, field="name")
    row.about = clean(about, field="about", longest=4000, needed=False)
    row.brand = clean_line(brand, field="brand", longest=60, needed=False)
    row.brand_rules = clean(brand_rules, field="brand_rules", longest=4000, needed=False)
    row.public = public
    row.save(update_fields=["name", "about", "brand", "brand_rules", "public"])
    tell(AllianceDescribed(alliance=row.pk, public=public), by=by)
    return row
