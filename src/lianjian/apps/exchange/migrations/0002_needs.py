import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('coordination', '0004_who_runs_a_gathering'),
        ('exchange', '0001_endowments_and_experts'),
        ('parties', '0006_gatherings_and_talks_handed_over'),
    ]

    operations = [
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work_area', models.CharField(choices=[('industry', 'industry'), ('investment', 'investment'), ('recruitment', 'recruitment'), ('training', 'training'), ('technology', 'technology'), ('livelihood', 'livelihood')], db_index=True, max_length=12)),
                ('text', models.CharField(max_length=500)),
                ('quantity', models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                ('unit', models.CharField(blank=True, choices=[('yuan', 'yuan'), ('jobs', 'jobs'), ('visitors', 'visitors'), ('people-trained', 'people-trained'), ('reads', 'reads'), ('households', 'households'), ('metres', 'metres'), ('mu', 'mu'), ('tonnes', 'tonnes'), ('sessions', 'sessions'), ('items', 'items')], default='', max_length=20)),
                ('wanted_by', models.DateField(db_index=True, null=True)),
                ('recorded_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'open'), ('met', 'met'), ('given-up', 'given-up')], default='open', max_length=10)),
                ('closed_on', models.DateField(null=True)),
                ('met_by_words', models.CharField(blank=True, default='', max_length=120)),
                ('public', models.BooleanField(default=False)),
                ('own_words', models.BooleanField(default=False)),
                ('client_key', models.CharField(max_length=64, null=True)),
                ('log_entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coordination.logentry')),
                ('met_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
            ],
            options={
                'verbose_name': 'need',
                'db_table': 'exchange_need',
                'indexes': [
                    models.Index(fields=['organisation', 'state'], name='exchange_need_by_house'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('organisation', 'client_key'), name='exchange_need_sent_once'),
                    models.CheckConstraint(condition=models.Q(models.Q(('quantity__isnull', True), ('unit', '')), models.Q(('quantity__isnull', False), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='exchange_need_counted_or_unknown'),
                    models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_on__isnull', False)), _connector='OR'), name='exchange_need_closed_on_a_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('met_by', None), ('state', 'met'), models.Q(('met_by_words', ''), _negated=True)), models.Q(('met_by__isnull', False), ('met_by_words', ''), ('state', 'met')), models.Q(models.Q(('state', 'met'), _negated=True), ('met_by', None), ('met_by_words', '')), _connector='OR'), name='exchange_need_met_by_one'),
                    models.CheckConstraint(condition=models.Q(('public', True), ('state', 'given-up'), _negated=True), name='exchange_need_given_up_is_hidden'),
                ],
                'ordering': [models.OrderBy(models.F('wanted_by'), nulls_last=True), 'recorded_on', 'pk'],
                'abstract': False,
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='NeedStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('change', 'change'), ('hand-over', 'hand-over'), ('meet', 'meet'), ('give-up', 'give-up'), ('reopen', 'reopen'), ('show', 'show'), ('hide', 'hide')], max_length=10)),
                ('happened_on', models.DateField()),
                ('text', models.TextField(blank=True, default='')),
                ('met_by_words', models.CharField(blank=True, default='', max_length=120)),
                ('client_key', models.CharField(max_length=64, null=True)),
                ('after', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                ('log_entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coordination.logentry')),
                ('met_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                ('need', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='exchange.need')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
            ],
            options={
                'verbose_name': 'step about a need',
                'db_table': 'exchange_need_step',
                'constraints': [
                    models.UniqueConstraint(fields=('need', 'client_key'), name='exchange_need_step_sent_once'),
                ],
                'ordering': ['pk'],
                'abstract': False,
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name='NeedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('path', models.CharField(max_length=120)),
                ('media_type', models.CharField(max_length=40)),
                ('sha256', models.CharField(max_length=64)),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='exchange.needstep')),
            ],
            options={
                'verbose_name': 'proof that a need was met',
                'db_table': 'exchange_need_file',
                'ordering': ['pk'],
                'abstract': False,
                'default_manager_name': 'unscoped',
            },
            managers=[
                ('unscoped', django.db.models.manager.Manager()),
            ],
        ),
    ]
