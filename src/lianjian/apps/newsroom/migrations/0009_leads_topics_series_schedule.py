import django.db.models.deletion
import django.db.models.manager
import lianjian.apps.newsroom.rules.planning
from django.db import migrations, models


KINDS = ("policy-explained", "village-stories", "featured-industries", "quality-produce")


def give_opening_columns_their_kind(apps, schema_editor):
    """The four columns that the newsroom opened with are named after their kinds."""
    column = apps.get_model("newsroom", "Column")
    for kind in KINDS:
        column.objects.filter(slug=kind, kind="").update(kind=kind)


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0004_who_runs_a_gathering"),
        ("newsroom", "0008_answered_findings"),
        ("parties", "0007_people_merged_and_pairs_kept_apart"),
    ]

    operations = [
        migrations.AddField(
            model_name="column",
            name="kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("policy-explained", "policy explained"),
                    ("village-stories", "village stories"),
                    ("featured-industries", "featured industries"),
                    ("quality-produce", "quality produce"),
                ],
                default="",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="HeldBack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("message", models.TextField()),
                ("cure", models.TextField(blank=True, default="")),
                ("values", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "settled_by",
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
                        related_name="held_back",
                        to="newsroom.story",
                    ),
                ),
            ],
            options={
                "verbose_name": "text held back at its hour",
                "db_table": "newsroom_held_back",
                "ordering": ["-pk"],
                "abstract": False,
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("about", models.CharField(blank=True, default="", max_length=200)),
                ("made_at", models.DateTimeField()),
                ("demonstration", models.BooleanField(default=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "newsroom",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "series of stories",
                "db_table": "newsroom_series",
                "ordering": ["-pk"],
                "abstract": False,
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="SeriesPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="newsroom.series",
                    ),
                ),
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="series_place",
                        to="newsroom.story",
                    ),
                ),
            ],
            options={
                "verbose_name": "place in a series",
                "db_table": "newsroom_series_place",
                "ordering": ["series", "place"],
                "abstract": False,
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("about", models.TextField(blank=True, default="")),
                ("planned_on", models.DateField(null=True)),
                ("outlets", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("approved", "approved"),
                            ("done", "done"),
                            ("dropped", "dropped"),
                        ],
                        default=lianjian.apps.newsroom.rules.planning.TopicState["PROPOSED"],
                        max_length=12,
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("submission", models.CharField(max_length=64, null=True, unique=True)),
                ("demonstration", models.BooleanField(default=False)),
                (
                    "column",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newsroom.column",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "newsroom",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "db_table": "newsroom_topic",
                "ordering": ["planned_on", "pk"],
                "abstract": False,
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("offered", "offered"),
                            ("taken", "taken"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, default="", max_length=300)),
                ("offered_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, default="", max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="coordination.logentry",
                    ),
                ),
                (
                    "newsroom",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads_taken",
                        to="newsroom.story",
                    ),
                ),
                (
                    "village",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="leads",
                        to="newsroom.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "lead",
                "db_table": "newsroom_lead",
                "ordering": ["-made_at", "-pk"],
                "abstract": False,
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("what", models.CharField(blank=True, default="", max_length=300)),
                ("place", models.CharField(blank=True, default="", max_length=60)),
                ("due_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("done", "done"),
                            ("cannot", "cannot"),
                            ("cancelled", "cancelled"),
                        ],
                        default=lianjian.apps.newsroom.rules.planning.AssignmentState["OPEN"],
                        max_length=12,
                    ),
                ),
                ("answer", models.CharField(blank=True, default="", max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                ("assigned_at", models.DateTimeField()),
                ("submission", models.CharField(max_length=64, null=True, unique=True)),
                (
                    "assigned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.person"
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assignments",
                        to="newsroom.story",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="newsroom.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignment",
                "db_table": "newsroom_assignment",
                "ordering": ["due_at", "pk"],
                "abstract": False,
                "default_manager_name": "unscoped",
            },
            managers=[
                ("unscoped", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(
                fields=("newsroom", "name"), name="newsroom_series_named_once"
            ),
        ),
        migrations.AddIndex(
            model_name="topic",
            index=models.Index(fields=["newsroom", "planned_on"], name="newsroom_topics_by_day"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(fields=("entry", "newsroom"), name="newsroom_entry_led_once"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["person", "state", "due_at"], name="newsroom_mine_by_deadline"),
        ),
        migrations.RunPython(give_opening_columns_their_kind, migrations.RunPython.noop),
    ]
