"""Data that a migration moves: a flag becomes dates. The step runs on a table of the shape that it found."""

from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from portal.periods import today
from sections.models import Body

STEP = import_module("members.migrations.0007_carried_since").date_the_flag
LEAP = date(2024, 2, 29)


@pytest.mark.django_db
@isolate_apps("members")
def test_the_flag_of_a_carried_seat_becomes_dates():
    class Flagged(models.Model):  # noqa: DJ008
        body = models.ForeignKey(Body, models.DO_NOTHING, related_name="+", db_constraint=False)
        role = models.CharField(max_length=30)
        starts_on = models.DateField(default=date(2022, 1, 1))
        ends_on = models.DateField(null=True)
        carried_over = models.BooleanField(default=True)
        term_ends_on = models.DateField(null=True)
        carried_since = models.DateField(null=True)
        carried_reason = models.CharField(max_length=10)

        class Meta:
            app_label = "members"

    columns = ", ".join(
        f"{field.column} {field.db_type(connection)}" for field in Flagged._meta.fields if field.name != "id"
    )
    key = "integer PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {Flagged._meta.db_table} (id {key}, {columns})")
    seats = Flagged.objects
    run_out = seats.create(body_id=1, role="secretary", ends_on=LEAP)
    endless = seats.create(body_id=1, role="treasurer")
    followed = seats.create(body_id=1, role="leader", ends_on=LEAP)
    seats.create(body_id=1, role="leader", starts_on=date(2024, 3, 1), carried_over=False)
    plain = seats.create(body_id=1, role="member", ends_on=LEAP, carried_over=False)
    STEP(SimpleNamespace(get_model=lambda *name: Flagged), None)
    kept = seats.values_list("ends_on", "term_ends_on", "carried_since", "carried_reason")
    assert kept.get(pk=run_out.pk) == (None, LEAP, date(2024, 3, 1), "term")
    assert kept.get(pk=endless.pk) == (None, None, today() + timedelta(days=1), "term")
    # Somebody has followed already, so nothing is carried.
    assert kept.get(pk=followed.pk) == (LEAP, LEAP, None, "")
    assert kept.get(pk=plain.pk) == (LEAP, None, None, "")
