"""A measure's page, and the list of what one is responsible for."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.roles import Role
from plans.models import Evidence, Measure, MeasureResponsible, MeasureTask, PlanEdit
from plans.operations import sheet
from portal.models import StoredFile
from portal.periods import today
from tests.factories import (
    AppointmentFactory,
    AreaFactory,
    MeasureFactory,
    MeetingFactory,
    PlanFactory,
    TaskFactory,
)
from workgroups.models import Minutes, MinutesItem, Task


def url(name: str, *args) -> str:
    return reverse(f"plans:{name}", args=args)


@pytest.fixture
def minutes_item(group) -> MinutesItem:
    minutes = Minutes.objects.create(meeting=MeetingFactory(body=group), state=Minutes.State.APPROVED)
    return MinutesItem.objects.create(minutes=minutes, position=1, title="The case that decided it")


def test_an_office_is_who_holds_it_today(as_user, leader, draft):
    measure = draft.measures[0]
    values = {"text": measure.text, "place": f"goal-{draft.first.pk}", "version": 0, "offices": ["leader", "treasurer"]}
    form = as_user(leader).get(url("measure.edit", measure.pk)).content.decode()
    assert "Leader: Leader Tester" in form
    # Nobody is treasurer today, so that is no choice; the word is written instead.
    assert "is-invalid" in as_user(leader).post(url("measure.edit", measure.pk), values).content.decode()
    values |= {"offices": ["leader"], "responsible_text": "Kasserer og rådet", "review_months": "3"}
    as_user(leader).post(url("measure.edit", measure.pk), {**values, "deadline_kind": "continuous"})
    measure.refresh_from_db()
    assert measure.responsible_text == "Kasserer og rådet\nLeder"
    page = as_user(leader).get(url("measure.view", measure.pk)).content.decode()
    assert "(Leader Tester)" in page
    assert (measure.next_review_on, measure.review_months) == (date(2026, 4, 1), 3)
    # Unticked, the word goes.
    values |= {"version": measure.version, "offices": ["treasurer"], "responsible_text": measure.responsible_text}
    as_user(leader).post(url("measure.edit", measure.pk), values)
    measure.refresh_from_db()
    assert measure.responsible_text == "Kasserer\nRådet"


def test_evidence_is_seen_by_those_who_may_see_it(as_user, leader, member, draft, minutes_item):
    measure = draft.measures[0]
    client, address = as_user(leader), url("measure.attach", measure.pk)
    assert client.get(address).status_code == 200
    files = {"upload": SimpleUploadedFile("proof.txt", b"It was done.")}
    for data in ({**files, "title": "Photo"}, {"url": "https://example.org/x"}, {"minutes_item": minutes_item.pk}):
        assert client.post(address, data).status_code == 302
    for bad in (
        {"title": "Alone"},
        {"url": "javascript:alert(1)"},
        {"url": "https://example.org", "minutes_item": minutes_item.pk},
    ):
        assert client.post(address, bad).status_code == 422
    page = as_user(member).get(url("measure.view", measure.pk)).content.decode()
    assert "Photo" in page
    assert "The case that decided it" in page
    stored = StoredFile.objects.get()
    fetched = as_user(member).get(reverse("portal:file.download", args=[stored.key]))
    assert b"".join(fetched.streaming_content) == b"It was done."
    Minutes.objects.update(state=Minutes.State.DRAFT)
    assert "The case that decided it" not in as_user(member).get(url("measure.view", measure.pk)).content.decode()
    row = Evidence.objects.get(kind="file")
    assert as_user(member).post(url("evidence.remove", row.pk)).status_code == 403
    as_user(leader).post(url("evidence.remove", row.pk))
    assert "Photo" not in as_user(leader).get(url("measure.view", measure.pk)).content.decode()
    assert as_user(member).get(reverse("portal:file.download", args=[stored.key])).status_code == 404


def test_tasks_become_measures_and_measures_tasks(as_user, leader, member, stranger, draft):
    measure = draft.measures[0]
    client = as_user(leader)
    assert measure.text in client.get(url("measure.task", measure.pk)).content.decode()
    given = {"title": "Book the room", "responsible": member.person_id, "due_on": "2026-05-01"}
    client.post(url("measure.task", measure.pk), given)
    link = MeasureTask.objects.get()
    task_page = reverse("workgroups:task.view", args=[link.task_id])
    assert "Book the room" in client.get(url("measure.view", measure.pk)).content.decode()
    assert url("measure.view", measure.pk) in as_user(member).get(task_page).content.decode()
    as_user(leader).post(url("task.unlink", link.pk))
    assert Task.objects.get().title == "Book the room"

    task = Task.objects.get()
    address = url("task.measure", task.pk)
    assert client.post(address, {"measure": ""}).status_code == 422
    client.post(address, {"place": f"goal-{draft.second.pk}"})
    made = draft.second.measures.get()
    assert (made.text, made.due_on, made.responsible.get().person) == ("Book the room", task.due_on, member.person)
    for _twice in range(2):
        client.post(address, {"measure": measure.pk})
    assert set(task.measure_links.values_list("measure", flat=True)) == {made.pk, measure.pk}
    assert as_user(stranger).get(address).status_code == 404


def test_what_i_am_responsible_for_and_a_status_by_two_taps(
    as_user, member, approved, union, django_assert_max_num_queries
):
    # Two bodies: named in the one, secretary of the other.
    AppointmentFactory(person=member.person, body=union.local_board, role=Role.SECRETARY)
    area = AreaFactory(plan=PlanFactory(body=union.local_board, state="approved"))
    late, soon, steady = (
        MeasureFactory(area=area, text=text, deadline_kind=kind, due_on=due)
        for text, kind, due in (
            ("Late one", "date", today() - timedelta(days=1)),
            ("Far one", "date", today() + timedelta(days=70)),
            ("Steady one", "continuous", None),
        )
    )
    for measure in (late, soon, steady):
        MeasureResponsible.objects.create(measure=measure, role="secretary")
    own, done, _others = approved.measures
    for measure in (own, done):
        MeasureResponsible.objects.create(measure=measure, person=member.person)
    Measure.objects.filter(pk=done.pk).update(status="done")
    MeasureResponsible.objects.create(
        measure=MeasureFactory(area__plan=PlanFactory(body=union.local_board)), role="secretary"
    )
    task = TaskFactory(body=union.group, responsible=member.person, title="My task")
    client = as_user(member)
    with django_assert_max_num_queries(6):
        page = client.get(url("measure.mine")).content.decode()
    told = [
        "Overdue",
        "Late one",
        "Later",
        "Far one",
        "Continuous",
        "Steady one",
        "Without a date",
        own.text,
        "My task",
    ]
    order = [page.index(text) for text in told]
    assert order == sorted(order)
    assert done.text not in page
    assert page.count("<details") >= 4
    by_office = client.get(url("measure.mine"), {"by": "office"}).content.decode()
    assert by_office.index("By name <") < by_office.index(own.text) < by_office.index("Secretary, Local board")
    assert url("measure.mine") in client.get(reverse("portal:home")).content.decode()

    back = f"http://testserver{url('measure.mine')}"
    response = client.post(url("measure.report", late.pk), {"status": "done"}, headers={"Referer": back}, follow=True)
    edit = PlanEdit.objects.first()
    assert url("edit.undo", edit.pk) in response.content.decode()
    assert "Late one</a>" not in response.content.decode()
    assert late.statuses.get().by == member
    client.post(url("edit.undo", edit.pk), headers={"Referer": back})
    late.refresh_from_db()
    assert late.status == "not_started"
    client.post(url("measure.review", steady.pk))
    steady.refresh_from_db()
    assert steady.reviewed_on == today()
    assert steady.next_review_on > today()
    client.post(url("measure.review", soon.pk))
    soon.refresh_from_db()
    assert soon.reviewed_on is None
    client.post(reverse("workgroups:task.finish", args=[task.pk]), {"next": url("measure.mine")})
    assert "My task</a>" not in client.get(url("measure.mine")).content.decode()
    assert client.post(url("measure.report", _others.pk), {"status": "done"}).status_code == 403


def test_my_report_cannot_be_undone_by_others(as_user, leader, member, secretary, approved):
    measure = approved.measures[0]
    MeasureResponsible.objects.create(measure=measure, person=member.person)
    as_user(member).post(url("measure.report", measure.pk), {"status": "done", "note": "Ready"})
    edit = PlanEdit.objects.get()
    sheet.change_all(secretary, plan=approved.plan, ids=[measure.pk], typed={"note": "Not quite"})
    response = as_user(member).post(url("edit.undo", edit.pk), follow=True)
    assert "has been changed again since" in response.content.decode()
    measure.refresh_from_db()
    assert (measure.status, measure.status_note) == ("done", "Not quite")
    MeasureResponsible.objects.all().delete()
    assert as_user(member).post(url("edit.undo", edit.pk)).status_code == 403


def test_the_page_of_a_measure_in_few_queries(as_user, leader, draft, minutes_item, django_assert_max_num_queries):
    measure = draft.measures[0]
    for number in range(8):
        Evidence.objects.create(measure=measure, title=f"E{number}", kind="minutes", minutes_item=minutes_item)
        MeasureTask.objects.create(measure=measure, task=TaskFactory(body=draft.plan.body))
        measure.statuses.create(status="on_track", by=leader)
    client = as_user(leader)
    with django_assert_max_num_queries(12):
        client.get(url("measure.view", measure.pk))
