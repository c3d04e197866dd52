from django.db import migrations, models


def keep_decisions(apps, schema_editor):
    """Until now a plan was approved once, so that its decision is its version's."""
    versions = apps.get_model("plans", "PlanVersion").objects.using(schema_editor.connection.alias)
    plans = apps.get_model("plans", "Plan").objects.filter(pk=models.OuterRef("plan"))
    versions.update(decision=models.Subquery(plans.values("decision")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_import_source"),
    ]

    operations = [
        migrations.AddField(
            model_name="measurecomment",
            name="about",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="measurecomment",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="planversion",
            name="decision",
            field=models.CharField(blank=True, max_length=60, verbose_name="decision"),
        ),
        migrations.RunPython(keep_decisions, migrations.RunPython.noop, elidable=True),
    ]
