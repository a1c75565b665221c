"""Two entries of the register that are one organisation: what moved from one to the other."""
# ruff: noqa: SLF001 - it walks along the relations that Django knows, whatever apps will be written (decision 0019)

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from lianjian.apps.parties.models.organisation import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

OF_THE_REGISTER = frozenset(
    {
        "parties_organisation",
        "parties_merge",
        "parties_person",
        "parties_account",
        "parties_person_merge",
        "parties_apart",
    }
)
"""Tables whose pointers say who is merged, by whom, and who signs in: they are not moved."""
PIECE = 500


class Merge(models.Model):
    """``merged`` was merged into ``survivor``; ``moved`` are the primary keys of the moved rows by table and column
    (``"agreements_agreement_party.organisation_id"``)."""

    merged = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField()
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "parties_merge"
        verbose_name = _("merge")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=models.Q(undone_at=None), name="parties_merged_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.survivor_id}"

    @property
    def rows(self) -> int:
        """How many rows moved."""
        return sum(len(keys) for keys in self.moved.values())


def references(
    of: type[models.Model] = Organisation,
) -> Iterator[tuple[str, type[models.Model], str]]:
    """Every foreign key to an organisation (or a person): its name in ``Merge.moved``, the model and the field."""
    for relation in of._meta.get_fields(include_hidden=True):  # most are hidden: related_name="+"
        if not isinstance(relation, models.ManyToOneRel):  # one-to-one is a kind of it
            continue
        model = relation.related_model
        if model._meta.db_table in OF_THE_REGISTER:
            continue
        yield f"{model._meta.db_table}.{relation.field.column}", model, relation.field.name


def belonging(entry: int, of: type[models.Model] = Organisation) -> dict[str, int]:
    """How many rows of each kind point to an organisation (or a person), by the kind's name in the language of the
    interface."""
    found: dict[str, int] = {}
    for _name, model, field in references(of):
        count = model._base_manager.filter(**{field: entry}).count()
        if count:
            word = word_of(model)
            found[word] = found.get(word, 0) + count
    return found


def word_of(model: type[models.Model]) -> str:
    """What a row of the model is called in the language of the interface; a line of a list (many-to-many) is called as what
    it is a list of."""
    owner: type[models.Model] = model._meta.auto_created or model  # type: ignore[assignment] # a model where it is true
    return str(owner._meta.verbose_name)


def move_all(
    source: int,
    target: int,
    of: type[models.Model] = Organisation,
    but: Mapping[str, list[int]] | None = None,
) -> dict[str, list[int]]:
    """Point every row of ``source`` to ``target``, ``but`` these; gives what moved. Raises IntegrityError where a
    constraint says no."""
    moved: dict[str, list[int]] = {}
    for name, model, field in references(of):
        rows = model._base_manager.filter(**{field: source}).exclude(pk__in=(but or {}).get(name, ()))
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        if keys:
            rows.update(**{field: target})
            moved[name] = keys
    return moved


def move_back(
    moved: dict[str, list[int]], source: int, target: int, of: type[models.Model] = Organisation
) -> int:
    """Point those of the moved rows that are still with ``target`` to ``source`` again; returns how many."""
    count = 0
    known = {name: (model, field) for name, model, field in references(of)}
    for name, keys in moved.items():
        if name not in known:
            continue
        model, field = known[name]
        for piece in _pieces(keys):
            count += model._base_manager.filter(pk__in=piece, **{field: target}).update(**{field: source})
    return count


def _pieces(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + PIECE] for start in range(0, len(keys), PIECE))
