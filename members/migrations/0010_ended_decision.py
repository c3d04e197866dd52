from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0009_letter_place")]
    operations = [
        migrations.AddField(
            model_name="appointment",
            name="ended_decision",
            field=models.CharField(blank=True, max_length=60, verbose_name="decision on the end"),
        ),
    ]
