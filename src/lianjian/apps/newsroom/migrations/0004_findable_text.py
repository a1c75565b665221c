"""The words of public stories in one place, for readers' search; filled for what is public already."""

import django.db.models.deletion
from django.db import migrations, models


from lianjian.apps.newsroom.rules.finding import levelled


def fill(apps, schema_editor):
    """As ``models.findable.words_of`` does it today."""
    findable = apps.get_model("newsroom", "FindableText")
    public = apps.get_model("newsroom", "Story").objects.filter(live=True, withdrawn_at=None)
    for story in public.select_related("party", "column").iterator():
        head = [story.title, story.subtitle, story.digest, story.byline, story.source, story.loudspeaker]
        names = [story.party.name if story.party else "", story.column.name if story.column else ""]
        body = []
        for raw in story.body.raw_data:
            value = raw["value"]
            body.append(value.get("caption") if isinstance(value, dict) else value)
        words = levelled("\n".join(str(part) for part in (*head, *names, *body) if part))
        findable.objects.create(story_id=story.pk, words=words)


class Migration(migrations.Migration):

    dependencies = [
        ('newsroom', '0003_picture_shelves'),
    ]

    operations = [
        migrations.CreateModel(
            name='FindableText',
            fields=[
                ('story', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='findable', serialize=False, to='newsroom.story')),
                ('words', models.TextField()),
            ],
            options={
                'verbose_name': 'findable text',
                'db_table': 'newsroom_findable_text',
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
