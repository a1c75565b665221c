"""Pictures into the private storage."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from lianjian.apps.projects.models import Picture
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.coordination.rules.photographs import Photograph
    from lianjian.apps.projects.models import Alliance, Destination, Product


def keep_picture(
    drawn: Photograph,
    *,
    moment: datetime,
    caption: str = "",
    destination: Destination | None = None,
    product: Product | None = None,
    alliance: Alliance | None = None,
) -> Picture:
    """Write a cleaned picture and its row. Raises Refused where the disk is full: the deed is then not done at all."""
    name = f"projects/pictures/{moment:%Y/%m}/{uuid.uuid4().hex}"
    try:
        path = storages["private"].save(f"{name}.jpg", ContentFile(drawn.data))
        small = storages["private"].save(f"{name}-small.jpg", ContentFile(drawn.small))
    except OSError as full:
        raise Refused(
            gettext_noop(
                "The file could not be stored: the disk of the server is full or cannot be written."
            ),
            cure=gettext_noop("Keep your file, tell the administrator, and send it again later."),
            field="picture",
        ) from full
    return Picture.objects.create(
        destination=destination,
        product=product,
        alliance=alliance,
        caption=caption[:120],
        path=path,
        small_path=small,
        sha256=drawn.sha256,
        width=drawn.width,
        height=drawn.height,
    )
