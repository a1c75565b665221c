"""Two entries of the register that are one person: what moved from one to the other, and what could not."""
# ruff: noqa: SLF001 - it walks along the relations that Django knows, whatever apps will be written (decision 0019)

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.parties.models.merge import references
from lianjian.apps.parties.models.person import Person
from lianjian.foundation.scoping import ScopedModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lianjian.foundation.actor import Actor


class PersonMerge(ScopedModel):
    """``merged`` was merged into ``survivor``; ``moved`` are the primary keys of the moved rows by table and column,
    ``stayed`` those of the rows that stayed because both have one there. ``accounts`` are the accounts that changed hands
    (key and whose they were); ``closed`` is the one that was closed, as two cannot sign in as one."""

    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    moved = models.JSONField()
    stayed = models.JSONField()
    accounts = models.JSONField(default=list)
    closed = models.ForeignKey("parties.Account", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "parties_person_merge"
        verbose_name = _("merge of two people")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(undone_at=None), name="parties_person_merged_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.survivor_id}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Colleagues of the one who is left."""
        seen = Person.unscoped.filter(Person.visible_to(actor))
        return models.Q(survivor__in=seen.order_by().values("pk"))

    @property
    def rows(self) -> int:
        """How many rows moved."""
        return sum(len(keys) for keys in self.moved.values())

    @property
    def left(self) -> int:
        """How many rows stayed."""
        return sum(len(keys) for keys in self.stayed.values())


class Apart(ScopedModel):
    """Somebody said that two entries are not the same: ``first`` and ``second`` are their keys, the smaller first. It holds
    until somebody asks again."""

    class Of(models.TextChoices):
        ORGANISATION = "organisation"
        PERSON = "person"

    kind = models.CharField(max_length=12, choices=Of.choices)
    first = models.PositiveBigIntegerField()
    second = models.PositiveBigIntegerField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    asked_again_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    asked_again_at = models.DateTimeField(null=True)

    class Meta(ScopedModel.Meta):
        db_table = "parties_apart"
        verbose_name = _("pair that is not the same")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "first", "second"],
                condition=models.Q(asked_again_at=None),
                name="parties_apart_once",
            ),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="parties_apart_smaller_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} ≠ {self.second}"

    @classmethod
    def visible_to(cls, actor: Actor) -> models.Q:
        """Two people to colleagues of both; organisations to the network's administrator alone."""
        seen = Person.unscoped.filter(Person.visible_to(actor)).order_by().values("pk")
        return models.Q(kind=cls.Of.PERSON, first__in=seen, second__in=seen)


class Clash(NamedTuple):
    """Rows of the entry that goes which cannot move: the other has one at the same place."""

    name: str
    model: type[models.Model]
    keys: list[int]

    @property
    def stays(self) -> bool:
        """Whether they may stay with the merged entry: the model says so; a list of people (many-to-many) needs nobody
        twice."""
        return bool(self.model._meta.auto_created or getattr(self.model, "STAYS_WHEN_JOINED", False))


def clashes(source: int, target: int) -> list[Clash]:
    """What cannot move from one person to the other, by the constraints of the models. Reads only; accounts are looked at
    apart."""
    found = []
    for name, model, field in references(Person):
        keys = {
            key
            for others, when in _unique(model, field)
            for key in _both(model, field, others, when, source, target)
        }
        if keys:
            found.append(Clash(name, model, sorted(keys)))
    return found


def _unique(model: type[models.Model], field: str) -> Iterator[tuple[tuple[str, ...], models.Q | None]]:
    """What must not repeat together with the person: other fields, and the condition under which."""
    if model._meta.get_field(field).unique:  # type: ignore[union-attr] # a foreign key
        yield (), None
    for together in model._meta.unique_together:
        if field in together:
            yield tuple(one for one in together if one != field), None
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field in constraint.fields:
            yield tuple(one for one in constraint.fields if one != field), constraint.condition


def _both(
    model: type[models.Model],
    field: str,
    others: tuple[str, ...],
    when: models.Q | None,
    source: int,
    target: int,
) -> list[int]:
    rows = model._base_manager.filter(when) if when is not None else model._base_manager.all()
    mine = rows.filter(**{field: source})
    if not others:
        return list(mine.values_list("pk", flat=True)) if rows.filter(**{field: target}).exists() else []
    theirs = set(rows.filter(**{field: target}).values_list(*others))
    return [row[0] for row in mine.values_list("pk", *others) if row[1:] in theirs and None not in row[1:]]
