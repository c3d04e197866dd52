"""The demo's call: open, with five confirmed applications, told in the order of time."""

from members.models import Application, Call, Coverage
from members.operations import calls
from portal.demo.calls import announce
from portal.demo.story import Story
from portal.models import OutgoingMail
from portal.periods import today


def test_the_call_is_open_and_five_have_applied(group, member, leader, county_leader, union):
    story = Story(today())
    announce(story, group, [member.person, leader.person])
    story.tell()
    call = Call.objects.get()
    assert call.is_accepting
    applications = list(Application.objects.order_by("confirmed_at"))
    assert [row.state for row in applications] == ["confirmed"] * 5
    assert call.published_at < applications[0].confirmed_at
    assert all(row.confirmed_at < story.now and row.fields.exists() for row in applications)
    assert Coverage.objects.filter(field__body=group).count() == 2
    assert OutgoingMail.objects.filter(to_user=county_leader).count() == 1
    assert {person.pk for person in calls.section_leaders(call)} == {county_leader.person_id}
