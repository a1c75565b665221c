from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.matrix.rules.own_words import Standing, mark_of, standing_of_words
from lianjian.apps.matrix.rules.people import matrices_of
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lianjian.foundation.actor import Actor


class OutletWords(ScopedModel):
    """An editor's own words for one story at one outlet. They go out when a second person has accepted them, with whatever
    text of the story is public then, as long as the story did not change where they stand in its place."""

    story = models.BigIntegerField()
    """The story's key. No foreign key, as in deliveries."""
    outlet = models.ForeignKey("matrix.Outlet", on_delete=models.CASCADE, related_name="own_words")
    changes = models.JSONField(default=dict)
    basis = models.JSONField(default=dict)
    """By text, a fingerprint of the story's words at the time (``rules.own_words.basis_of``)."""
    number = models.PositiveIntegerField(default=0)
    """Grows whenever other words go out: two deliveries of one revision differ by it."""
    written_by = models.BigIntegerField()
    """Key of the person."""
    written_at = models.DateTimeField()
    accepted_by = models.BigIntegerField(null=True)
    accepted_at = models.DateTimeField(null=True)
    returned_by = models.BigIntegerField(null=True)
    returned_why = models.CharField(max_length=400, blank=True, default="")

    class Meta(ScopedModel.Meta):
        db_table = "matrix_outlet_words"
        verbose_name = _("own words for an outlet")
        constraints = [models.UniqueConstraint(fields=["story", "outlet"], name="matrix_one_wording")]

    def __str__(self) -> str:
        return f"own words for story {self.story} at outlet {self.outlet_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The people of the media centre that runs the outlet."""
        return models.Q(outlet__owner__in=matrices_of(actor))

    @property
    def mark(self) -> str:
        """Fingerprint of the words."""
        return mark_of(self.changes)

    def standing(self, now: Mapping[str, str]) -> Standing:
        """Where they stand for the story whose ``basis_of`` is ``now``."""
        return standing_of_words(
            changes=self.changes,
            basis=self.basis,
            now=now,
            accepted=self.accepted_by is not None,
            returned=self.returned_by is not None,
        )
