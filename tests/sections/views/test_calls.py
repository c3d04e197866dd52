"""Pages of calls and of their treatment: who sees what, one way through all steps, and the cost of the lists."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import Application, Call, Coverage
from members.operations import applications
from members.roles import Role
from portal import tasks
from portal.models import Document, OutgoingMail, StoredFile
from portal.periods import today
from tests.factories import AgendaItemFactory, ApplicationFactory, AppointmentFactory, CallFactory, MeetingFactory

pytestmark = pytest.mark.django_db


def url(name, obj):
    return reverse(f"sections:{name}", args=[obj.pk])


@pytest.fixture
def call(group):
    """Over its deadline, with a name that must not get out."""
    call = CallFactory(body=group, deadline=today() - timedelta(days=1))
    call.fields.add(group.competence_fields.create(name="Law"))
    ApplicationFactory(call=call, first_name="Zacharias", email="zacharias@apply.example")
    return call


@pytest.fixture
def application(call):
    return call.applications.get()


def attached(application):

    applications.attach(application, [SimpleUploadedFile("zacharias.pdf", b"%PDF-1.7 x")])
    return StoredFile.objects.get()


def everywhere(client, call, application):
    """All pages on which an applicant could be seen, and what they answer."""
    stored = attached(application)
    addresses = [
        url("call.treat", call),
        url("application.view", application),
        url("call.nominate", call),
        url("call.decide", call),
        url("call.answer", call),
        reverse("portal:file.download", args=[stored.key]),
        reverse("portal:document.open", args=["applicants", call.pk]),
        reverse("portal:history", args=["members.call", call.pk]),
    ]
    return {address: client.get(address) for address in addresses}


@pytest.mark.parametrize("who", ["leader", "auditor", "county_leader", "stranger", "nobody"])
def test_others_see_no_applicant_anywhere(who, call, application, as_user, request):
    answers = everywhere(as_user(request.getfixturevalue(who)), call, application)
    assert {response.status_code for response in answers.values()} <= {403, 404}


@pytest.mark.parametrize("who", ["admin", "board_leader", "board_member", "adviser"])
def test_who_has_applied_sees_no_other_applicant_anywhere(who, call, application, as_user, request):
    """List, detail, file, PDF, history, search, audit trail and outbox."""
    user = request.getfixturevalue(who)
    ApplicationFactory(call=call, email=user.email)
    client = as_user(user)
    answers = everywhere(client, call, application)
    assert {response.status_code for response in answers.values()} <= {403, 404}
    assert b"applied here yourself" in answers[url("call.treat", call)].content
    registers = (
        "/search/?q=Zachar",
        "/audit/",
        "/outbox/",
        reverse("sections:call.list") + "?show=all",
        url("call.view", call),
    )
    for address in registers:
        assert b"Zacharias" not in client.get(address).content, address
    assert not Document.objects.exists()


def test_nobody_in_the_portal_takes_away_what_an_applicant_attached(call, application, admin, as_user):
    stored = attached(application)
    assert as_user(admin).post(reverse("portal:file.remove", args=[stored.key])).status_code == 403
    stored.refresh_from_db()
    assert stored.removed_at is None


def test_a_made_document_is_closed_to_who_applied_later(call, application, admin, board_member, as_user):
    as_user(admin).get(reverse("portal:document.open", args=["applicants", call.pk]))
    tasks.make_documents()
    document = Document.objects.get()
    assert document.state == Document.State.READY, document.error
    ApplicationFactory(call=call, email=board_member.email)
    for name in ("progress", "file"):
        assert as_user(board_member).get(reverse(f"portal:document.{name}", args=[document.key])).status_code == 404
    response = as_user(admin).get(reverse("portal:document.file", args=[document.key]))
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    response.close()


def test_the_board_sees_the_applicants(call, application, board_member, as_user):
    client = as_user(board_member)
    assert b"Zacharias" in client.get(url("call.treat", call)).content
    page = client.get(url("application.view", application))
    assert page.status_code == 200
    assert b"Save the note" not in page.content


def test_a_draft_is_hidden_from_all_but_the_administration(group, leader, admin, as_user):
    draft = CallFactory(body=group, state="draft")
    assert as_user(leader).get(url("call.view", draft)).status_code == 404
    assert as_user(admin).get(url("call.view", draft)).status_code == 200


def call_data(**changed):
    deadline = today() + timedelta(days=20)
    values = {
        "title": "Two places",
        "text": "Come.",
        "competence": "Law\nArchives",
        "role": "member",
        "places": "2",
        "deadline": deadline.isoformat(),
        "term_starts_on": (deadline + timedelta(days=10)).isoformat(),
        "term_ends_on": "",
        "retention_days": "90",
    }
    return values | changed


def test_only_the_administration_gets_the_form(group, leader, board_leader, as_user):
    for user in (leader, board_leader):
        assert as_user(user).post(reverse("sections:call.create", args=[group.slug]), call_data()).status_code == 403
    assert not Call.objects.exists()


def test_the_term_is_proposed_from_the_mandate_and_the_ending_terms(group, admin, as_user):
    first = today() + timedelta(days=100)
    for _n in range(4):
        AppointmentFactory(body=group)
    AppointmentFactory(body=group, ends_on=first - timedelta(days=1))
    page = as_user(admin).get(reverse("sections:call.create", args=[group.slug])).content.decode()
    assert f'value="{first.isoformat()}"' in page
    assert 'name="places" value="2"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "a\nb"),
        ("text", "x" * 200_000),
        ("places", "0"),
        ("deadline", "soon"),
        ("term_starts_on", "2000-01-01"),
    ],
)
def test_a_wrong_field_is_told_and_nothing_typed_is_lost(field, value, group, admin, as_user):
    address = reverse("sections:call.create", args=[group.slug])
    response = as_user(admin).post(address, call_data(field="مرحبا 🎉 æøå", **{field: value}))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "مرحبا 🎉 æøå" in response.content.decode()


def test_one_way_through_all_steps(group, admin, county_leader, as_user):
    client = as_user(admin)
    client.post(reverse("sections:call.create", args=[group.slug]), call_data())
    call = Call.objects.get()
    client.post(url("call.edit", call), call_data(title="Three places"))
    assert client.get(url("call.publish", call)).status_code == 200
    client.post(url("call.publish", call))
    client.post(url("call.publish", call))
    assert OutgoingMail.objects.filter(template="letter", to_user=county_leader).count() == 1
    one, other = ApplicationFactory(call=call), ApplicationFactory(call=call)
    one.fields.set(call.fields.all())
    client.post(url("call.extend", call), {"deadline": (today() + timedelta(days=30)).isoformat()})
    client.post(url("call.close", call))
    client.post(url("call.nominate", call), {f"place_{one.pk}": "1", f"reason_{one.pk}": "Law", "text": "One."})
    page = client.get(url("call.decide", call)).content.decode()
    assert f'value="{one.pk}"' in page and "checked" in page
    decision = {"chosen": [one.pk], "decision": "12/26", "decided_on": today().isoformat()}
    client.post(url("call.decide", call), decision)
    for _click in range(2):
        client.post(url("application.appoint", one))
    preview = client.post(url("call.answer", call), {"to_chosen": "We meet in May."})
    assert b"We meet in May." in preview.content
    told = OutgoingMail.objects.filter(occasion__startswith="call.answer").count
    assert told() == 0
    for _click in range(2):
        client.post(url("call.answer", call), {"to_chosen": "We meet in May.", "send": "1"})
    assert told() == 2
    one.refresh_from_db()
    other.refresh_from_db()
    call.refresh_from_db()
    assert (call.title, call.state, one.state, other.state) == ("Three places", "decided", "appointed", "not_chosen")
    assert one.appointment.person.email == one.email
    assert client.get(url("call.view", call)).status_code == 200
    assert client.get(url("call.treat", call)).status_code == 200


def test_a_cancelled_call_says_why(group, admin, as_user):
    call = CallFactory(body=group)
    client = as_user(admin)
    assert client.post(url("call.cancel", call), {"reason": ""}).status_code == 422
    client.post(url("call.cancel", call), {"reason": "The group is merged."})
    assert b"The group is merged." in client.get(url("call.view", call)).content
    assert b"The group is merged." in client.get(reverse("sections:application.create", args=[call.key])).content


def test_two_on_the_same_place_are_told_at_the_field(call, application, admin, as_user):
    other = ApplicationFactory(call=call)
    response = as_user(admin).post(url("call.nominate", call), {f"place_{row.pk}": "1" for row in (application, other)})
    assert response.status_code == 422
    assert len(response.context["form"].errors) == 1


@pytest.mark.parametrize("name", ["call.nominate", "call.decide", "call.answer"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_too_early_leads_back_with_the_reason(name, method, group, admin, as_user):
    call = CallFactory(body=group)
    row = ApplicationFactory(call=call)
    data = {"chosen": [row.pk], "decision": "1/26", "decided_on": today().isoformat(), "send": "1"}
    response = getattr(as_user(admin), method)(url(name, call), data)
    assert response.url == url("call.treat", call)
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert not OutgoingMail.objects.exists()


def test_a_decision_that_stands_is_not_offered_for_change(call, application, admin, as_user):
    client = as_user(admin)
    client.post(
        url("call.decide", call), {"chosen": [application.pk], "decision": "1/26", "decided_on": today().isoformat()}
    )
    assert b"Put the decision right" in client.get(url("call.treat", call)).content
    client.post(url("application.appoint", application))
    assert b"Put the decision right" not in client.get(url("call.treat", call)).content
    assert client.get(url("call.decide", call)).url == url("call.treat", call)


def test_a_note_is_saved(application, admin, as_user):
    as_user(admin).post(url("application.view", application), {"text": "Known to be able."})
    application.refresh_from_db()
    assert application.note == "Known to be able."


@pytest.mark.parametrize("query", ["", "?look=1", "?look=1&with=0&with=x&with=99999999999999999999", "?with=-1"])
def test_the_matrix_takes_any_address(query, call, admin, as_user):
    assert as_user(admin).get(url("call.treat", call) + query).status_code == 200


def test_the_matrix_follows_the_ticks(call, application, admin, as_user):
    application.fields.set(call.fields.all())
    client = as_user(admin)
    without = client.get(url("call.treat", call) + "?look=1")
    assert [row.name for row in without.context["matrix"].missing] == ["Law"]
    with_them = client.get(url("call.treat", call) + f"?look=1&with={application.pk}")
    assert with_them.context["matrix"].missing == []


def test_who_covers_what_is_saved(call, leader, admin, as_user):
    field = call.fields.get()
    address = reverse("sections:coverage.edit", args=[call.body.slug])
    name = f"person_{leader.person_id}"
    assert as_user(leader).post(address, {name: [field.pk]}).status_code == 403
    as_user(admin).post(address, {name: [field.pk]})
    assert Coverage.objects.get().person == leader.person
    assert as_user(admin).post(address, {name: ["x"]}).status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_six_queries(rows, group, board_leader, as_user, django_assert_max_num_queries):
    for _n in range(rows):
        ApplicationFactory(call=CallFactory(body=group))
    client = as_user(board_leader)
    client.get("/calls/")
    with django_assert_max_num_queries(6):
        assert client.get("/calls/").status_code == 200


@pytest.mark.parametrize("rows", [1, 30])
def test_the_table_of_applicants_takes_twelve_queries(rows, call, admin, as_user, django_assert_max_num_queries):
    for _n in range(rows):
        AppointmentFactory(body=call.body, role=Role.MEMBER)
        ApplicationFactory(call=call).fields.set(call.fields.all())
    client = as_user(admin)
    client.get(url("call.treat", call))
    with django_assert_max_num_queries(12):
        assert client.get(url("call.treat", call)).status_code == 200
    assert Application.objects.counted().count() == rows + 1


@pytest.mark.parametrize("number", ["7/26", "07/2026", " 7/26 "])
def test_the_case_of_the_board_is_linked_for_those_who_may_see_it(number, union, group, board_member, admin, as_user):
    meeting = MeetingFactory(body=union.board)
    item = AgendaItemFactory(meeting=meeting, case_number=7, case_year=2026)
    call = CallFactory(body=group, state="decided", decision=number, decided_on=today())
    link = f"/{meeting.pk}/#item-{item.pk}"
    assert link in as_user(board_member).get(url("call.view", call)).content.decode()
    meeting.state = "draft"
    meeting.save()
    assert link not in as_user(board_member).get(url("call.view", call)).content.decode()


@pytest.mark.parametrize("number", ["", "x", "7/26 and 8/26", "99999999999/26", "8/26", "７/26"])
def test_a_case_that_is_not_in_the_portal_stays_text(number, group, admin, as_user):
    call = CallFactory(body=group, state="decided", decision=number, decided_on=today())
    for name in ("call.view", "call.treat"):
        page = as_user(admin).get(url(name, call))
        assert page.status_code == 200
        assert b"#item-" not in page.content


def test_whoever_only_passes_it_on_gets_that_as_the_next_step(group, county_leader, admin, as_user):
    call = CallFactory(body=group)
    page = as_user(county_leader).get(reverse("sections:call.view", args=[call.pk])).content.decode()
    assert 'href="mailto:?subject=' in page and "who has applied" not in page
    ApplicationFactory(call=call, email=admin.email)
    page = as_user(admin).get(reverse("sections:call.view", args=[call.pk])).content.decode()
    assert "You have applied here yourself" in page
