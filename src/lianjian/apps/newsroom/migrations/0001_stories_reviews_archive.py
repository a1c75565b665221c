import django.db.models.deletion
import django.db.models.manager
import lianjian.apps.newsroom.models.archive
import lianjian.apps.newsroom.rules.stages
import lianjian.foundation.migrating
import modelsearch.index
import taggit.managers
import wagtail.fields
import wagtail.images.models
import wagtail.models.media
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('parties', '0001_organisations_people_mandates'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lianjian.foundation.migrating.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Column',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address')),
                        ('name', models.CharField(max_length=30, unique=True, verbose_name='name')),
                        ('about', models.CharField(blank=True, default='', max_length=200, verbose_name='about')),
                        ('place', models.PositiveSmallIntegerField(default=0, verbose_name='place in the list')),
                    ],
                    options={
                        'verbose_name': 'column',
                        'verbose_name_plural': 'columns',
                        'db_table': 'newsroom_column',
                        'ordering': ['place', 'slug'],
                    },
                ),
                migrations.CreateModel(
                    name='StoryPicture',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                        ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                        ('width', models.IntegerField(editable=False, verbose_name='width')),
                        ('height', models.IntegerField(editable=False, verbose_name='height')),
                        ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                        ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                        ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                        ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                        ('sha256', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=64)),
                        ('media_type', models.CharField(blank=True, default='', editable=False, max_length=30)),
                        ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                        ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                        ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                    ],
                    options={
                        'verbose_name': 'picture',
                        'verbose_name_plural': 'pictures',
                        'db_table': 'newsroom_story_picture',
                        'abstract': False,
                    },
                    bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
                ),
                migrations.CreateModel(
                    name='Story',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                        ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                        ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                        ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                        ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                        ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                        ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                        ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                        ('title', models.CharField(max_length=120, verbose_name='title')),
                        ('subtitle', models.CharField(blank=True, default='', max_length=300, verbose_name='subtitle')),
                        ('digest', models.CharField(blank=True, default='', help_text='Two sentences that stand for the story where there is no room for it.', max_length=300, verbose_name='digest')),
                        ('byline', models.CharField(blank=True, default='', max_length=300, verbose_name='byline')),
                        ('source', models.CharField(blank=True, default='', max_length=300, verbose_name='source')),
                        ('happened_on', models.DateField(blank=True, null=True, verbose_name='happened on')),
                        ('body', wagtail.fields.StreamField([('paragraph', 0), ('heading', 1), ('quote', 2), ('picture', 6)], blank=True, block_lookup={0: ('wagtail.blocks.TextBlock', (), {'icon': 'pilcrow', 'label': 'Paragraph', 'rows': 4}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 80}), 2: ('wagtail.blocks.TextBlock', (), {'icon': 'openquote', 'label': 'Quotation', 'rows': 3}), 3: ('lianjian.apps.newsroom.models.body.PictureChooserBlock', (), {'help_text': 'Without a picture this block is not published: it keeps the place of one still to be found.', 'label': 'Picture', 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'help_text': 'What the picture shows, in one sentence. It is read aloud.', 'label': 'Words for those who do not see it', 'max_length': 200, 'required': False}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 200, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('image', 3), ('alt', 4), ('caption', 5)]], {})}, verbose_name='text')),
                        ('loudspeaker', models.TextField(blank=True, default='', help_text='What the village loudspeaker reads out: short sentences, no brackets, under a minute.', verbose_name='loudspeaker script')),
                        ('demonstration', models.BooleanField(default=False, editable=False, verbose_name='demonstration')),
                        ('live', models.BooleanField(default=False, editable=False, verbose_name='live')),
                        ('number', models.PositiveIntegerField(default=0, editable=False, verbose_name='publications so far')),
                        ('stage', models.CharField(choices=[('draft', 'draft'), ('in-review', 'in-review'), ('sent-back', 'sent-back'), ('approved', 'approved'), ('published', 'published'), ('withdrawn', 'withdrawn')], db_index=True, default=lianjian.apps.newsroom.rules.stages.Stage['DRAFT'], editable=False, max_length=12, verbose_name='state')),
                        ('withdrawn_at', models.DateTimeField(editable=False, null=True, verbose_name='withdrawn at')),
                        ('withdrawn_reason', models.CharField(blank=True, default='', editable=False, max_length=300)),
                        ('submission', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                        ('column', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stories', to='newsroom.column', verbose_name='column')),
                        ('division', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.division', verbose_name='place')),
                        ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                        ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                        ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                        ('newsroom', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='newsroom_stories', to='parties.organisation')),
                        ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stories_about', to='parties.organisation', verbose_name='party it is about')),
                        ('cover', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='newsroom.storypicture', verbose_name='cover picture')),
                    ],
                    options={
                        'verbose_name': 'story',
                        'verbose_name_plural': 'stories',
                        'db_table': 'newsroom_story',
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['live', '-first_published_at'], name='newsroom_live_newest'), models.Index(fields=['column', 'live', '-first_published_at'], name='newsroom_column_newest'), models.Index(fields=['party', 'live', '-first_published_at'], name='newsroom_party_newest')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('live', False), models.Q(('number__gte', 1), ('withdrawn_at', None)), _connector='OR'), name='newsroom_live_means_published')],
                    },
                    bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
                ),
                migrations.CreateModel(
                    name='ArchiveItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source_sha256', models.CharField(max_length=64)),
                        ('original', models.FileField(max_length=200, storage=lianjian.apps.newsroom.models.archive.private_storage, upload_to=lianjian.apps.newsroom.models.archive.original_path)),
                        ('file_name', models.CharField(max_length=500, verbose_name='file')),
                        ('media_type', models.CharField(max_length=120)),
                        ('encoding', models.CharField(max_length=30, verbose_name='encoding')),
                        ('huanyuan_version', models.CharField(max_length=30)),
                        ('source_text', models.TextField()),
                        ('repaired_text', models.TextField()),
                        ('families', models.JSONField(default=list)),
                        ('edits', models.JSONField(default=list)),
                        ('guesses', models.JSONField(default=list)),
                        ('notes', models.JSONField(default=list)),
                        ('imported_at', models.DateTimeField(verbose_name='imported at')),
                        ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('newsroom', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.organisation')),
                        ('story', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='archive_item', to='newsroom.story')),
                    ],
                    options={
                        'verbose_name': 'archive item',
                        'verbose_name_plural': 'archive items',
                        'db_table': 'newsroom_archive_item',
                        'ordering': ['-id'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(fields=('newsroom', 'source_sha256'), name='newsroom_archive_source_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='StoryPictureRendition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('filter_spec', models.CharField(db_index=True, max_length=255)),
                        ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                        ('width', models.IntegerField(editable=False)),
                        ('height', models.IntegerField(editable=False)),
                        ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                        ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='newsroom.storypicture')),
                    ],
                    options={
                        'db_table': 'newsroom_story_picture_rendition',
                        'unique_together': {('image', 'filter_spec', 'focal_point_key')},
                    },
                    bases=(wagtail.images.models.ImageFileMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='StoryText',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64)),
                        ('introduced', models.BooleanField()),
                        ('at', models.DateTimeField()),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('revision', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='story_text', to='wagtailcore.revision')),
                        ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='newsroom.story')),
                    ],
                    options={
                        'verbose_name': 'text of a story',
                        'db_table': 'newsroom_story_text',
                        'ordering': ['story', 'id'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Publication',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('text_sha256', models.CharField(max_length=64)),
                        ('reviewers', models.JSONField(default=list)),
                        ('at', models.DateTimeField()),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.revision')),
                        ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='newsroom.story')),
                        ('last_text', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='newsroom.storytext')),
                    ],
                    options={
                        'verbose_name': 'publication',
                        'db_table': 'newsroom_publication',
                        'ordering': ['story', 'number'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(fields=('story', 'number'), name='newsroom_publication_numbered_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='UncertainPlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.PositiveIntegerField()),
                        ('length', models.PositiveIntegerField()),
                        ('before', models.TextField(blank=True, default='')),
                        ('proposed', models.TextField(blank=True, default='')),
                        ('why', models.CharField(blank=True, default='', max_length=300)),
                        ('state', models.CharField(choices=[('open', 'open'), ('confirmed', 'confirmed'), ('corrected', 'corrected')], default='open', max_length=10)),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('chosen', models.TextField(blank=True, default='')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='newsroom.archiveitem')),
                    ],
                    options={
                        'verbose_name': 'uncertain place',
                        'verbose_name_plural': 'uncertain places',
                        'db_table': 'newsroom_uncertain_place',
                        'ordering': ['item', 'position'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'constraints': [models.UniqueConstraint(fields=('item', 'position', 'length'), name='newsroom_place_once')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name='Review',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text_sha256', models.CharField(max_length=64)),
                        ('verdict', models.CharField(choices=[('accepted', 'accepted'), ('sent-back', 'sent-back')], max_length=12)),
                        ('comment', models.TextField(blank=True, default='')),
                        ('at', models.DateTimeField()),
                        ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.person')),
                        ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='story_reviews', to='wagtailcore.revision')),
                        ('story', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='newsroom.story')),
                    ],
                    options={
                        'verbose_name': 'review',
                        'db_table': 'newsroom_review',
                        'ordering': ['story', 'id'],
                        'abstract': False,
                        'default_manager_name': 'unscoped',
                        'indexes': [models.Index(fields=['story', 'text_sha256'], name='newsroom_re_story_i_621e66_idx')],
                    },
                    managers=[
                        ('unscoped', django.db.models.manager.Manager()),
                    ],
                ),
            ],
        ),
    ]
