from __future__ import annotations

from django.db import migrations, models

from lianjian.apps.newsroom.rules.archive.sources import essence


def tell_what_they_say(apps, schema_editor):
    item = apps.get_model("newsroom", "ArchiveItem")
    for row in item._base_manager.only("pk", "repaired_text").iterator(chunk_size=100):
        item._base_manager.filter(pk=row.pk).update(essence=essence(row.repaired_text))


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0004_findable_text")]
    operations = [
        migrations.AddField(
            model_name="archiveitem",
            name="essence",
            field=models.CharField(blank=True, db_index=True, default="", max_length=64),
        ),
        migrations.RunPython(tell_what_they_say, migrations.RunPython.noop),
    ]
