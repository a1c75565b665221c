"""The four columns that the newsroom opens with."""

from __future__ import annotations

from django.db import migrations

COLUMNS = (
    ("policy-explained", "政策解读", "把乡村政策讲明白。"),
    ("village-stories", "驻村故事", "驻村第一书记和乡亲们的故事。"),
    ("featured-industries", "特色产业", "一村一品，产业怎么做起来。"),
    ("quality-produce", "优质农产品", "好山好水出好货。"),
)


def make_columns(apps, schema_editor):
    column = apps.get_model("newsroom", "Column")
    for place, (slug, name, about) in enumerate(COLUMNS, start=1):
        column.objects.get_or_create(slug=slug, defaults={"name": name, "about": about, "place": place})


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_stories_reviews_archive")]
    operations = [migrations.RunPython(make_columns, migrations.RunPython.noop)]
