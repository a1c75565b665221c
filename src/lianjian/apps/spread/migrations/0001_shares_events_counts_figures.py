import django.db.models.deletion
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
                    name='DailySalt',
                    fields=[
                        ('day', models.DateField(primary_key=True, serialize=False)),
                        ('salt', models.CharField(max_length=64)),
                    ],
                    options={
                        'db_table': 'spread_daily_salt',
                    },
                ),
                migrations.CreateModel(
                    name='Watermark',
                    fields=[
                        ('name', models.CharField(max_length=30, primary_key=True, serialize=False)),
                        ('upto', models.BigIntegerField(default=0)),
                        ('at', models.DateTimeField(null=True)),
                    ],
                    options={
                        'db_table': 'spread_watermark',
                    },
                ),
                migrations.CreateModel(
                    name='Item',
                    fields=[
                        ('story', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                        ('title', models.CharField(max_length=255)),
                        ('column', models.CharField(db_index=True, max_length=60)),
                        ('published_at', models.DateTimeField(db_index=True)),
                        ('happened_on', models.DateField(null=True)),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                    ],
                    options={
                        'verbose_name': 'followed story',
                        'db_table': 'spread_item',
                    },
                ),
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('event_id', models.UUIDField(unique=True)),
                        ('kind', models.CharField(choices=[('read', 'read'), ('forward', 'forward')], max_length=10)),
                        ('outlet', models.CharField(max_length=60)),
                        ('token', models.BigIntegerField(null=True)),
                        ('root', models.BigIntegerField(null=True)),
                        ('depth', models.PositiveIntegerField(default=0)),
                        ('day', models.DateField()),
                        ('at', models.DateTimeField()),
                        ('visitor', models.CharField(blank=True, default='', max_length=16)),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='spread.item')),
                    ],
                    options={
                        'verbose_name': 'read or forward',
                        'db_table': 'spread_event',
                        'indexes': [models.Index(fields=['day', 'item'], name='spread_event_day_item')],
                    },
                ),
                migrations.CreateModel(
                    name='DayCount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('outlet', models.CharField(max_length=60)),
                        ('kind', models.CharField(choices=[('read', 'read'), ('forward', 'forward')], max_length=10)),
                        ('events', models.PositiveIntegerField()),
                        ('visitors', models.PositiveIntegerField()),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='day_counts', to='spread.item')),
                    ],
                    options={
                        'verbose_name': 'day count',
                        'db_table': 'spread_day_count',
                        'constraints': [models.UniqueConstraint(fields=('day', 'item', 'outlet', 'kind'), name='spread_one_count_a_cell')],
                    },
                ),
                migrations.CreateModel(
                    name='PlatformMetric',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('outlet', models.CharField(max_length=60)),
                        ('stat_date', models.DateField()),
                        ('metric', models.CharField(choices=[('reads', 'reads'), ('readers', 'readers'), ('plays', 'plays'), ('forwards', 'forwards'), ('forwarders', 'forwarders'), ('likes', 'likes'), ('comments', 'comments'), ('favourites', 'favourites')], max_length=20)),
                        ('value', models.PositiveBigIntegerField()),
                        ('definition', models.TextField()),
                        ('period', models.CharField(choices=[('day', 'day'), ('to-date', 'to-date')], max_length=10)),
                        ('fetched_at', models.DateTimeField()),
                        ('source', models.CharField(choices=[('api', 'api'), ('file', 'file'), ('manual', 'manual')], max_length=10)),
                        ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='platform_metrics', to='spread.item')),
                    ],
                    options={
                        'verbose_name': 'platform figure',
                        'db_table': 'spread_platform_metric',
                        'constraints': [models.UniqueConstraint(fields=('outlet', 'item', 'metric', 'period', 'stat_date', 'fetched_at'), name='spread_one_figure_a_fetch')],
                    },
                ),
                migrations.CreateModel(
                    name='Share',
                    fields=[
                        ('token', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('event_id', models.UUIDField(unique=True)),
                        ('root', models.BigIntegerField()),
                        ('depth', models.PositiveIntegerField()),
                        ('outlet', models.CharField(max_length=60)),
                        ('orphan', models.BooleanField(default=False)),
                        ('at', models.DateTimeField()),
                        ('item', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='spread.item')),
                        ('parent', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='spread.share')),
                    ],
                    options={
                        'verbose_name': 'share link',
                        'db_table': 'spread_share',
                        'indexes': [models.Index(fields=['item', 'root'], name='spread_share_chain')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('depth', 0), ('parent', None), ('root', models.F('token'))), models.Q(('depth__gt', 0), ('parent__isnull', False)), _connector='OR'), name='spread_share_root_or_child')],
                    },
                ),
            ],
        ),
    ]
