"""What was done to a plan's rows is kept as a verb and a name, so that each reads it in their own language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_money")]

    operations = [
        migrations.RenameField("planedit", "label", "what"),
        migrations.AlterField("planedit", "what", models.CharField(blank=True, max_length=200)),
        migrations.AddField(
            "planedit",
            "verb",
            models.CharField(
                choices=[
                    ("change", "Change"),
                    ("report", "Report"),
                    ("review", "Review"),
                    ("add", "Add"),
                    ("remove", "Remove"),
                    ("move", "Move"),
                    ("paste", "Paste"),
                ],
                default="change",
                max_length=10,
            ),
        ),
    ]
