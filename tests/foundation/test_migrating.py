"""Tables that begin in one step are those that the single steps make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.utils import ConnectionHandler

from lianjian.foundation.migrating import CreateModels

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.state import ModelState
    from pytest_django import DjangoDbBlocker


@pytest.fixture
def scratch(django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """An empty database in memory, beside that of the tests."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    with django_db_blocker.unblock():
        connection = ConnectionHandler({"default": database})["default"]
        yield connection
        connection.close()


def test_short_way_and_long_way_lead_to_the_same_state() -> None:
    """A new installation takes the squashed migrations, an older one those that they replace."""
    short = _models_of_the_house(MigrationLoader(None))
    long = _models_of_the_house(MigrationLoader(None, replace_migrations=False))
    assert set(short) == set(long)
    for key, model in short.items():
        other = long[key]
        assert {n: f.deconstruct()[1:] for n, f in model.fields.items()} == {
            n: f.deconstruct()[1:] for n, f in other.fields.items()
        }, key
        assert _options(model.options) == _options(other.options), key


def _models_of_the_house(loader: MigrationLoader) -> dict[tuple[str, str], ModelState]:
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("lianjian.")}
    # the long way's graph holds the squashed ones, too, as ends of their own; they would be taken last
    ends = [
        end
        for end in loader.graph.leaf_nodes()
        if loader.replace_migrations or not loader.graph.nodes[end].replaces
    ]
    return {key: model for key, model in loader.project_state(ends).models.items() if key[0] in ours}


def _options(options: dict[str, object]) -> dict[str, object]:
    """Options of a model; the order in which constraints and indexes came is no part of them."""
    said = {name: value for name, value in options.items() if value not in ([], set())}
    for name in ("constraints", "indexes"):
        if name in said:
            said[name] = sorted(str(each.deconstruct()) for each in said[name])  # type: ignore[attr-defined]
    return said


def test_tables_come_and_go_in_their_order(scratch: BaseDatabaseWrapper) -> None:
    key = ("id", models.BigAutoField(primary_key=True))
    well = models.ForeignKey("foundation.well", on_delete=models.CASCADE)
    step = CreateModels(
        [
            CreateModel("Well", [key], {"db_table": "migrating_well"}),
            CreateModel("Bucket", [key, ("well", well)], {"db_table": "migrating_bucket"}),
        ]
    )
    before, after = ProjectState(), ProjectState()
    step.state_forwards("foundation", after)
    with scratch.schema_editor() as editor:
        step.database_forwards("foundation", editor, before, after)
    assert set(scratch.introspection.table_names()) == {"migrating_well", "migrating_bucket"}
    with scratch.cursor() as cursor:
        assert scratch.introspection.get_relations(cursor, "migrating_bucket")
    with scratch.schema_editor() as editor:
        step.database_backwards("foundation", editor, after, before)
    assert scratch.introspection.table_names() == []
