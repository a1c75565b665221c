from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.parties.rules.kinds import Kind


class Organisation(models.Model):
    """A party of the network. The register itself is open to every signed-in person; what an organisation owns is
    not (see the apps above). One that is ``merged_into`` another is out of lists and pickers (decision 0019)."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind], db_index=True)
    division = models.ForeignKey(
        "parties.Division", null=True, on_delete=models.PROTECT, related_name="organisations"
    )
    profile = models.TextField(blank=True, default="")
    joined_on = models.DateField(null=True)
    demonstration = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "parties_organisation"
        verbose_name = _("organisation")
        ordering = ["kind", "key"]

    def __str__(self) -> str:
        return self.name
