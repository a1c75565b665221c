"""Six steps in the place of one review. What was reviewed before counts as a first review; what is published stays so; what
was accepted under the old rule and is not published waits for the other steps, frozen as before."""

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

STEPS = ["first-review", "second-review", "final-review", "first-proof", "second-proof", "third-proof"]


def wait_for_the_other_steps(apps, schema_editor):
    story = apps.get_model("newsroom", "Story")
    workflow = apps.get_model("wagtailcore", "WorkflowState")
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="newsroom", model="story").first()
    for row in story._base_manager.filter(stage="approved"):
        story._base_manager.filter(pk=row.pk).update(stage="in-review")
        running = workflow.objects.filter(base_content_type=kind, object_id=str(row.pk)).order_by("-pk").first()
        if running is not None and running.status == "approved" and running.current_task_state_id:
            running.status = "in_progress"
            running.save(update_fields=["status"])
            state = running.current_task_state
            state.status, state.finished_at, state.finished_by = "in_progress", None, None
            state.save(update_fields=["status", "finished_at", "finished_by"])


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0005_what_archive_items_say"),
        ("wagtailcore", "0098_apitoken"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [
        migrations.AddField(
            model_name="review",
            name="step",
            field=models.CharField(
                choices=[(step, step) for step in STEPS], default="first-review", max_length=16
            ),
        ),
        migrations.AddField(
            model_name="review", name="role", field=models.CharField(blank=True, default="", max_length=24)
        ),
        migrations.AddField(
            model_name="publication", name="apart", field=models.BooleanField(null=True)
        ),
        migrations.CreateModel(
            name="NewsroomRules",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("apart", models.BooleanField(default=True)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField()),
                ("newsroom", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.organisation")),
                ("person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person")),
            ],
            options={"verbose_name": "rules of a newsroom", "db_table": "newsroom_rules", "default_manager_name": "unscoped"},
            managers=[("unscoped", django.db.models.manager.Manager())],
        ),
        migrations.RunPython(wait_for_the_other_steps, migrations.RunPython.noop),
    ]
