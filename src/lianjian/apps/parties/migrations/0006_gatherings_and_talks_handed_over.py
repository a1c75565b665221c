from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0005_a_reporter_of_figures'),
    ]

    operations = [
        migrations.AlterField(
            model_name='handoveritem',
            name='kind',
            field=models.CharField(choices=[('duty', 'duty'), ('rhythm', 'rhythm'), ('given', 'given'), ('received', 'received'), ('obstacle', 'obstacle'), ('project', 'project'), ('signature', 'signature'), ('draft', 'draft'), ('talk', 'talk'), ('need', 'need'), ('gathering', 'gathering'), ('group', 'group'), ('word', 'word'), ('contact', 'contact'), ('key', 'key'), ('document', 'document'), ('other', 'other')], max_length=10),
        ),
    ]
