import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0007_consents"),
        ("parties", "0001_organisations_people_mandates"),
    ]
    operations = [
        migrations.CreateModel(
            name="AnsweredFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=30)),
                ("words_sha256", models.CharField(max_length=64)),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answered_findings",
                        to="newsroom.story",
                    ),
                ),
            ],
            options={
                "verbose_name": "answered finding",
                "db_table": "newsroom_answered_finding",
                "ordering": ["story", "id"],
                "abstract": False,
                "default_manager_name": "unscoped",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("story", "words_sha256"), name="newsroom_finding_answered_once"
                    )
                ],
            },
            managers=[("unscoped", django.db.models.manager.Manager())],
        ),
    ]
