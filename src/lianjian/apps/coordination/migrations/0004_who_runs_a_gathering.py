from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Exists, F, OuterRef


def whoever_entered_it(apps, schema_editor):
    """Of gatherings from before: who entered them, where they ever held a mandate in the organisation that holds it."""
    gathering = apps.get_model("coordination", "Gathering")
    mandates = apps.get_model("parties", "Mandate")._base_manager.filter(
        person=OuterRef("entered_by"), organisation=OuterRef("organiser")
    )
    gathering._base_manager.filter(Exists(mandates)).update(run_by=F("entered_by"))


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0003_gatherings"),
        ("parties", "0005_a_reporter_of_figures"),
    ]
    operations = [
        migrations.AddField(
            model_name="gathering",
            name="run_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.person",
            ),
        ),
        migrations.RunPython(whoever_entered_it, migrations.RunPython.noop),
    ]
