import django.db.models.deletion
import django.db.models.manager
import lianjian.foundation.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('coordination', '0002_rules_of_rhythm_and_planned_meetings'),
        ('parties', '0001_organisations_people_mandates'),
    ]

    operations = [
        lianjian.foundation.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Bookmark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=24, unique=True)),
                        ('day', models.DateField()),
                        ('after', models.BigIntegerField(default=0)),
                    ],
                    options={
                        'db_table': 'reminders_bookmark',
                    },
                ),
                migrations.CreateModel(
                    name='CalendarAddress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64, unique=True)),
                        ('made_at', models.DateTimeField()),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'address of a calendar',
                        'db_table': 'reminders_calendar_address',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Case',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('duty', 'duty'), ('commitment', 'commitment'), ('confirmation', 'confirmation'), ('milestone', 'milestone'), ('agreement', 'agreement'), ('meeting', 'meeting'), ('minutes', 'minutes')], max_length=12)),
                        ('thing', models.BigIntegerField()),
                        ('what', models.CharField(max_length=500)),
                        ('due_on', models.DateField()),
                        ('opened_on', models.DateField()),
                        ('last_on', models.DateField(null=True)),
                        ('answered_on', models.DateField(null=True)),
                        ('settled_at', models.DateTimeField(null=True)),
                        ('escalated_on', models.DateField(null=True)),
                        ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='coordination.coordinationgroup')),
                        ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                    ],
                    options={
                        'verbose_name': 'case',
                        'db_table': 'reminders_case',
                        'ordering': ['due_on', 'pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['organisation', 'settled_at', 'due_on'], name='reminders_c_organis_d9c632_idx')],
                        'constraints': [models.UniqueConstraint(fields=('kind', 'thing'), name='reminders_one_case_a_thing')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Robot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('wecom', 'wecom'), ('dingtalk', 'dingtalk'), ('feishu', 'feishu')], max_length=10)),
                        ('name', models.CharField(max_length=60)),
                        ('sealed', models.TextField()),
                        ('stored_at', models.DateTimeField()),
                        ('sent_at', models.DateTimeField(null=True)),
                        ('cause', models.CharField(blank=True, default='', max_length=12)),
                        ('detail', models.CharField(blank=True, default='', max_length=200)),
                        ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='robots', to='coordination.coordinationgroup')),
                        ('stored_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'group robot',
                        'db_table': 'reminders_robot',
                        'ordering': ['pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(fields=('group', 'name'), name='reminders_robot_named_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Dispatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=64, unique=True)),
                        ('channel', models.CharField(choices=[('mail', 'mail'), ('wecom', 'wecom'), ('dingtalk', 'dingtalk'), ('feishu', 'feishu')], max_length=10)),
                        ('day', models.DateField()),
                        ('trial', models.BooleanField(default=False)),
                        ('state', models.CharField(choices=[('queued', 'queued'), ('sending', 'sending'), ('sent', 'sent'), ('refused', 'refused'), ('given-up', 'given-up'), ('dropped', 'dropped')], max_length=10)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('next_at', models.DateTimeField()),
                        ('lease_until', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('cause', models.CharField(blank=True, default='', max_length=12)),
                        ('detail', models.CharField(blank=True, default='', max_length=200)),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('robot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='dispatches', to='reminders.robot')),
                    ],
                    options={
                        'verbose_name': 'message of a reminder',
                        'db_table': 'reminders_dispatch',
                        'ordering': ['-pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['state', 'next_at'], name='reminders_d_state_bf28c8_idx')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Reminder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stage', models.CharField(choices=[('month', 'month'), ('week', 'week'), ('eve', 'eve'), ('day', 'day'), ('late-9', 'late-9'), ('late-21', 'late-21'), ('late-45', 'late-45'), ('leader', 'leader')], max_length=10)),
                        ('due_on', models.DateField()),
                        ('day', models.DateField()),
                        ('seen_at', models.DateTimeField(null=True)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminders', to='reminders.case')),
                        ('dispatch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='reminders', to='reminders.dispatch')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('robot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reminders.robot')),
                    ],
                    options={
                        'verbose_name': 'reminder',
                        'db_table': 'reminders_reminder',
                        'ordering': ['-day', '-pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['person', 'seen_at', '-day'], name='reminders_r_person__cadb3a_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('case', 'person', 'due_on', 'stage'), name='reminders_once_a_person'), models.UniqueConstraint(condition=models.Q(('robot__isnull', False)), fields=('case', 'robot', 'due_on', 'stage'), name='reminders_once_a_robot'), models.CheckConstraint(condition=models.Q(('person__isnull', True), ('robot__isnull', True), _connector='XOR'), name='reminders_to_a_person_or_a_robot')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Ways',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('by_mail', models.BooleanField(default=False)),
                        ('email', models.CharField(blank=True, default='', max_length=254)),
                        ('rest_days', models.BooleanField(default=True)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'ways to remind',
                        'db_table': 'reminders_ways',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
            ],
        ),
    ]
