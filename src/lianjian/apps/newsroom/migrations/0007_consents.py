"""Who is seen in a picture, who agreed, and which picture stands in which public text. Pictures from before were not asked
about: they are called so, and go on where they are public."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def call_old_pictures_old(apps, schema_editor):
    apps.get_model("newsroom", "StoryPicture")._base_manager.update(people="archive")


def find_places(apps, schema_editor):
    story = apps.get_model("newsroom", "Story")
    placed = apps.get_model("newsroom", "PlacedPicture")
    there = set(apps.get_model("newsroom", "StoryPicture")._base_manager.values_list("pk", flat=True))
    for row in story._base_manager.filter(live=True).iterator(chunk_size=200):
        keys = {row.cover_id}
        for raw in row.body.raw_data:
            if raw["type"] == "picture" and raw["value"]:
                keys.add(raw["value"].get("image"))
        placed._base_manager.bulk_create(
            placed(story_id=row.pk, picture_id=key) for key in sorted(keys & there)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0006_three_reviews_three_proofs'),
        ('parties', '0007_people_merged_and_pairs_kept_apart'),
    ]

    operations = [
        migrations.AddField(
            model_name='storypicture',
            name='people',
            field=models.CharField(choices=[('not-asked', 'not-asked'), ('nobody', 'nobody'), ('public-event', 'public-event'), ('consent', 'consent'), ('archive', 'archive'), ('taken-back', 'taken-back')], db_index=True, default='not-asked', editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name='storypicture',
            name='people_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='storypicture',
            name='people_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person'),
        ),
        migrations.AddField(
            model_name='storypicture',
            name='people_note',
            field=models.CharField(blank=True, default='', editable=False, max_length=120),
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('who', models.CharField(max_length=60)),
                ('use', models.CharField(max_length=120)),
                ('way', models.CharField(choices=[('paper', 'paper'), ('words', 'words')], max_length=10)),
                ('kept_at', models.CharField(blank=True, default='', max_length=120)),
                ('given_on', models.DateField()),
                ('until', models.DateField(null=True)),
                ('withdrawn_on', models.DateField(null=True)),
                ('settled_on', models.DateField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('newsroom', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('picture', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='newsroom.storypicture')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                ('story', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='newsroom.story')),
            ],
            options={
                'verbose_name': 'consent',
                'db_table': 'newsroom_consent',
                'ordering': ['-id'],
                'abstract': False,
                'default_manager_name': 'unscoped',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('picture', None), ('story__isnull', False)), models.Q(('picture__isnull', False), ('story', None)), _connector='OR'), name='newsroom_consent_about_one_thing')],
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='PlacedPicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placed_in', to='newsroom.storypicture')),
                ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placed_pictures', to='newsroom.story')),
            ],
            options={
                'verbose_name': 'picture in a public text',
                'db_table': 'newsroom_placed_picture',
                'constraints': [models.UniqueConstraint(fields=('story', 'picture'), name='newsroom_picture_placed_once')],
            },
        ),
        migrations.RunPython(call_old_pictures_old, migrations.RunPython.noop),
        migrations.RunPython(find_places, migrations.RunPython.noop),
    ]
