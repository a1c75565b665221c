from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0007_people_merged_and_pairs_kept_apart'),
    ]

    operations = [
        migrations.AlterField(
            model_name='handoveritem',
            name='kind',
            field=models.CharField(choices=[('duty', 'duty'), ('rhythm', 'rhythm'), ('given', 'given'), ('received', 'received'), ('obstacle', 'obstacle'), ('project', 'project'), ('signature', 'signature'), ('draft', 'draft'), ('talk', 'talk'), ('need', 'need'), ('request', 'request'), ('gathering', 'gathering'), ('group', 'group'), ('word', 'word'), ('contact', 'contact'), ('key', 'key'), ('document', 'document'), ('other', 'other')], max_length=10),
        ),
    ]
