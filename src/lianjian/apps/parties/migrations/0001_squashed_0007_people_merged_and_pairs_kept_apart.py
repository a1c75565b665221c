import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.manager
import django.utils.timezone
import lianjian.apps.parties.rules.handovers
import lianjian.foundation.migrating
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('parties', '0001_organisations_people_mandates'), ('parties', '0002_handovers_acting_honours'), ('parties', '0003_tables_sent'), ('parties', '0004_merged_entries'), ('parties', '0005_a_reporter_of_figures'), ('parties', '0006_gatherings_and_talks_handed_over'), ('parties', '0007_people_merged_and_pairs_kept_apart')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        lianjian.foundation.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60)),
                        ('demonstration', models.BooleanField(default=False)),
                        ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'person',
                        'db_table': 'parties_person',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Division',
                    fields=[
                        ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                        ('name', models.CharField(max_length=80)),
                        ('level', models.CharField(choices=[('province', 'province'), ('city', 'city'), ('county', 'county'), ('town', 'town'), ('village', 'village')], db_index=True, max_length=10)),
                        ('path', models.CharField(db_index=True, max_length=200)),
                        ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='parties.division')),
                    ],
                    options={
                        'verbose_name': 'administrative division',
                        'db_table': 'parties_division',
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.SlugField(max_length=60, unique=True)),
                        ('name', models.CharField(max_length=120, unique=True)),
                        ('short_name', models.CharField(max_length=30)),
                        ('kind', models.CharField(choices=[('association', 'association'), ('media-centre', 'media-centre'), ('village', 'village'), ('enterprise', 'enterprise'), ('school', 'school'), ('institute', 'institute'), ('authority', 'authority')], db_index=True, max_length=20)),
                        ('profile', models.TextField(blank=True, default='')),
                        ('joined_on', models.DateField(null=True)),
                        ('demonstration', models.BooleanField(default=False)),
                        ('division', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='parties.division')),
                        ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                    ],
                    options={
                        'verbose_name': 'organisation',
                        'db_table': 'parties_organisation',
                        'ordering': ['kind', 'key'],
                    },
                ),
                migrations.CreateModel(
                    name='Mandate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('member', 'member'), ('leader', 'leader'), ('liaison', 'liaison'), ('first-secretary', 'first-secretary'), ('editor', 'editor'), ('reviewer', 'reviewer'), ('expert', 'expert'), ('keeper', 'keeper'), ('reporter', 'reporter'), ('administrator', 'administrator')], max_length=20)),
                        ('title', models.CharField(blank=True, default='', max_length=60)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(null=True)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='parties.organisation')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mandates', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'mandate',
                        'db_table': 'parties_mandate',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['organisation', 'role'], name='parties_man_organis_e20370_idx'), models.Index(fields=['person', 'starts_on'], name='parties_man_person__0a15eb_idx')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='parties_mandate_ends_after_start')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Account',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                        ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                        ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('language', models.CharField(blank=True, default='', max_length=10)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                        ('person', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'account',
                        'db_table': 'parties_account',
                    },
                    managers=[
                        ('objects', django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Posting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sent_by', models.CharField(blank=True, default='', max_length=120)),
                        ('batch', models.PositiveSmallIntegerField()),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('mandate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='posting', to='parties.mandate')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='parties.person')),
                        ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='parties.organisation')),
                    ],
                    options={
                        'verbose_name': 'first-secretary posting',
                        'db_table': 'parties_posting',
                        'ordering': ['village', '-starts_on'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='parties_posting_ends_after_start')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Acting',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(blank=True, default='', max_length=200)),
                        ('instead_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('mandate', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='acting', to='parties.mandate')),
                    ],
                    options={
                        'verbose_name': 'acting mandate',
                        'db_table': 'parties_acting',
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Handover',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('state', models.CharField(choices=[('begun', 'begun'), ('completed', 'completed'), ('cancelled', 'cancelled')], max_length=10)),
                        ('begun_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('remark', models.TextField(blank=True, default='')),
                        ('mandate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='parties.mandate')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='parties.organisation')),
                        ('outgoing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('successor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'handover',
                        'db_table': 'parties_handover',
                        'ordering': ['-begun_at', '-pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['organisation', 'state'], name='parties_han_organis_d752ed_idx')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', lianjian.apps.parties.rules.handovers.HandoverState['BEGUN'])), fields=('mandate',), name='parties_one_handover_at_a_time'), models.CheckConstraint(condition=models.Q(('outgoing', models.F('successor')), _negated=True), name='parties_nobody_succeeds_themselves')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='HandoverItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source_app', models.CharField(max_length=20)),
                        ('source_key', models.CharField(max_length=40)),
                        ('kind', models.CharField(choices=[('duty', 'duty'), ('rhythm', 'rhythm'), ('given', 'given'), ('received', 'received'), ('obstacle', 'obstacle'), ('project', 'project'), ('signature', 'signature'), ('draft', 'draft'), ('talk', 'talk'), ('need', 'need'), ('gathering', 'gathering'), ('group', 'group'), ('word', 'word'), ('contact', 'contact'), ('key', 'key'), ('document', 'document'), ('other', 'other')], max_length=10)),
                        ('words', models.CharField(blank=True, default='', max_length=500)),
                        ('more', models.CharField(blank=True, default='', max_length=500)),
                        ('due_on', models.DateField(null=True)),
                        ('link', models.CharField(blank=True, default='', max_length=120)),
                        ('state', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('given', 'given'), ('returned', 'returned')], max_length=10)),
                        ('remark', models.CharField(blank=True, default='', max_length=500)),
                        ('answer', models.CharField(blank=True, default='', max_length=500)),
                        ('decided_at', models.DateTimeField()),
                        ('passed_at', models.DateTimeField(null=True)),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('handover', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='parties.handover')),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'line of a handover',
                        'db_table': 'parties_handover_item',
                        'ordering': ['pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['source_app', 'source_key'], name='parties_han_source__b058cd_idx'), models.Index(fields=['passed_at', 'state'], name='parties_han_passed__30829c_idx')],
                        'constraints': [models.UniqueConstraint(fields=('handover', 'source_app', 'source_key'), name='parties_handed_over_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Honour',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=120)),
                        ('granted_by', models.CharField(max_length=120)),
                        ('granted_on', models.DateField()),
                        ('public', models.BooleanField(default=False)),
                        ('entered_at', models.DateTimeField()),
                        ('client_key', models.CharField(max_length=64, null=True)),
                        ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='honours', to='parties.organisation')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'honour',
                        'db_table': 'parties_honour',
                        'ordering': ['-granted_on', '-pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['organisation', 'public'], name='parties_hon_organis_ec3bcd_idx')],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'client_key'), name='parties_honour_sent_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='HonourProof',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('path', models.CharField(max_length=120)),
                        ('media_type', models.CharField(max_length=40)),
                        ('sha256', models.CharField(max_length=64)),
                        ('honour', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proofs', to='parties.honour')),
                    ],
                    options={
                        'verbose_name': 'proof of an honour',
                        'db_table': 'parties_honour_proof',
                        'ordering': ['pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='ByWord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('word', 'word'), ('contact', 'contact'), ('key', 'key'), ('document', 'document'), ('other', 'other')], max_length=10)),
                        ('words', models.CharField(blank=True, default='', max_length=300)),
                        ('more', models.CharField(blank=True, default='', max_length=500)),
                        ('written_at', models.DateTimeField()),
                        ('settled_at', models.DateTimeField(null=True)),
                        ('how', models.CharField(blank=True, default='', max_length=300)),
                        ('withdrawn_at', models.DateTimeField(null=True)),
                        ('client_key', models.CharField(max_length=64, null=True)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'something known by word of mouth',
                        'db_table': 'parties_by_word',
                        'ordering': ['written_at', 'pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['organisation', 'settled_at'], name='parties_by__organis_abefb0_idx')],
                        'constraints': [models.UniqueConstraint(fields=('organisation', 'client_key'), name='parties_by_word_sent_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Table',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('organisations', 'organisations'), ('mandates', 'mandates'), ('postings', 'postings')], max_length=16)),
                        ('file_name', models.CharField(max_length=120)),
                        ('rows', models.JSONField()),
                        ('counts', models.JSONField()),
                        ('received_at', models.DateTimeField(db_index=True)),
                        ('imported_at', models.DateTimeField(null=True)),
                        ('client_key', models.CharField(max_length=64, null=True, unique=True)),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'table',
                        'db_table': 'parties_table',
                        'ordering': ['-received_at'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Merge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('moved', models.JSONField()),
                        ('at', models.DateTimeField()),
                        ('undone_at', models.DateTimeField(null=True)),
                        ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                    ],
                    options={
                        'verbose_name': 'merge',
                        'db_table': 'parties_merge',
                        'ordering': ['-at', '-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('merged',), name='parties_merged_once_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='Apart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('organisation', 'Organisation'), ('person', 'Person')], max_length=12)),
                        ('first', models.PositiveBigIntegerField()),
                        ('second', models.PositiveBigIntegerField()),
                        ('at', models.DateTimeField()),
                        ('asked_again_at', models.DateTimeField(null=True)),
                        ('asked_again_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'pair that is not the same',
                        'db_table': 'parties_apart',
                        'ordering': ['-at', '-pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('asked_again_at', None)), fields=('kind', 'first', 'second'), name='parties_apart_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='parties_apart_smaller_first')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='PersonMerge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300)),
                        ('moved', models.JSONField()),
                        ('stayed', models.JSONField()),
                        ('accounts', models.JSONField(default=list)),
                        ('at', models.DateTimeField()),
                        ('undone_at', models.DateTimeField(null=True)),
                        ('closed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('merged', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                    ],
                    options={
                        'verbose_name': 'merge of two people',
                        'db_table': 'parties_person_merge',
                        'ordering': ['-at', '-pk'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at', None)), fields=('merged',), name='parties_person_merged_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
            ],
        ),
    ]
