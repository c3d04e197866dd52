"""Data that a migration moves: a flag becomes dates."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

BEFORE, AFTER = [("members", "0006_terms_and_leaving")], [("members", "0007_carried_since")]


@pytest.mark.django_db(transaction=True)
def test_the_flag_of_a_carried_seat_becomes_dates():
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    try:
        apps = executor.migrate(BEFORE).apps
        unit = apps.get_model("sections", "Unit").objects.create(kind="section", name="S", slug="s", sort_name="s")
        body = apps.get_model("sections", "Body").objects.create(
            unit=unit, kind="board", name="B", slug="b", sort_name="b"
        )
        people = apps.get_model("members", "Person").objects
        appointment = apps.get_model("members", "Appointment")

        def seat(role, ends_on, *, carried=True, starts_on=date(2022, 1, 1)):
            person = people.create(first_name="A", last_name="B", sort_name="b a", search_text="a b")
            return appointment.objects.create(
                person=person, body=body, role=role, starts_on=starts_on, ends_on=ends_on, carried_over=carried
            ).pk

        run_out = seat("secretary", date(2024, 2, 29))
        endless = seat("treasurer", None)
        followed = seat("leader", date(2024, 2, 29))
        seat("leader", None, carried=False, starts_on=date(2024, 3, 1))
        plain = seat("member", date(2024, 2, 29), carried=False)
        executor = MigrationExecutor(connection)
        now = executor.migrate(AFTER).apps.get_model("members", "Appointment").objects
        kept = {
            pk: tuple(now.filter(pk=pk).values_list("ends_on", "term_ends_on", "carried_since", "carried_reason").get())
            for pk in (run_out, endless, followed, plain)
        }
        assert kept == {
            run_out: (None, date(2024, 2, 29), date(2024, 3, 1), "term"),
            endless: (None, None, timezone.localdate() + timedelta(days=1), "term"),
            followed: (date(2024, 2, 29), date(2024, 2, 29), None, ""),
            plain: (date(2024, 2, 29), None, None, ""),
        }
        now.all().delete()
    finally:
        MigrationExecutor(connection).migrate(leaves)
