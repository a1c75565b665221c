from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_commitments_projects_outcomes")]

    operations = [
        migrations.AddField("milestone", "first_due_on", models.DateField(null=True)),
        migrations.RunSQL(
            "UPDATE projects_milestone SET first_due_on = due_on", reverse_sql=migrations.RunSQL.noop
        ),
        migrations.AlterField("milestone", "first_due_on", models.DateField()),
    ]
