"""Every claim writes every index of the outbox: those that another one covers go, and so do PostgreSQL's second ones for
LIKE, which nobody asks. The key is made of what ``matrix_one_delivery`` keeps apart."""

from __future__ import annotations

from django.db import migrations, models

STATES = (
    "planned",
    "queued",
    "sending",
    "accepted",
    "published",
    "refused",
    "needs_human",
    "parked",
    "unknown",
    "withdrawn",
    "withdrawal_needed",
)


class Migration(migrations.Migration):
    dependencies = [("matrix", "0006_numbers")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="matrix_delivery_story"),
        migrations.RemoveIndex(model_name="delivery", name="matrix_delivery_deed"),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(choices=[(state, state) for state in STATES], max_length=20),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["state", "deed"], name="matrix_delivery_state"),
        ),
        migrations.AlterField(model_name="delivery", name="key", field=models.CharField(max_length=64)),
    ]
