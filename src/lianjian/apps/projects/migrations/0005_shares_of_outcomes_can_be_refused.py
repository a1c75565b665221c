import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0005_a_reporter_of_figures"),
        ("projects", "0004_alliances_links_enquiries_shares"),
    ]

    operations = [
        migrations.AddField(
            model_name="outcomeparty",
            name="refusal",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        migrations.AddField(
            model_name="outcomeparty",
            name="refused_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="outcomeparty",
            name="refused_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.person",
            ),
        ),
    ]
