"""An index by which the few corrections and withdrawals are found among all deliveries."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matrix", "0003_own_words")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["deed", "state"], name="matrix_delivery_deed"),
        ),
    ]
