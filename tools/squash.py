"""Writes anew the migration with which an application's tables begin: python tools/squash.py parties agreements …

`0001_squashed_<newest>` makes the tables of the newest migration in one step (decision 0030) and replaces all that lead there;
an installation that has some of those goes on by them. Data moved on the way are left out: a new installation has none,
and an application whose migrations write rows (newsroom) is not for this tool. The file of an earlier squash goes away.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.apps import apps
from django.db.migrations import CreateModel, Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.writer import MigrationWriter

from lianjian.foundation.migrating import CreateModels

if TYPE_CHECKING:
    from django.db.migrations.state import ModelState
    from django.db.models import Field

FOREIGN_FIRST = {
    "agreements": [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailembeds", "0009_embed_cache_until"),
        ("wagtailimages", "0021_image_file_hash"),
        ("wagtailsearch", "0010_add_text_fields"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ],
}
"""Libraries with many small migrations go before the house: each of theirs builds anew what hangs together with accounts."""


def main(labels: list[str]) -> None:
    """Write one file for each application named."""
    loader = MigrationLoader(None, replace_migrations=False)
    for label in labels:
        replaced = sorted(
            key
            for key, migration in loader.disk_migrations.items()
            if key[0] == label and not migration.replaces
        )
        newest = replaced[-1]
        migration = Migration(f"0001_squashed_{newest[1]}", label)
        migration.initial = True
        migration.replaces = replaced
        migration.dependencies = _dependencies(loader, replaced)
        models = [s for key, s in loader.project_state(newest).models.items() if key[0] == label]
        migration.operations = [CreateModels([_creating(each) for each in _in_order(label, models)])]
        folder = Path(apps.get_app_config(label).path) / "migrations"
        for earlier in folder.glob("0001_squashed_*.py"):
            earlier.unlink()
        text = MigrationWriter(migration, include_header=False).as_string()
        (folder / f"{migration.name}.py").write_text(text, encoding="utf-8")


def _dependencies(loader: MigrationLoader, replaced: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The newest of each other application that any of the replaced ones waits for."""
    label = replaced[0][0]
    waited = {
        each for key in replaced for each in loader.disk_migrations[key].dependencies if each[0] != label
    }
    newest: dict[str, str] = {}
    for app, name in sorted(waited | set(FOREIGN_FIRST.get(label, []))):
        newest[app] = max(newest.get(app, ""), name)
    return sorted(newest.items())


def _in_order(label: str, models: list[ModelState]) -> list[ModelState]:
    """Each after those it points at. A circle has no such order and is for a hand: an AddField after the step."""
    todo = {each.name_lower: each for each in models}
    done: list[ModelState] = []
    while todo:
        free = [
            each for each in todo.values() if not (_pointed_at(label, each) - {each.name_lower}) & set(todo)
        ]
        if not free:
            sys.exit(f"{label}: {', '.join(sorted(todo))} point at each other")
        done.append(free[0])
        del todo[free[0].name_lower]
    return done


def _pointed_at(label: str, model: ModelState) -> set[str]:
    found = set()
    for field in model.fields.values():
        remote = field.remote_field
        for target in (remote.model, getattr(remote, "through", None)) if remote else ():
            if isinstance(target, str) and target.lower().startswith(f"{label}."):
                found.add(target.lower().partition(".")[2])
    return found


def _creating(model: ModelState) -> CreateModel:
    options = {
        name: value
        for name, value in model.options.items()
        if value or name not in ("constraints", "indexes")
    }
    fields: list[tuple[str, Field]] = list(model.fields.items())
    return CreateModel(model.name, fields, options, model.bases, model.managers)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianjian.settings.testing")
    django.setup()
    main(sys.argv[1:])
