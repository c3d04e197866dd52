"""A seat that is carried over tells since when, so that a list of any day can be made: what the flag said becomes dates."""

from datetime import timedelta

from django.db import migrations
from django.utils import timezone


def date_the_flag(apps, schema_editor):
    appointment = apps.get_model("members", "Appointment")
    for seat in appointment.objects.filter(carried_over=True):
        seat.term_ends_on = seat.ends_on
        seat.carried_since = (seat.ends_on or timezone.localdate()) + timedelta(days=1)
        seat.carried_reason = "term"
        later = appointment.objects.filter(body=seat.body_id, role=seat.role, starts_on__gt=seat.starts_on)
        if seat.ends_on is None or not later.exclude(pk=seat.pk).exists():
            seat.ends_on = None
        else:
            # Somebody has followed already.
            seat.carried_since, seat.carried_reason = None, ""
        seat.save()


class Migration(migrations.Migration):
    dependencies = [("members", "0006_terms_and_leaving")]
    operations = [
        migrations.RunPython(date_the_flag, migrations.RunPython.noop),
    ]
