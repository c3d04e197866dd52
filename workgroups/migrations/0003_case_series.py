"""Case numbers come from a counter, so that none is given twice; it goes on from the highest one given."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Max


def start_from_the_highest(apps, schema_editor):
    items = apps.get_model("workgroups", "AgendaItem").objects.exclude(case_number=None)
    given = items.order_by().values_list("body_id", "case_year").annotate(last=Max("case_number"))
    series = apps.get_model("workgroups", "CaseSeries")
    series.objects.bulk_create(series(body_id=body, year=year, last=last) for body, year, last in given)


class Migration(migrations.Migration):
    dependencies = [("sections", "0002_grant"), ("workgroups", "0002_mandate_rules_and_yearly")]
    operations = [
        migrations.CreateModel(
            name="CaseSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="sections.body"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("body", "year"), name="case_series_once")],
            },
        ),
        migrations.RunPython(start_from_the_highest, migrations.RunPython.noop),
    ]
