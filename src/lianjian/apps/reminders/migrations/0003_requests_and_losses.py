from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reminders', '0002_accounts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='kind',
            field=models.CharField(choices=[('duty', 'duty'), ('commitment', 'commitment'), ('confirmation', 'confirmation'), ('milestone', 'milestone'), ('agreement', 'agreement'), ('meeting', 'meeting'), ('minutes', 'minutes'), ('account', 'account'), ('request', 'request'), ('loss', 'loss')], max_length=12),
        ),
    ]
