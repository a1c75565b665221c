import django.db.models.deletion
import django.db.models.manager
import lianjian.apps.matrix.models.outlet
import lianjian.foundation.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_organisations_people_mandates'),
    ]

    operations = [
        lianjian.foundation.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Outlet',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60, unique=True)),
                        ('name', models.CharField(max_length=60)),
                        ('kind', models.CharField(choices=[('web', 'web'), ('wei', 'wei'), ('video', 'video'), ('client', 'client')], max_length=10)),
                        ('platform', models.CharField(max_length=40)),
                        ('mode', models.CharField(choices=[('api', 'api'), ('feed', 'feed'), ('hand-off', 'hand-off')], max_length=10)),
                        ('completion', models.CharField(choices=[('sync', 'sync'), ('poll', 'poll'), ('callback', 'callback'), ('feed_pull', 'feed_pull'), ('handoff', 'handoff')], max_length=12)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('idempotent', models.BooleanField()),
                        ('withdraws', models.BooleanField()),
                        ('cap', models.PositiveSmallIntegerField(default=4)),
                        ('limits', models.JSONField(default=dict)),
                        ('quotas', models.JSONField(default=list)),
                        ('domains', models.JSONField(default=list)),
                        ('credential_fields', models.JSONField(default=list)),
                        ('options', models.JSONField(default=dict)),
                        ('feed_token', models.CharField(default=lianjian.apps.matrix.models.outlet.new_feed_token, max_length=64, unique=True)),
                        ('state', models.CharField(choices=[('ready', 'ready'), ('needs-credentials', 'needs-credentials'), ('paused', 'paused')], db_index=True, max_length=20)),
                        ('cause', models.CharField(blank=True, default='', max_length=40)),
                        ('code', models.CharField(blank=True, default='', max_length=40)),
                        ('detail', models.CharField(blank=True, default='', max_length=400)),
                        ('state_since', models.DateTimeField()),
                        ('parked_until', models.DateTimeField(null=True)),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='parties.organisation')),
                    ],
                    options={
                        'verbose_name': 'outlet',
                        'db_table': 'matrix_outlet',
                        'ordering': ['position'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('story', models.BigIntegerField()),
                        ('revision', models.PositiveIntegerField()),
                        ('deed', models.CharField(choices=[('publish', 'publish'), ('correct', 'correct'), ('withdraw', 'withdraw')], max_length=10)),
                        ('state', models.CharField(choices=[('planned', 'planned'), ('queued', 'queued'), ('sending', 'sending'), ('accepted', 'accepted'), ('published', 'published'), ('refused', 'refused'), ('needs_human', 'needs_human'), ('parked', 'parked'), ('unknown', 'unknown'), ('withdrawn', 'withdrawn'), ('withdrawal_needed', 'withdrawal_needed')], db_index=True, max_length=20)),
                        ('key', models.CharField(max_length=64, unique=True)),
                        ('changes', models.JSONField(default=dict)),
                        ('url', models.CharField(blank=True, default='', max_length=1000)),
                        ('cause', models.CharField(blank=True, default='', max_length=40)),
                        ('code', models.CharField(blank=True, default='', max_length=40)),
                        ('detail', models.CharField(blank=True, default='', max_length=400)),
                        ('next_at', models.DateTimeField(null=True)),
                        ('lease_until', models.DateTimeField(null=True)),
                        ('worker', models.CharField(blank=True, default='', max_length=80)),
                        ('claims', models.PositiveIntegerField(default=0)),
                        ('attempts', models.PositiveIntegerField(default=0)),
                        ('checks', models.PositiveIntegerField(default=0)),
                        ('planned_at', models.DateTimeField()),
                        ('moved_at', models.DateTimeField()),
                        ('accepted_at', models.DateTimeField(null=True)),
                        ('published_at', models.DateTimeField(null=True)),
                        ('settled_by', models.BigIntegerField(null=True)),
                        ('evidence', models.CharField(blank=True, default='', max_length=40)),
                        ('capture', models.CharField(blank=True, default='', max_length=200)),
                        ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='matrix.outlet')),
                    ],
                    options={
                        'verbose_name': 'delivery',
                        'db_table': 'matrix_delivery',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(condition=models.Q(('lease_until', None), ('next_at__isnull', False)), fields=['outlet', 'next_at', 'id'], name='matrix_delivery_due'), models.Index(condition=models.Q(('lease_until__isnull', False)), fields=['lease_until'], name='matrix_delivery_leased'), models.Index(fields=['story', 'outlet'], name='matrix_delivery_story')],
                        'constraints': [models.UniqueConstraint(fields=('story', 'outlet', 'revision', 'deed'), name='matrix_one_delivery')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Attempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('began_as', models.CharField(max_length=20)),
                        ('state', models.CharField(max_length=20)),
                        ('cause', models.CharField(blank=True, default='', max_length=40)),
                        ('code', models.CharField(blank=True, default='', max_length=40)),
                        ('detail', models.CharField(blank=True, default='', max_length=400)),
                        ('worker', models.CharField(blank=True, default='', max_length=80)),
                        ('person', models.BigIntegerField(null=True)),
                        ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attempt_rows', to='matrix.delivery')),
                    ],
                    options={
                        'db_table': 'matrix_attempt',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Credential',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sealed', models.TextField()),
                        ('stored_at', models.DateTimeField()),
                        ('stored_by', models.BigIntegerField(null=True)),
                        ('outlet', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='credential', to='matrix.outlet')),
                    ],
                    options={
                        'db_table': 'matrix_credential',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='QuotaBucket',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('call', models.CharField(max_length=60)),
                        ('starts_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('used', models.PositiveIntegerField(default=0)),
                        ('most', models.PositiveIntegerField()),
                        ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buckets', to='matrix.outlet')),
                    ],
                    options={
                        'db_table': 'matrix_quota_bucket',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(fields=('outlet', 'call', 'starts_at', 'ends_at'), name='matrix_one_bucket')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='RemoteRef',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=100)),
                        ('value', models.CharField(max_length=1000)),
                        ('at', models.DateTimeField()),
                        ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refs', to='matrix.delivery')),
                    ],
                    options={
                        'db_table': 'matrix_remote_ref',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['name', 'value'], name='matrix_ref_value')],
                        'constraints': [models.UniqueConstraint(fields=('delivery', 'name'), name='matrix_one_ref')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='FeedFetch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('last_at', models.DateTimeField()),
                        ('times', models.PositiveIntegerField(default=1)),
                        ('form', models.CharField(max_length=10)),
                        ('etag', models.CharField(max_length=80)),
                        ('agent', models.CharField(blank=True, default='', max_length=200)),
                        ('items', models.PositiveIntegerField()),
                        ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fetches', to='matrix.outlet')),
                    ],
                    options={
                        'db_table': 'matrix_feed_fetch',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['outlet', '-at'], name='matrix_fetch_latest')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
            ],
        ),
    ]
