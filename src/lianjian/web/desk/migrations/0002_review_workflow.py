"""Stories go through one review step."""

from __future__ import annotations

from django.db import migrations


def make_workflow(apps, schema_editor):
    content_type = apps.get_model("contenttypes", "ContentType")
    of_task, _ = content_type.objects.get_or_create(app_label="desk", model="reviewtask")
    of_story, _ = content_type.objects.get_or_create(app_label="newsroom", model="story")
    task = apps.get_model("desk", "ReviewTask").objects.create(name="审稿", active=True, content_type_id=of_task.pk)
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name="审稿", active=True)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(workflow=workflow, task_id=task.pk, sort_order=0)
    apps.get_model("wagtailcore", "WorkflowContentType").objects.create(workflow=workflow, content_type_id=of_story.pk)


class Migration(migrations.Migration):
    dependencies = [("desk", "0001_review_task"), ("newsroom", "0001_stories_reviews_archive")]
    operations = [migrations.RunPython(make_workflow, migrations.RunPython.noop)]
