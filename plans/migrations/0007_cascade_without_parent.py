"""What a proposal stands under is kept with its values; a distribution waits until it is done."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0006_comments_are_sent"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="proposal",
            name="parent_key",
        ),
        migrations.AlterField(
            model_name="distribution",
            name="state",
            field=models.CharField(
                choices=[("waiting", "on its way"), ("done", "done"), ("failed", "interrupted")],
                default="waiting",
                max_length=10,
            ),
        ),
    ]
