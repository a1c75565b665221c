"""Whose pictures are whose: each newsroom keeps its own in a collection of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class PictureShelf(ScopedModel):
    """The collection in which a newsroom keeps its pictures. Wagtail's own choosers and lists ask for rights on
    collections, so a picture of another newsroom is neither listed nor opened there."""

    newsroom = models.OneToOneField("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    collection = models.OneToOneField("wagtailcore.Collection", on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "newsroom_picture_shelf"
        verbose_name = _("picture shelf")

    def __str__(self) -> str:
        return str(self.newsroom_id)

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Those who work in the newsroom."""
        return models.Q(newsroom__in=newsrooms_of(actor))


def shelf_of(newsroom: int) -> Collection:
    """The collection of a newsroom, made when it is first asked for. The caller has checked who asks."""
    shelves = PictureShelf.objects.across_organisations("the newsroom was checked by the caller")
    known = shelves.filter(newsroom=newsroom).select_related("collection").first()
    if known is not None:
        return known.collection
    collection = Collection.get_first_root_node().add_child(name=f"newsroom-{newsroom}")
    PictureShelf.objects.create(newsroom_id=newsroom, collection=collection)
    return collection
