from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from lianjian.apps.newsroom.actions.say_who_is_shown import say_who_is_shown
from lianjian.apps.newsroom.events import PictureStored
from lianjian.apps.newsroom.models import StoryPicture
from lianjian.apps.newsroom.models.shelf import shelf_of
from lianjian.apps.newsroom.models.writing import account_of, newsroom_for
from lianjian.apps.newsroom.rules.consents import People
from lianjian.apps.newsroom.rules.pictures import clean_picture
from lianjian.foundation.events import tell
from lianjian.kernel.keys import fingerprint

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def store_picture(
    *,
    by: Actor,
    data: bytes,
    title: str,
    description: str = "",
    newsroom: int | None = None,
    people: str = People.NOT_ASKED,
) -> StoryPicture:
    """Clean a picture (JPEG, PNG, WebP or SVG) and keep it for stories. ``description`` is its alternative text,
    ``newsroom`` as in ``start_story``, ``people`` who is seen in it, as in ``say_who_is_shown``.

    The same picture twice is kept once in a newsroom. Raises Refused where the bytes are no picture.
    """
    shelf = shelf_of(newsroom_for(by, newsroom))
    clean = clean_picture(data)
    kept = StoryPicture.objects.filter(sha256=fingerprint(clean.data), collection=shelf).first()
    if kept is not None:
        if kept.people == People.NOT_ASKED and people != People.NOT_ASKED:
            return say_who_is_shown(by=by, picture=kept.pk, people=people)
        return kept
    picture = StoryPicture(
        collection=shelf,
        title=title.strip()[:255] or clean.media_type,
        description=description.strip()[:255],
        uploaded_by_user=account_of(by),
        file=ContentFile(clean.data, name=f"picture.{clean.ending}"),
    )
    picture.save()
    tell(PictureStored(picture=picture.pk, sha256=picture.sha256), by=by)
    if people != People.NOT_ASKED:
        return say_who_is_shown(by=by, picture=picture.pk, people=people)
    return picture
