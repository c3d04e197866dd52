"""How a plan stands on a day: on the page, in the report and in the year's figures; as it was told then."""

import io
from datetime import date, datetime

import page as pdf_page
import pypdf
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from members.roles import Role
from plans import standing
from plans.models import Measure, MeasureResponsible, MeasureStatus
from portal import calendars
from tests.factories import AppointmentFactory, AreaFactory, MeasureFactory, MeetingFactory

TODAY = date(2026, 11, 22)


def moment(month, day):
    return timezone.make_aware(datetime(2026, month, day, 12))


def tell(measure, status, at, note="", by=None):
    """As the verb leaves it, on a day that has been."""
    MeasureStatus.objects.create(measure=measure, status=status, note=note, at=at, by=by)
    Measure.objects.filter(pk=measure.pk).update(status=status, status_note=note, status_at=at)


@pytest.fixture
def told(approved, leader, monkeypatch):
    """Four measures: one delayed and then done, one delayed, one overdue and never told of, one continuous."""
    for place in ("portal.periods", "plans.standing", "plans.models.contents", "plans.views.reading"):
        monkeypatch.setattr(f"{place}.today", lambda: TODAY)
    first, second, third = approved.measures
    tell(first, "delayed", moment(5, 1), "No room to be had")
    tell(first, "done", moment(10, 1), "Held in the town hall", by=leader)
    tell(second, "on_track", moment(3, 1))
    tell(second, "delayed", moment(11, 10), "The employer asks for time", by=leader)
    Measure.objects.filter(pk=second.pk).update(due_on=date(2026, 12, 31))
    Measure.objects.filter(pk=third.pk).update(due_on=date(2026, 6, 30))
    MeasureResponsible.objects.create(measure=second, role=Role.LEADER, label="Leader")
    approved.lasting = MeasureFactory(
        plan=approved.plan, area=approved.local, deadline_kind="continuous", review_months=6, text="Call new members"
    )
    MeetingFactory(body=approved.plan.body, title="Spring meeting", state="held", starts_at=moment(4, 15))
    return approved


def texts(lines):
    return [line.measure.text for line in lines]


def test_how_it_stands_today(told):
    found = standing.read(told.plan)
    # Done 1, delayed ¼, two not started.
    assert found.progress.percent == 31
    assert texts(found.behind) == ["Measure 3", "Measure 2"]
    assert texts(found.changed) == ["Measure 2", "Measure 1"]
    assert [line.was for line in found.changed] == ["on track", "delayed"]
    assert timezone.localdate(found.behind[1].since) == date(2026, 11, 10)
    assert texts(found.coming) == ["Measure 2", "Call new members"]
    assert texts(found.untold) == ["Measure 3", "Call new members"]


def test_how_it_stood_on_another_day(told):
    found = standing.read(told.plan, date(2026, 6, 15))
    assert {line.measure.text: line.measure.status for line in found.lines} == {
        "Measure 1": "delayed",
        "Measure 2": "on_track",
        "Measure 3": "not_started",
        "Call new members": "not_started",
    }
    assert texts(found.behind) == ["Measure 1"]
    assert texts(found.changed) == ["Measure 1"]
    assert texts(found.coming)[0] == "Measure 3"
    early = standing.read(told.plan, date(2026, 1, 2))
    assert (early.progress.percent, early.changed) == (0, [])


def test_what_is_new_counts_from_the_last_report(told):
    told.plan.reported_at = moment(10, 5)
    assert texts(standing.read(told.plan).changed) == ["Measure 2"]


def test_the_page_tells_what_is_behind_and_why(told, leader, member, as_user):
    page = as_user(member).get(reverse("plans:plan.status", args=[told.plan.pk])).content.decode()
    assert "31 %" in page
    assert "The employer asks for time" in page
    assert f"told by {leader.person.name}" in page
    assert f"Leader ({leader.person.name})" in page
    assert reverse("plans:measure.view", args=[told.measures[1].pk]) in page
    then = as_user(member).get(reverse("plans:plan.status", args=[told.plan.pk]), {"on": "2026-06-15"}).content.decode()
    assert "No room to be had" in then
    assert "The employer asks for time" not in then
    bad = as_user(member).get(reverse("plans:plan.status", args=[told.plan.pk]), {"on": "2026-13-01"})
    assert "“2026-13-01” is no day" in bad.content.decode()


def test_the_year_shows_deadlines_reviews_and_meetings(told, member, as_user):
    page = as_user(member).get(reverse("plans:plan.year", args=[told.plan.pk])).content.decode()
    for words in ("Spring meeting", "Measure 3", "Call new members", "1 deadline has passed without"):
        assert words in page
    kinds = [(entry.on, entry.kind) for entry in standing.entries(standing.read(told.plan), 2026)]
    assert kinds == [
        (date(2026, 4, 15), "meeting"),
        (date(2026, 6, 30), "deadline"),
        (date(2026, 7, 1), "review"),
        (date(2026, 12, 31), "deadline"),
    ]


@pytest.mark.parametrize("view", ["plan.status", "plan.year"])
def test_the_pages_cost_few_queries_however_many_measures(view, told, leader, as_user, django_assert_max_num_queries):
    for measure in MeasureFactory.create_batch(30, area=AreaFactory(plan=told.plan), due_on=date(2026, 12, 1)):
        tell(measure, "delayed", moment(11, 1), by=leader)
        MeasureResponsible.objects.create(measure=measure, role=Role.SECRETARY, label="Secretary")
    AppointmentFactory(body=told.plan.body, role=Role.SECRETARY)
    client, url = as_user(leader), reverse(f"plans:{view}", args=[told.plan.pk])
    client.get(url)
    with django_assert_max_num_queries(12):
        assert client.get(url).status_code == 200


def test_the_report_is_printed_as_of_a_day(told, tmp_path):
    out = tmp_path / "x.pdf"
    call_command(
        "report", "plan-status", str(told.plan.pk), "--as-of", "2026-06-15", "--out", str(out), "--language", "en",
        stdout=io.StringIO(),
    )  # fmt: skip
    assert pdf_page.validate_pdf_bytes(out.read_bytes(), profile=pdf_page.ValidationProfile.PDF_UA_1).failures == []
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(out).pages)
    assert "15 June 2026" in text
    assert "No room to be had" in text
    assert "The employer asks for time" not in text
    assert "Spring meeting" in text


def test_deadlines_stand_in_their_month_and_those_outside_are_counted():
    days = [
        (date(2026, 6, 30), False),
        (date(2026, 6, 1), True),
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), False),
    ]
    line = calendars.deadline_line(days, date(2026, 1, 1), date(2026, 12, 31), TODAY)
    assert [stack.total for stack in line.stacks] == [0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1]
    assert line.stacks[5].counts == [1, 0, 1]
    assert (line.overdue, line.coming, line.following, line.outside) == (1, 1, date(2026, 12, 31), 1)
    long = calendars.deadline_line(days, date(2026, 1, 1), date(2029, 12, 31), TODAY)
    assert [stack.total for stack in long.stacks][:5] == [0, 2, 0, 1, 1]


def test_marks_of_the_same_days_are_one_with_the_most_pressing_state():
    events = [(date(2026, 1, 2), "deadline", "done"), (date(2026, 1, 9), "deadline", "delayed")]
    wheel = calendars.year_wheel(2026, [*events, (date(2025, 1, 2), "meeting", "")], date(2027, 1, 1))
    (mark,) = wheel.marks
    assert (mark.kind, mark.state, mark.count) == ("deadline", "delayed", 2)
    # In January: up and to the right of the middle.
    assert mark.x > 0 > mark.y
    assert wheel.hand is None
