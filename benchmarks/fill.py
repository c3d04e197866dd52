"""A section with its board, groups and plan, and as many people as asked for: written in SQL, in seconds.

Run as a process of its own: ``python -m benchmarks.fill 400000``. Prints, as JSON, what the measurements need to know.
"""

import json
import os
import sys
from datetime import date, timedelta

import django

GROUPS = 24
MEASURES = 60
FIRST = ("Kari", "Ola", "Liv", "Per", "Åse", "Jon", "Siri", "Odd", "Tove", "Nils", "Anne", "Geir", "Ida", "Arne")
LAST = ("Nordli", "Bråten", "Moen", "Hauge", "Aas", "Ødegård", "Lund", "Berg", "Dahl", "Vik", "Strand", "Bakke", "Foss")

# Column → SQL, for each n of the series; every other column is the pattern row's.
NAMES = "(ARRAY['{}'])[1 + n % {}]"
FIRST_SQL, LAST_SQL = (NAMES.format("','".join(names), len(names)) for names in (FIRST, LAST))
PEOPLE = {
    "first_name": FIRST_SQL,
    "last_name": f"{LAST_SQL} || ' ' || n",
    "email": "'p' || n || '@people.example'",
    "sort_name": f"lower({LAST_SQL}) || ' ' || lpad(n::text, 7, '0')",
    "search_text": f"lower({FIRST_SQL} || ' ' || {LAST_SQL}) || ' ' || n || ' p' || n || '@people.example konsulent'",
}


def multiply(pattern, rows: str, columns: dict[str, str]) -> None:
    """Copy a row for each row of ``rows`` (SQL that gives n), with some columns computed."""
    from django.db import connection

    names = [field.column for field in pattern._meta.concrete_fields if not field.primary_key]
    values = [columns.get(name, f"pattern.{name}") for name in names]
    table = pattern._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} pattern, ({rows}) series"
            f" WHERE pattern.id = {pattern.pk}"
        )


def fill(people: int) -> dict:
    """Returns the session key of an administrator and the addresses of the pages to measure."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.db import connection

    from members.models import Appointment, Person, User
    from members.roles import Role
    from sections.models import Body, Unit

    federation = Unit.objects.create(kind=Unit.Kind.FEDERATION, name="Federation", slug="federation")
    section = Unit.objects.create(kind=Unit.Kind.SECTION, name="Section", slug="section", parent=federation)
    county = Unit.objects.create(kind=Unit.Kind.COUNTY, name="County", slug="county", parent=federation)
    office = Body.objects.create(
        unit=section, kind=Body.Kind.ADMINISTRATION, name="Administration", slug="administration"
    )
    committee = Body.objects.create(unit=county, kind=Body.Kind.SECTION_COMMITTEE, name="Committee", slug="committee")
    admin = Person.objects.create(first_name="Admin", last_name="Aardal", email="admin@bench.example", section=section)
    user = User.objects.create_user("admin@bench.example", person=admin)
    since = date(2024, 1, 1)
    Appointment.objects.create(person=admin, body=office, role=Role.ADMINISTRATOR, starts_on=since)
    plan = _groups(section, user)
    pattern = Person.objects.create(first_name="A", last_name="Pattern", section=section, occupation="konsulent")
    multiply(pattern, f"SELECT generate_series(1, {people}) AS n", PEOPLE)
    # One in fifty holds an office in a county's body.
    seat = Appointment.objects.create(person=pattern, body=committee, role=Role.MEMBER, starts_on=since)
    some = f"SELECT id AS n FROM members_person WHERE id > {pattern.pk} AND id % 50 = 0"
    multiply(seat, some, {"person_id": "n"})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session.create()
    somebody = Person.objects.order_by("-id")[0]
    return {"session": session.session_key, "user": user.pk, "person": somebody.pk, "plan": plan.pk}


def _groups(section, user):
    """Groups with people, meetings and one plan each. Returns a plan."""
    from django.utils import timezone

    from members.models import Appointment, Person
    from members.roles import Role
    from plans.models import Goal, Measure, Plan, StrategicArea
    from sections.models import Body
    from workgroups.models import Mandate, Meeting

    year = timezone.localdate().year
    for n in range(GROUPS):
        group = Body.objects.create(unit=section, kind=Body.Kind.WORKING_GROUP, name=f"Group {n}", slug=f"group-{n}")
        Mandate.objects.create(body=group, purpose="To advise.", valid_from=date(2024, 1, 1))
        for seat, role in enumerate((Role.LEADER, Role.SECRETARY, Role.MEMBER, Role.MEMBER)):
            person = Person.objects.create(first_name="Member", last_name=f"Of {n} {seat}", section=section)
            Appointment.objects.create(person=person, body=group, role=role, starts_on=date(2024, 1, 1))
        starts = timezone.now() + timedelta(days=n + 1)
        Meeting.objects.create(
            body=group, title="Meeting", starts_at=starts, ends_at=starts + timedelta(hours=2), state="called"
        )
        plan = Plan.objects.create(
            body=group, title=f"Plan {n}", starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), state="approved"
        )
        for a in range(6):
            area = StrategicArea.objects.create(plan=plan, position=a, number=str(a + 1), title=f"Area {a}")
            goal = Goal.objects.create(area=area, position=0, number=f"{a + 1}.1", title="A goal")
            Measure.objects.bulk_create(
                Measure(plan=plan, area=area, goal=goal, position=m, text="What is to be done " * 4)
                for m in range(MEASURES // 6)
            )
    return plan


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    print(json.dumps(fill(int(sys.argv[1]))))
