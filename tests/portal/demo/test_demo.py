"""The demo data: whole, the same every time, safe to repeat, refused where passwords must be secret."""

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from members.models import Appointment, Call, Confirmation, HandoverNote, Person, User, unconfirmed
from members.roles import Role
from plans.models import Goal, Measure, Plan
from portal import audit
from portal.demo import clock
from portal.demo.offices import LOGINS, PASSWORD
from portal.demo.people import FIRST, LAST
from portal.models import AuditEntry, Document, OutgoingMail
from portal.periods import today
from sections.models import Body, Grant, Unit
from tests.factories import TaskFactory, UnitFactory
from workgroups.models import CheckRecord, InputRound, Meeting, Minutes, WorkGroup

APPS = ("portal", "members", "sections", "workgroups", "plans")


def counts() -> dict[str, int]:
    models = [model for app in APPS for model in apps.get_app_config(app).get_models(include_auto_created=True)]
    return {model._meta.label: model._default_manager.count() for model in models}


def test_the_demo_is_whole_and_a_second_run_changes_nothing(db, capsys, client):
    call_command("demo")
    first = counts()
    call_command("demo")
    assert counts() == first
    assert "there already" in capsys.readouterr().out
    _people()
    _union()
    _groups()
    _records()
    _leaving()
    for name in LOGINS:
        assert client.login(email=f"{name}@demo.example", password=PASSWORD), name
        assert client.get("/").status_code == 200


def _people():
    names = Counter(person.name for person in Person.objects.all())
    assert max(names.values()) == 1
    assert any(letter in "".join(names) for letter in "æøåÆØÅ")
    # The board as it stood before and after the change in the middle of its term.
    board = Body.objects.get(slug="styret")
    seats = Appointment.objects.filter(body=board, role__in=(Role.LEADER, Role.DEPUTY_LEADER, Role.MEMBER))
    before = set(seats.active(today() - timedelta(days=300)).values_list("person_id", flat=True))
    now = set(seats.active().values_list("person_id", flat=True))
    assert len(before) == len(now) == 7 and len(before & now) == 6
    deputies = Appointment.objects.active().filter(body=board, role=Role.DEPUTY_MEMBER)
    assert sorted(deputies.values_list("rank", flat=True)) == [1, 2, 3]
    _seats()
    assert Appointment.objects.active().filter(body=board, role=Role.PERSONAL_DEPUTY).exclude(deputy_for=None).exists()


def _seats():
    """Somebody is carried over, somebody resigned and sits on for a while, somebody has the next term; a leader is to come."""
    held = Appointment.objects.filter(body__kind="working_group")
    carried = held.get(carried_since__isnull=False)
    assert carried.is_carried()
    assert Call.objects.get(body=carried.body).state == Call.State.DRAFT
    assert held.active().filter(ended_kind="resigned").count() == 1
    assert held.coming().filter(follows__person=F("person"), role=F("follows__role")).count() == 1
    assert held.coming().filter(role=Role.LEADER, follows__isnull=False).count() == 1


def _union():
    kinds = Counter(Unit.objects.values_list("kind", flat=True))
    assert (kinds["county"], kinds["section"], kinds["local_union"]) == (19, 2, 12)
    assert WorkGroup.objects.count() == 6
    assert WorkGroup.objects.exclude(shared_with=None).count() == 2
    local = Plan.objects.get(body__unit__kind="local_union")
    assert Measure.objects.filter(plan=local).count() >= 60
    # Each county's committee has taken the section's plan; one of them revises its own, with the section's changes to decide on.
    taken = Plan.objects.filter(sources__source__body__slug="styret")
    assert Counter(taken.values_list("state", flat=True)) == {"approved": 14, "draft": 5}
    assert taken.get(body__unit__name="Nordland").proposals.open().count() == 2


