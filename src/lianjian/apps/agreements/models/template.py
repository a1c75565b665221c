from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


class Template(ScopedModel):
    """Model words (范本) of one organisation, from which anybody in the network may draft."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    about = models.TextField(blank=True, default="")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_template"
        verbose_name = _("template")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Everybody who holds a mandate anywhere in the network: model words are there to be used."""
        return models.Q() if actor.organisations else models.Q(pk__in=[])


class TemplateClause(ScopedModel):
    """A clause of a template. Its words are versions; the newest one is offered."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    dropped_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "agreements_template_clause"
        verbose_name = _("clause of a template")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.template_id}/{self.position}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the template."""
        return models.Q(template__in=Template.unscoped.filter(Template.visible_to(actor)).values("pk"))


class TemplateWords(ScopedModel):
    """One version of a clause of a template: written once, never changed."""

    clause = models.ForeignKey(TemplateClause, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    heading = models.CharField(max_length=120, blank=True, default="")
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        db_table = "agreements_template_words"
        verbose_name = _("words of a template's clause")
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["clause", "version"], name="agreements_words_are_counted")
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} v{self.version}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Whoever sees the template."""
        seen = Template.unscoped.filter(Template.visible_to(actor)).values("pk")
        return models.Q(clause__in=TemplateClause.unscoped.filter(template__in=seen).values("pk"))
