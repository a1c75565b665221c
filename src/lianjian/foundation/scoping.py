"""Rows belong to organisations. A model under scope can be read only by somebody, or across organisations with a
stated reason; plain ``Model.objects.filter(...)`` raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class UnscopedAccessError(RuntimeError):
    """Code read organisation-owned rows without saying for whom: a programming error, never shown to users."""


class ScopedManager(models.Manager[M_co]):
    """Gives rows only through ``by(actor)`` or ``across_organisations(reason)``; writing needs no scope."""

    def get_queryset(self) -> models.QuerySet[M_co]:
        msg = f"{self.model.__name__}.objects needs .by(actor) or .across_organisations(reason)"
        raise UnscopedAccessError(msg)

    def by(self, actor: Actor) -> models.QuerySet[M_co]:
        """The rows that ``actor`` may see."""
        rows = super().get_queryset()
        if actor.network_wide:
            return rows
        return rows.filter(self.model.visible_to(actor))  # type: ignore[attr-defined] # every ScopedModel has it

    def across_organisations(self, reason: str) -> models.QuerySet[M_co]:
        """All rows; ``reason`` says why scope does not apply here, for the reader of the code."""
        if not reason:
            raise UnscopedAccessError("a reason is needed")
        return super().get_queryset()

    def create(self, **values: Any) -> M_co:
        return super().get_queryset().create(**values)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> list[M_co]:
        return super().get_queryset().bulk_create(objs, *args, **kwargs)


class ScopedModel(models.Model):
    """A row that belongs to organisations. ``visible_to`` states to whom.

    ``unscoped`` serves Django itself (uniqueness checks, deletion, related rows of a row already in hand); a house
    test stops its use in our code.
    """

    unscoped: ClassVar[models.Manager[Self]] = models.Manager()
    objects: ClassVar[ScopedManager[Self]] = ScopedManager()

    class Meta:
        abstract = True
        default_manager_name = "unscoped"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """The condition under which a row is visible to a person or visitor who is not network-wide.

        It must not join across many-valued relations (use ``pk__in`` or ``Exists``): rows would repeat, and
        PostgreSQL locks no DISTINCT rows.
        """
        raise NotImplementedError