def _groups():
    def group(slug):
        return WorkGroup.objects.get(slug=slug)

    soon = Meeting.objects.coming().get(body=group("digitalisering"))
    assert 8 <= (soon.day - today()).days <= 12
    answers = Counter(soon.participants.values_list("answer", flat=True))
    assert answers["yes"] and answers[""]
    assert not Minutes.objects.filter(meeting__body=group("arbeidslivet")).exclude(state="noted").exists()
    assert Minutes.objects.filter(meeting__body=group("arbeidsplassen"), state="submitted").count() == 1
    assert list(Minutes.objects.to_be_laid().values_list("meeting__body__slug", flat=True)) == ["ledelse"]
    nav = group("nav")
    assert not Appointment.objects.active().filter(body=nav, role=Role.LEADER).exists()
    assert Meeting.objects.filter(body=nav, minutes=None, ends_at__lt=timezone.now()).count() == 1
    assert Plan.objects.get(body=nav).state == "draft"
    assert Plan.objects.get(body=nav).comments.sent().filter(resolved_at=None).count() == 2
    revised = Plan.objects.get(body=group("arbeidsplassen"))
    assert revised.is_revision and Goal.objects.filter(area__plan=revised, indicators__values__value=27).exists()
    assert Plan.objects.get(body__slug="helsesekretaerer").state == "submitted"
    # How they stood with their mandates, each week of the year; as of each day, so that they differ.
    kept = CheckRecord.objects.filter(body=nav).order_by("on")
    assert (kept.count(), kept.last().on) == (53, today())
    assert len({tuple(record.results.items()) for record in kept}) > 4
    assert set(Measure.objects.values_list("status", flat=True)) == set(Measure.Status.values)
    budgets = Grant.objects.filter(year=today().year).values_list("body__slug", flat=True)
    assert 0 < budgets.count() < WorkGroup.objects.count() and "nav" not in budgets
    last = InputRound.objects.get(body=group("digitalisering"), year=today().year - 1)
    assert last.closed_on and last.summary and last.answers.exclude(answered_at=None).count() == 4


def _leaving():
    """Two letters are issued, one is due, and a note waits for who leads today."""
    letters = Confirmation.objects.filter(document__archived=True)
    assert set(letters.values_list("body__slug", flat=True)) == {"styret", "digitalisering"}
    assert list(unconfirmed(today()).values_list("body__slug", flat=True)) == ["nav"]
    leader = User.objects.get(email="leader@demo.example")
    assert HandoverNote.objects.visible_to(leader).get() == HandoverNote.objects.get()


def _records():
    """What happened is dated when it happened, told in order, and leaves nobody with unsent mail."""
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {"sent"}
    assert not Document.objects.filter(archived=False).exists()
    times = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[0] < timezone.now() - timedelta(days=400)
    assert times[-1] < timezone.now()
    assert not Minutes.objects.filter(approved_at__gt=timezone.now()).exists()
    assert User.objects.filter(email__endswith="@demo.example").count() == User.objects.count()


def test_no_invented_person_bears_a_name_of_the_source_documents():
    """Also where a name is put together from two: neither half may stand beside the other there."""
    seeds = Path(settings.BASE_DIR).parent / "shared" / "seeds"
    if not seeds.is_dir():
        # The sources are not part of the project; where they are absent there is nothing to copy from.
        return
    text = " ".join(" ".join(path.read_text().split()) for path in seeds.glob("*.txt")).casefold()
    surnames = [last for last in LAST if re.search(rf"\b{re.escape(last.casefold())}\b", text)]
    assert surnames == []
    assert len(set(FIRST)) == len(FIRST) and len(set(LAST)) == len(LAST)


def test_production_refuses(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command("demo")
    with pytest.raises(CommandError, match="refused in production"):
        call_command("demo", reset=True)
    assert not User.objects.exists()


def test_a_portal_with_other_data_is_left_alone(union):
    with pytest.raises(CommandError, match="other data"):
        call_command("demo")
    assert Unit.objects.count() == 5


def test_reset_takes_everything_away_and_puts_the_guard_back(group, leader):
    from portal.demo import reset

    task = TaskFactory(body=group)
    audit.record(leader, "task.create", task)
    reset.clear()
    assert set(counts().values()) == {0}
    audit.record(None, "unit.create", UnitFactory())
    with pytest.raises(DatabaseError), transaction.atomic():
        AuditEntry.objects.all().delete()
    assert connection.introspection.table_names()


def test_the_clock_stands_still_for_all_who_ask_and_goes_on_afterwards(db):
    then = timezone.now() - timedelta(days=100)
    with clock.at(then):
        assert timezone.now() == then
        assert AuditEntry().at == then
        assert today() == timezone.localdate(then)
        assert timezone.localtime(then).utcoffset() is not None
    assert timezone.now() > then + timedelta(days=99)
