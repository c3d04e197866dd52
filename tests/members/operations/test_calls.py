"""Calls: who may announce, every state, and who is told."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from members.models import Call, CompetenceField
from members.operations import calls
from members.roles import Role
from portal.models import AuditEntry, OutgoingMail
from portal.periods import today
from portal.permissions import Refused
from portal.workflow import Conflict
from sections.models import Body
from tests.factories import ApplicationFactory, AppointmentFactory, BodyFactory, CallFactory

VERBS = {
    "edit": lambda actor, call: calls.edit(actor, call=call, **values()),
    "publish": lambda actor, call: calls.publish(actor, call=call),
    "extend": lambda actor, call: calls.extend(actor, call=call, deadline=today() + timedelta(days=90)),
    "close": lambda actor, call: calls.close(actor, call=call),
    "cancel": lambda actor, call: calls.cancel(actor, call=call, reason="No money."),
}


def values(**changed):
    deadline = changed.pop("deadline", today() + timedelta(days=20))
    return {
        "title": "Two places",
        "text": "Come and help.",
        "places": 2,
        "deadline": deadline,
        "term_starts_on": deadline + timedelta(days=10),
        "competence": ["Archives", "Law"],
        **changed,
    }


@pytest.fixture
def draft(group):
    return CallFactory(body=group, state=Call.State.DRAFT)


@pytest.fixture
def call(group):
    return CallFactory(body=group)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("who", ["leader", "board_leader", "adviser", "auditor", "county_leader", "stranger", "nobody"])
def test_only_the_administration_announces(who, verb, draft, request):
    with pytest.raises(Refused):
        VERBS[verb](request.getfixturevalue(who), draft)
    draft.refresh_from_db()
    assert draft.state == Call.State.DRAFT


def test_the_administration_of_another_section_is_refused(admin, union):
    with pytest.raises(Refused):
        calls.create(admin, body=union.other_group, **values())


# From which states each verb may start; all the others are refused and nothing is mailed.
LEGAL = {
    "edit": {"draft"},
    "publish": {"draft"},
    "extend": {"open", "closed"},
    "close": {"open"},
    "cancel": {"draft", "open", "closed"},
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", Call.State.values)
def test_every_verb_in_every_state(verb, state, admin, group, county_leader):
    call = CallFactory(body=group, state=state)
    ApplicationFactory(call=call)
    if state in LEGAL[verb]:
        VERBS[verb](admin, call)
        return
    with pytest.raises(Conflict):
        VERBS[verb](admin, call)
    call.refresh_from_db()
    assert call.state == state
    assert not OutgoingMail.objects.exists()


def test_a_draft_keeps_its_fields_of_competence_once(admin, group):
    CompetenceField.objects.create(body=group, name="archives")
    call = calls.create(admin, body=group, **values(competence=["Archives", " ARCHIVES ", "", "Law  of  work"]))
    assert [field.name for field in call.fields.all()] == ["archives", "Law of work"]
    assert call.state == Call.State.DRAFT
    assert AuditEntry.objects.get(verb="call.create").unit_id == group.unit_id


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("role", {"role": Role.AUDITOR}),
        ("places", {"places": 0}),
        ("term_starts_on", {"term_starts_on": date(2020, 1, 1)}),
        ("term_ends_on", {"term_ends_on": date(2020, 1, 1)}),
        ("title", {"title": ""}),
        ("text", {"text": ""}),
        ("competence", {"competence": ["x" * 81]}),
        ("competence", {"competence": [f"Field {n}" for n in range(16)]}),
    ],
)
def test_what_is_wrong_is_told_at_its_field(field, changed, admin, group):
    with pytest.raises(ValidationError) as error:
        calls.create(admin, body=group, **values(**changed))
    assert field in error.value.error_dict
    assert not Call.objects.exists()


def test_publishing_mails_each_section_leader_once_in_their_language(admin, draft, county_leader, union):
    county_leader.language = "nb"
    county_leader.save()
    second = BodyFactory(unit=union.county, kind=Body.Kind.SECTION_COMMITTEE)
    AppointmentFactory(person=county_leader.person, body=second, role=Role.SECTION_LEADER)
    elsewhere = BodyFactory(unit=union.county, kind=Body.Kind.SECTION_COMMITTEE, section=union.other)
    AppointmentFactory(body=elsewhere, role=Role.SECTION_LEADER)
    AppointmentFactory(body=second, role=Role.MEMBER)
    calls.publish(admin, call=draft)
    mail = OutgoingMail.objects.get()
    assert (mail.to_user, mail.language, mail.unit_id) == (county_leader, "nb", union.section.pk)
    assert f"/apply/{draft.key}/" in mail.text
    with pytest.raises(Conflict):
        calls.publish(admin, call=draft)
    assert OutgoingMail.objects.count() == 1


def test_a_call_whose_deadline_has_passed_is_not_published(admin, group):
    call = CallFactory(body=group, state=Call.State.DRAFT, deadline=today() - timedelta(days=1))
    with pytest.raises(ValidationError) as error:
        calls.publish(admin, call=call)
    assert "deadline" in error.value.error_dict


def test_the_deadline_is_the_end_of_the_day_in_norway(group):
    call = CallFactory(body=group, deadline=date(2026, 12, 1))
    with time_machine.travel("2026-12-01T22:59:59Z", tick=False):
        assert call.is_accepting
        assert call.standing == Call.State.OPEN
    with time_machine.travel("2026-12-01T23:00:00Z", tick=False):
        assert not call.is_accepting
        assert call.standing == Call.State.CLOSED
        assert call.is_treatable


@pytest.mark.parametrize("verb", ["extend", "close", "cancel"])
def test_those_who_applied_are_told_once(verb, admin, call):
    applicant = ApplicationFactory(call=call)
    ApplicationFactory(call=call, state="unconfirmed")
    ApplicationFactory(call=call, state="withdrawn")
    VERBS[verb](admin, call)
    mail = OutgoingMail.objects.get()
    assert mail.to_address == applicant.email
    # The outbox shows the mails of a unit to its administration, of which somebody may have applied.
    assert mail.unit_id is None


def test_the_reason_of_a_cancelled_call_is_told(admin, call):
    ApplicationFactory(call=call)
    with pytest.raises(ValidationError) as error:
        calls.cancel(admin, call=call, reason="  ")
    assert "reason" in error.value.error_dict
    calls.cancel(admin, call=call, reason="The group is merged.")
    assert "The group is merged." in OutgoingMail.objects.get().text
    assert call.__class__.objects.get().ended_on == today()


def test_a_deadline_is_moved_forward_only(admin, call):
    with pytest.raises(ValidationError) as error:
        calls.extend(admin, call=call, deadline=call.deadline - timedelta(days=1))
    assert "deadline" in error.value.error_dict
    later = call.deadline + timedelta(days=7)
    calls.extend(admin, call=call, deadline=later)
    calls.extend(admin, call=call, deadline=later)
    assert AuditEntry.objects.filter(verb="call.extend").count() == 1


def test_a_closed_call_opens_again_with_a_new_deadline(admin, group):
    call = CallFactory(body=group, deadline=today() - timedelta(days=3))
    extended = calls.extend(admin, call=call, deadline=today() + timedelta(days=3))
    assert extended.is_accepting


def test_an_administrator_who_has_applied_does_not_move_the_deadline(admin, call):
    ApplicationFactory(call=call, email=admin.email)
    for verb in ("extend", "close", "cancel"):
        with pytest.raises(Refused, match="applied here yourself"):
            VERBS[verb](admin, call)


def test_a_closed_body_announces_nothing(admin, group):
    group.closed_on = today()
    group.save()
    with pytest.raises(ValidationError):
        calls.create(admin, body=group, **values())
