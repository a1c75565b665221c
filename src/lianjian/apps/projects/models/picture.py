from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.models.alliance import Alliance, Product
from lianjian.apps.projects.models.project import Destination
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Picture(ScopedModel):
    """A picture of a destination or a product, or the mark of an alliance: drawn anew without metadata, in the private
    storage, shown to whoever sees what it shows."""

    destination = models.ForeignKey(Destination, null=True, on_delete=models.CASCADE, related_name="pictures")
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="pictures")
    alliance = models.ForeignKey(Alliance, null=True, on_delete=models.CASCADE, related_name="pictures")
    caption = models.CharField(max_length=120, blank=True, default="")
    path = models.CharField(max_length=120)
    small_path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta(ScopedModel.Meta):
        db_table = "projects_picture"
        verbose_name = _("picture")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.path

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees what it shows."""
        places = Destination.unscoped.filter(Destination.visible_to(actor)).order_by().values("pk")
        goods = Product.unscoped.filter(Product.visible_to(actor)).order_by().values("pk")
        alliances = Alliance.unscoped.filter(Alliance.visible_to(actor)).order_by().values("pk")
        return (
            models.Q(destination__in=places) | models.Q(product__in=goods) | models.Q(alliance__in=alliances)
        )
