"""One meeting in person more than the mandate allows: told before the notice is sent, called knowingly or not at all."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portal.models import AuditEntry, OutgoingMail
from tests.factories import MeetingFactory
from workgroups.models import Meeting
from workgroups.operations import meetings

pytestmark = pytest.mark.django_db


@pytest.fixture
def fifth(prepared):
    """The next one in person is number five of four in its year."""
    middle = prepared.starts_at.replace(month=6, day=15)
    for number in range(4):
        MeetingFactory(body=prepared.body, starts_at=middle + timedelta(days=number), format="physical")
    prepared.format, prepared.place, prepared.starts_at = "physical", "Oslo", middle.replace(year=middle.year + 1)
    prepared.ends_at = prepared.starts_at + timedelta(hours=2)
    Meeting.objects.filter(body=prepared.body, state="called").update(
        starts_at=prepared.starts_at - timedelta(days=9), ends_at=prepared.starts_at - timedelta(days=8)
    )
    prepared.save()
    return prepared


def reasons():
    return list(AuditEntry.objects.filter(verb="meeting.exceed").values_list("note", flat=True))


def test_the_verb_refuses_without_a_reason_and_keeps_one(fifth, leader):
    for reason in ("", "  ", "x" * 301):
        with pytest.raises(ValidationError) as caught:
            meetings.call(leader, meeting=fifth, beyond=reason)
        assert set(caught.value.error_dict) == {"beyond"}
    assert not OutgoingMail.objects.exists()
    assert meetings.call(leader, meeting=fifth, beyond=" The board asked for it. ").state == "called"
    assert reasons() == ["The board asked for it."]


def test_the_page_tells_it_before_and_sends_when_it_is_known(fifth, leader, as_user):
    client, url = as_user(leader), reverse("workgroups:meeting.call", args=[fifth.pk])
    data = {"person": [leader.person.pk], "send": "1"}
    page = client.get(url)
    assert f"This would be number 5 in {fifth.day.year}; the mandate allows 4." in page.content.decode()
    for missing in ({}, {"known": "on"}, {"beyond": "Needed."}):
        answer = client.post(url, data | missing)
        assert answer.status_code == 200 and answer.context["beyond_form"].errors
    kept = client.post(url, {"search": "1", "q": "a", "beyond": "Needed.", "person": [leader.person.pk]})
    assert kept.context["beyond_form"]["beyond"].value() == "Needed."
    assert client.post(url, data | {"known": "on", "beyond": "Needed."}).status_code == 302
    assert reasons() == ["Needed."]


def test_within_the_mandate_nothing_is_asked(fifth, leader, as_user):
    Meeting.objects.filter(body=fifth.body, state="called").first().delete()
    client, url = as_user(leader), reverse("workgroups:meeting.call", args=[fifth.pk])
    assert client.get(url).context["beyond_form"] is None
    assert client.post(url, {"person": [leader.person.pk], "send": "1"}).status_code == 302
    assert reasons() == []


def test_a_digital_one_that_becomes_one_in_person_is_asked_too(fifth, leader, as_user):
    fifth.format, fifth.link, fifth.place = "digital", "https://meet.example/1", ""
    fifth.save()
    meetings.call(leader, meeting=fifth)
    client, url = as_user(leader), reverse("workgroups:meeting.edit", args=[fifth.pk])
    form = client.get(url).context["form"]
    assert "beyond" in form.fields
    data = {name: form[name].value() for name in form.fields} | {"format": "physical", "place": "Oslo", "beyond": ""}
    data |= {"starts_at": "10:00", "ends_at": "12:00"}
    answer = client.post(url, data)
    assert "beyond" in answer.context["form"].errors
    assert client.post(url, data | {"beyond": "No line there."}).status_code == 302
    fifth.refresh_from_db()
    assert (fifth.format, reasons()) == ("physical", ["No line there."])
    # It counts already: another hour of the same year asks for nothing more.
    assert client.post(url, data | {"starts_at": "11:00", "ends_at": "13:00"}).status_code == 302
    assert len(reasons()) == 1
