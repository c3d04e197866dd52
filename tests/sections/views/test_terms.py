"""What happens around a term, in the browser: said, looked at, done. And the list of a body as of a day."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse

from members.models import Appointment, Call, Person
from members.roles import Role
from portal.documents import render_html
from portal.group_report import GROUP
from portal.periods import today
from sections.reports import APPOINTMENTS
from tests.factories import AppointmentFactory, MandateFactory, PersonFactory
from workgroups.findings import by_rule
from workgroups.models import WorkGroup
from workgroups.standings import standing, with_figures

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def act(appointment, verb):
    return reverse(f"sections:appointment.{verb}", args=[appointment.pk])


def page(body):
    return reverse("workgroups:group.view" if body.is_group else "sections:body.view", args=[body.slug])


@pytest.fixture
def seats(group, union):
    """A leader and a member of the group, named, until a year from now."""
    until = today() + 365 * DAY
    made = {}
    for name, role in (("Kari", Role.LEADER), ("Ola", Role.MEMBER)):
        person = PersonFactory(first_name=name, last_name="Vik", section=union.section)
        made[name] = AppointmentFactory(body=group, person=person, role=role, ends_on=until)
    return made


def test_a_change_of_leader_is_told_before_it_is_done(admin, group, seats, as_user):
    client, url = as_user(admin), act(seats["Kari"], "succeed")
    assert list(client.get(url).context["form"].fields["person"].queryset) == [seats["Ola"].person]
    until = today() + 365 * DAY
    data = {"person": seats["Ola"].person_id, "starts_on": today() + 9 * DAY, "ends_on": until, "stays": "on"}
    told = client.post(url, data).context["told"]
    assert [" ".join(sentence.split()[:4]) for sentence in told] == [
        "Kari Vik, leader, ends", "Ola Vik, member, ends", "Ola Vik is leader", "Kari Vik is member"
    ]  # fmt: skip
    assert group.appointments.count() == 2
    back = client.post(url, data | {"change": "1"})
    assert back.context["form"].data["starts_on"] == str(today() + 9 * DAY)
    assert client.post(url, data | {"confirmed": "1"}).url == page(group)
    assert group.appointments.active(today() + 9 * DAY).get(role=Role.LEADER).person == seats["Ola"].person
    shown = client.get(page(group)).content.decode()
    assert "in place of Kari Vik" in shown


def test_every_step_has_its_page_and_its_menu_and_does_what_it_says(admin, group, seats, as_user):
    client, ola = as_user(admin), seats["Ola"]
    menu = client.get(page(group)).content.decode()
    for verb in ("reappoint", "carry_over", "resign", "remove", "end", "edit"):
        assert act(ola, verb) in menu
    assert act(ola, "resume") not in menu
    assert reverse("members:person.leave_field", args=[ola.person_id]) in menu
    client.post(act(ola, "carry_over"), {"reason": "work", "since": today(), "confirmed": "1"})
    shown = client.get(page(group)).content.decode()
    assert "carried over" in shown
    assert act(ola, "resume") in shown
    client.post(act(ola, "resume"), {"confirmed": "1"})
    form = client.get(act(ola, "reappoint")).context["form"]
    assert form.initial["starts_on"] == ola.ends_on + DAY
    client.post(act(ola, "reappoint"), {**form.initial, "decision": "5/26", "confirmed": "1"})
    assert group.appointments.get(follows=ola).decision == "5/26"
    # The next term goes when the person resigns: told before.
    told = client.post(act(ola, "resign"), {"last_day": today(), "reason": "moves"}).context["told"]
    assert "is taken back" in told[0]
    client.post(act(ola, "resign"), {"last_day": today(), "reason": "moves", "confirmed": "1"})
    ola.refresh_from_db()
    assert (ola.ended_kind, ola.ends_on) == ("resigned", today())


@pytest.mark.parametrize(
    ("verb", "data", "field"),
    [
        ("resign", {"last_day": "2020-01-01"}, "last_day"),
        ("remove", {"last_day": "2026-01-01", "reason": "", "decision": "1/26"}, "reason"),
        ("reappoint", {"starts_on": "2024-06-01", "ends_on": "2024-05-01"}, "ends_on"),
        ("carry_over", {"reason": "work", "since": "2020-01-01"}, "since"),
        ("carry_over", {"reason": "bored"}, "reason"),
        ("succeed", {"person": "999999", "starts_on": "2026-01-01"}, "person"),
        ("substitute", {"deputy": "999999", "starts_on": "2026-01-01"}, "deputy"),
    ],
)
def test_what_cannot_be_is_told_at_the_field(verb, data, field, admin, seats, as_user):
    seat = seats["Kari"] if verb == "succeed" else seats["Ola"]
    for confirmed in ({}, {"confirmed": "1"}):
        answer = as_user(admin).post(act(seat, verb), data | confirmed)
        assert list(answer.context["form"].errors) == [field]
    assert not Appointment.objects.exclude(ended_kind="").exists()


def test_a_deputy_moves_up_in_the_browser(admin, union, as_user):
    member = AppointmentFactory(body=union.board)
    first, second = (AppointmentFactory(body=union.board, role=Role.DEPUTY_MEMBER, rank=rank) for rank in (1, 2))
    client = as_user(admin)
    assert act(member, "substitute") in client.get(page(union.board)).content.decode()
    data = {"deputy": first.pk, "starts_on": today() + DAY}
    told = client.post(act(member, "substitute"), data).context["told"]
    assert f"{second.person} is 1. deputy member from" in " ".join(told)
    client.post(act(member, "substitute"), data | {"confirmed": "1"})
    assert union.board.appointments.get(follows=member).person == first.person


def test_who_leaves_the_field_is_carried_over_and_a_draft_call_waits(admin, member, group, seats, as_user):
    person = seats["Ola"].person
    client, url = as_user(admin), reverse("members:person.leave_field", args=[person.pk])
    told = client.post(url, {"since": today()}).context["told"]
    assert "draft call" in told[-1]
    assert not Call.objects.exists()
    answer = client.post(url, {"since": today(), "confirmed": "1"})
    assert answer.url == reverse("sections:call.view", args=[Call.objects.get().pk])
    seats["Ola"].refresh_from_db()
    assert seats["Ola"].is_carried()
    history = client.get(reverse("members:person.view", args=[person.pk])).content.decode()
    assert "carried over since" in history
    assert as_user(member).post(url, {"since": today()}).status_code == 403


def test_a_successor_is_appointed_to_a_carried_seat_in_the_form(admin, group, seats, as_user, union):
    ola = seats["Ola"]
    new = PersonFactory(section=union.section)
    url = f"{reverse('sections:appointment.create', args=[group.slug])}?person={new.pk}"
    client = as_user(admin)
    assert "follows" not in client.get(url).context["form"].fields
    Appointment.objects.filter(pk=ola.pk).update(ends_on=None, carried_since=today() - DAY, carried_reason="work")
    assert list(client.get(url).context["form"].fields["follows"].queryset) == [ola]
    client.post(url, {"role": "member", "starts_on": today() + 7 * DAY, "follows": ola.pk})
    ola.refresh_from_db()
    assert (ola.ends_on, ola.ended_kind) == (today() + 6 * DAY, "succeeded")


def test_the_tick_in_the_register_leads_on_to_what_follows(admin, seats, as_user):
    person = seats["Ola"].person
    data = {"first_name": "Ola", "last_name": "Vik", "section": person.section_id, "email": person.email}
    answer = as_user(admin).post(reverse("members:person.edit", args=[person.pk]), data)
    assert answer.url == reverse("members:person.leave_field", args=[person.pk])
    assert not Person.objects.get(pk=person.pk).occupationally_active


def test_the_reason_for_leaving_is_for_the_person_and_the_administration(admin, member, leader, group, as_user):
    seat = member.person.appointments.get()
    Appointment.objects.filter(pk=seat.pk).update(ends_on=today() - DAY, ended_kind="resigned", ended_reason="is ill")
    AppointmentFactory(body=group, person=member.person, role=Role.OBSERVER, starts_on=today())
    url = reverse("members:person.view", args=[member.person_id])
    seen = [("is ill" in as_user(user).get(url).content.decode()) for user in (admin, member, leader)]
    assert seen == [True, True, False]
    for user in (admin, leader):
        assert "is ill" not in as_user(user).get(page(group)).content.decode()


@pytest.fixture
def board(union):
    """As at the turn of the year of the real report: one leaves after November, a deputy follows from December."""
    left = AppointmentFactory(
        body=union.board, person__first_name="Kari", person__last_name="Vik", ends_on=date(2024, 11, 30),
        ended_kind="resigned", starts_on=date(2023, 1, 1),
    )  # fmt: skip
    AppointmentFactory(
        body=union.board, person__first_name="=SUM(1)", person__last_name="Li", starts_on=date(2024, 12, 1), follows=left
    )  # fmt: skip
    AppointmentFactory(
        body=union.board, role=Role.LEADER, starts_on=date(2023, 1, 1), carried_since=date(2024, 3, 1),
        carried_reason="term", term_ends_on=date(2024, 2, 29),
    )  # fmt: skip
    return union.board


def test_the_list_as_of_a_day_with_its_notes(admin, board, as_user):
    client = as_user(admin)
    november = client.get(page(board), {"on": "2024-11-30"}).context["roster"]
    assert [note.text for note in november.notes] == [
        "Carried over since 1 March 2024, until a successor is appointed: the term has run out.",
        "Through November 2024 (resigned), then =SUM(1) Li.",
        "From December 2024, in place of Kari Vik.",
    ]
    december = client.get(page(board), {"on": "2024-12-01"}).context["roster"]
    assert [line.person.first_name for line in december.left] == ["Kari"]
    assert [note.text for note in december.notes][1:] == [
        "From December 2024, in place of Kari Vik.", "Through November 2024 (resigned), then =SUM(1) Li."
    ]  # fmt: skip
    assert client.get(page(board), {"on": "2025-01-01"}).context["roster"].left == []
    assert client.get(page(board), {"on": "0001-01-01"}).context["roster"].is_today


def test_the_spreadsheet_holds_the_same_and_computes_nothing(admin, stranger, board, as_user):
    client = as_user(admin)
    rows = {}
    for form in ("xlsx", "csv"):
        answer = client.get(reverse("sections:body.export", args=[board.slug, form]), {"on": "2024-12-01"})
        assert f'filename="board-2024-12-01.{form}"' in answer["Content-Disposition"]
        rows[form] = answer.content
    sheet = openpyxl.load_workbook(io.BytesIO(rows["xlsx"])).active
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert cells["=SUM(1) Li"] == "s"
    assert "From December 2024, in place of Kari Vik." in cells
    lines = list(csv.reader(io.StringIO(rows["csv"].decode("utf-8-sig")), delimiter=";"))
    assert "'=SUM(1) Li" in [cell for line in lines for cell in line]
    assert client.get(reverse("sections:body.export", args=[board.slug, "exe"])).status_code == 404
    assert as_user(stranger).get(reverse("sections:body.export", args=[board.slug, "csv"])).status_code == 404


def test_the_number_is_the_same_everywhere(admin, group, union, as_user):
    """List, group page, home, the check, and both papers say what one place says."""
    AppointmentFactory(body=group, role=Role.LEADER)
    AppointmentFactory(body=group, role=Role.CONTACT)
    AppointmentFactory(body=group, ends_on=today() + 30 * DAY)
    AppointmentFactory(body=group, carried_since=today() - DAY, carried_reason="work")
    AppointmentFactory(body=group, ends_on=today() - DAY)
    AppointmentFactory(body=group, starts_on=today() + DAY)
    summary = "3 of 4–6 · 1 carried over · 1 ends soon · 1 seat vacant · adviser vacant"
    client = as_user(admin)
    figures = standing(with_figures(WorkGroup.objects.all()).get(pk=group.pk))
    assert figures.seating.summary == summary
    assert client.get(page(group)).context["roster"].seats.summary == summary
    (row,) = client.get(reverse("workgroups:group.list")).context["rows"]
    assert row["standing"].seating.summary == summary
    assert [finding.figure for finding in by_rule(figures) if finding.code == "size"] == ["3 of 4–6"]
    assert summary in client.get(reverse("portal:home")).content.decode()
    for place in (page(group), reverse("workgroups:group.list")):
        shown = client.get(place).content.decode()
        assert "3 of 4–6" in shown
        assert "1 carried over · 1 ends soon · 1 seat vacant · adviser vacant" in shown
    assert summary in render_html(APPOINTMENTS, group, "en")
    assert summary in render_html(GROUP, figures.group, "en")
    # A body without a mandate: its page and its paper.
    MandateFactory(body=union.other_group)
    AppointmentFactory(body=union.board)
    shown = client.get(page(union.board)).content.decode()
    assert "1 member" in shown
    assert "leader vacant · deputy leader vacant" in shown
    assert "1 member · leader vacant · deputy leader vacant" in render_html(APPOINTMENTS, union.board, "en")
