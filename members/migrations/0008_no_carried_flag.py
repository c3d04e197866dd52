from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0007_carried_since")]
    operations = [
        migrations.RemoveField(model_name="appointment", name="carried_over"),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("carried_since__isnull", True), ("carried_since__gt", models.F("starts_on")), _connector="OR"
                ),
                name="appointment_carried_after_start",
            ),
        ),
    ]
