"""What was cut off is kept with its reason, and the same words are found by newsroom. Of what was cut before, the words are kept and the reason is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import migrations, models

if TYPE_CHECKING:
    from django.apps.registry import Apps
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MARK = "cut:"


def move_out_of_notes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """``cut:WORDS`` among the notes of items and copies become cuts; lists of words in reports too."""
    base = schema_editor.connection.alias
    for name in ("ArchiveItem", "ArchiveCopy"):
        rows = apps.get_model("newsroom", name)._base_manager.using(base).exclude(notes=[])
        for row in rows.only("notes", "cuts").iterator(chunk_size=500):
            words = [note.removeprefix(MARK) for note in row.notes if note.startswith(MARK)]
            if words:
                row.notes = [note for note in row.notes if not note.startswith(MARK)]
                row.cuts = [{"line": line, "why": "", "at": -1} for line in words]
                row.save(update_fields=["notes", "cuts"])
    files = apps.get_model("newsroom", "ArchiveRunFile")._base_manager.using(base).exclude(cut=[])
    for file in files.only("cut").iterator(chunk_size=500):
        file.cut = [{"line": one, "why": "", "at": -1} if isinstance(one, str) else one for one in file.cut]
        file.save(update_fields=["cut"])


def move_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The words without their reasons."""
    base = schema_editor.connection.alias
    for name in ("ArchiveItem", "ArchiveCopy"):
        rows = apps.get_model("newsroom", name)._base_manager.using(base).exclude(cuts=[])
        for row in rows.only("notes", "cuts").iterator(chunk_size=500):
            row.notes = [*row.notes, *(MARK + one["line"] for one in row.cuts)]
            row.save(update_fields=["notes"])
    files = apps.get_model("newsroom", "ArchiveRunFile")._base_manager.using(base).exclude(cut=[])
    for file in files.only("cut").iterator(chunk_size=500):
        file.cut = [one["line"] for one in file.cut]
        file.save(update_fields=["cut"])


class Migration(migrations.Migration):

    dependencies = [("newsroom", "0012_archive_decisions")]

    operations = [
        migrations.AlterField("archiveitem", "essence", models.CharField(blank=True, default="", max_length=64)),
        migrations.AddIndex(
            "archiveitem", models.Index(fields=["newsroom", "essence"], name="newsroom_archive_essence")
        ),
        migrations.AddField("archiveitem", "cuts", models.JSONField(default=list)),
        migrations.AddField("archivecopy", "cuts", models.JSONField(default=list)),
        migrations.RunPython(move_out_of_notes, move_back),
    ]
