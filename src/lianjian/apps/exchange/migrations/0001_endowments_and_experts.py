import django.db.models.deletion
import django.db.models.manager
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
                    name='ExpertProfile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('fields', models.JSONField(default=list)),
                        ('profile', models.TextField(blank=True, default='')),
                        ('reachable', models.BooleanField(default=True)),
                        ('public', models.BooleanField(default=False)),
                        ('listed_on', models.DateField()),
                        ('retired_on', models.DateField(null=True)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'expert',
                        'db_table': 'exchange_expert_profile',
                        'ordering': ['listed_on', 'pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Endowment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('land', 'land'), ('building', 'building'), ('facility', 'facility'), ('produce', 'produce'), ('landscape', 'landscape'), ('skill', 'skill'), ('other', 'other')], max_length=12)),
                        ('text', models.CharField(max_length=200)),
                        ('quantity', models.DecimalField(decimal_places=4, max_digits=20, null=True)),
                        ('unit', models.CharField(blank=True, choices=[('yuan', 'yuan'), ('jobs', 'jobs'), ('visitors', 'visitors'), ('people-trained', 'people-trained'), ('reads', 'reads'), ('households', 'households'), ('metres', 'metres'), ('mu', 'mu'), ('tonnes', 'tonnes'), ('sessions', 'sessions'), ('items', 'items')], default='', max_length=20)),
                        ('public', models.BooleanField(default=False)),
                        ('recorded_on', models.DateField()),
                        ('withdrawn_on', models.DateField(null=True)),
                        ('withdrawn_because', models.CharField(blank=True, default='', max_length=300)),
                        ('client_key', models.CharField(max_length=64, null=True)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                    ],
                    options={
                        'verbose_name': 'endowment',
                        'db_table': 'exchange_endowment',
                        'ordering': ['organisation', 'recorded_on', 'pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'client_key'), name='exchange_endowment_sent_once'), models.CheckConstraint(condition=models.Q(models.Q(('quantity__isnull', True), ('unit', '')), models.Q(('quantity__isnull', False), models.Q(('unit', ''), _negated=True)), _connector='OR'), name='exchange_quantity_with_unit')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='ExpertArea',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('work_area', models.CharField(choices=[('industry', 'industry'), ('investment', 'investment'), ('recruitment', 'recruitment'), ('training', 'training'), ('technology', 'technology'), ('livelihood', 'livelihood')], db_index=True, max_length=12)),
                        ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='exchange.expertprofile')),
                    ],
                    options={
                        'verbose_name': 'work area of an expert',
                        'db_table': 'exchange_expert_area',
                        'ordering': ['pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(fields=('expert', 'work_area'), name='exchange_each_area_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
            ],
        ),
    ]
