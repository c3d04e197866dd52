"""Applying without an account: for a member on a phone, and against programs that send the form again and again."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from members import letters
from members.models import Application
from portal import files, tasks
from portal.models import OutgoingMail
from portal.periods import today
from sections.forms_applications import ApplicationForm
from tests.factories import ApplicationFactory, CallFactory

pytestmark = pytest.mark.django_db
State = Application.State


@pytest.fixture
def client(client):
    """Somebody who reads English: nobody is logged in, so the browser says it."""
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def call(group):
    call = CallFactory(body=group)
    call.fields.add(group.competence_fields.create(name="Law"))
    return call


def address(call):
    return reverse("sections:application.create", args=[call.key])


def opened(call, seconds=60):
    """The hidden time of a form that was opened so long ago."""
    with time_machine.travel(timezone.now() - timedelta(seconds=seconds)):
        return ApplicationForm(call=call).initial["opened"]


def data(call, **changed):
    values = {
        "first_name": "Kari",
        "last_name": "Nordmo",
        "email": "kari@apply.example",
        "occupation": "Archivist",
        "occupationally_active": "yes",
        "statement": "I have worked with this for years.",
        "consents": "on",
        "opened": opened(call),
    }
    return {name: value for name, value in (values | changed).items() if value is not None}


def send(client, call, **changed):
    return client.post(address(call), data(call, **changed))


def pdf(name="cv.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 something")


def own(application, name="own"):
    return reverse(f"sections:application.{name}", args=[letters.token_of(application)])


@pytest.mark.parametrize("state", ["draft", "closed", "decided", "cancelled"])
def test_only_an_open_call_takes_applications(state, group, client):
    call = CallFactory(body=group, state=state)
    for response in (client.get(address(call)), send(client, call)):
        assert response.status_code == (404 if state == "draft" else 410)
    assert not Application.objects.exists()


def test_an_address_that_was_guessed_leads_nowhere(client):
    assert client.get("/apply/guess/").status_code == 404
    assert client.get("/apply/guess/sent/").status_code == 404
    assert client.get("/apply/own/guess/").status_code == 404


def test_the_whole_way_of_an_applicant(call, client, union):
    page = client.get(address(call))
    assert page.status_code == 200
    assert b"Law" in page.content
    values = {"fields_covered": [call.fields.get().pk], "unit": union.local.pk, "uploads": pdf()}
    response = send(client, call, **values)
    assert response.url == reverse("sections:application.sent", args=[call.key])
    assert client.get(response.url).status_code == 200
    application = Application.objects.get()
    assert (application.state, application.unit) == (State.UNCONFIRMED, union.local)
    assert own(application) in OutgoingMail.objects.get().text
    # Mail programs open links by themselves: that confirms nothing.
    assert b"Confirm the application" in client.get(own(application)).content
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED
    for _click in range(2):
        assert client.post(own(application, "confirm")).url == own(application)
    application.refresh_from_db()
    assert application.state == State.CONFIRMED
    changed = data(call, statement="Better.", remove=[files.of(application).get().pk], uploads=pdf("new.pdf"))
    assert client.post(own(application, "edit"), changed).url == own(application)
    page = client.get(own(application)).content
    assert b"Better." in page and b"new.pdf" in page and b"cv.pdf" not in page
    assert client.get(own(application, "withdraw")).status_code == 200
    for _click in range(2):
        assert client.post(own(application, "withdraw")).status_code == 302
    application.refresh_from_db()
    assert (application.state, application.statement) == (State.WITHDRAWN, "")
    assert b"is withdrawn" in client.get(own(application)).content


def test_reading_a_link_never_withdraws_or_confirms(call, client):
    application = ApplicationFactory(call=call, state=State.UNCONFIRMED)
    assert client.get(own(application, "confirm")).status_code == 405
    client.get(own(application, "withdraw"))
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED


def test_tampered_and_foreign_links_lead_nowhere(call, client):
    one, two = ApplicationFactory(call=call, first_name="Zacharias"), ApplicationFactory(call=call)
    token, other = letters.token_of(one), letters.token_of(two)
    mixed = f"{token.partition(':')[0]}:{other.partition(':')[2]}"
    for wrong in (token[:-1], token + "x", mixed, token.partition(":")[0]):
        for name in ("own", "confirm", "edit", "withdraw"):
            link = reverse(f"sections:application.{name}", args=[wrong])
            assert client.post(link, {}).status_code in (404, 405)
        assert client.get(reverse("sections:application.own", args=[wrong])).status_code == 404


def test_a_link_that_was_never_confirmed_grows_too_old(call, client):
    application = ApplicationFactory(call=call, state=State.UNCONFIRMED)
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert client.get(own(application)).status_code == 410
        assert client.post(own(application, "confirm")).status_code == 410
    application.refresh_from_db()
    assert application.state == State.UNCONFIRMED


def test_after_the_deadline_the_link_shows_and_withdraws_but_does_not_change(group, client):
    application = ApplicationFactory(call=CallFactory(body=group, deadline=today() - timedelta(days=1)))
    assert b"Change" not in client.get(own(application)).content
    client.post(own(application, "edit"), data(application.call, statement="Late."))
    application.refresh_from_db()
    assert application.statement != "Late."
    client.post(own(application, "withdraw"))
    application.refresh_from_db()
    assert application.state == State.WITHDRAWN


def test_what_the_board_decided_is_not_told_before_the_mail(group, client):
    call = CallFactory(body=group, state="decided", deadline=today() - timedelta(days=5))
    application = ApplicationFactory(call=call, state=State.NOT_CHOSEN)
    assert b"did not get a place" not in client.get(own(application)).content
    call.answered_at = timezone.now()
    call.save()
    assert b"did not get a place" in client.get(own(application)).content


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", None),
        ("first_name", "a\nb"),
        ("email", "kari@apply.example\nBcc: all@apply.example"),
        ("email", "nobody"),
        ("statement", "x" * 200_000),
        ("statement", ""),
        ("occupationally_active", None),
        ("consents", None),
        ("unit", "999999"),
        ("fields_covered", ["999999"]),
        ("phone", "9" * 31),
    ],
)
def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(field, value, call, client):
    response = send(client, call, **{"employer": "مرحبا 🎉 æøå", "competence": "Kept too", field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    page = response.content.decode()
    assert "مرحبا 🎉 æøå" in page and "Kept too" in page
    assert not Application.objects.exists() and not OutgoingMail.objects.exists()


def test_files_to_choose_again_are_named(call, client):
    response = send(client, call, statement="", uploads=[pdf("first.pdf"), pdf("second.pdf")])
    page = response.content.decode()
    assert "Choose your files again" in page and "first.pdf" in page and "second.pdf" in page


@pytest.mark.parametrize(
    "uploads",
    [
        lambda: [SimpleUploadedFile("evil.exe", b"MZ")],
        lambda: [SimpleUploadedFile("fake.pdf", b"no pdf")],
        lambda: [SimpleUploadedFile("empty.pdf", b"")],
        lambda: [SimpleUploadedFile("list.csv", b"a;b")],
        lambda: [SimpleUploadedFile("large.pdf", b"%PDF-" + b"x" * 5 * 1024 * 1024)],
        lambda: [pdf(f"{n}.pdf") for n in range(4)],
    ],
)
def test_wrong_files_are_refused_at_their_field(uploads, call, client):
    response = send(client, call, uploads=uploads())
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["uploads"]
    assert not Application.objects.exists()


def test_a_field_that_people_do_not_see_stops_programs(call, client):
    response = send(client, call, website="https://spam.example")
    assert response.status_code == 422
    assert not Application.objects.exists()


@pytest.mark.parametrize("seconds", [0, 8 * 24 * 3600])
def test_too_quick_or_too_slow_is_refused_kindly_and_passes_the_next_time(seconds, call, client):
    response = send(client, call, opened=opened(call, seconds))
    assert response.status_code == 422
    again = response.context["form"]["opened"].value()
    with time_machine.travel(timezone.now() + timedelta(seconds=10)):
        assert send(client, call, opened=again).status_code == 302


@pytest.mark.parametrize("token", ["", "x", "x:y:z"])
def test_a_made_up_time_is_refused(token, call, client):
    assert send(client, call, opened=token).status_code == 422


def test_the_time_of_another_call_is_refused(call, group, client):
    assert send(client, call, opened=opened(CallFactory(body=group))).status_code == 422


def test_a_flood_of_two_hundred_is_stopped_without_error_and_without_mails(call, client):
    token = opened(call)
    answers = [
        client.post(address(call), data(call, email=f"{n}@flood.example", opened=token)).status_code for n in range(200)
    ]
    assert set(answers) == {302, 429}
    assert answers.count(302) == 30
    assert OutgoingMail.objects.count() == 30
    # Somebody elsewhere still gets in, and an hour later this place too.
    assert client.post(address(call), data(call, opened=token), REMOTE_ADDR="192.0.2.7").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert send(client, call).status_code == 302


def test_one_address_gets_three_mails_an_hour(call, client):
    answers = [
        client.post(address(call), data(call, email="Victim@apply.example"), REMOTE_ADDR=f"192.0.2.{n}").status_code
        for n in range(10)
    ]
    assert answers == [302] * 3 + [429] * 7
    assert OutgoingMail.objects.count() == 3


def test_one_address_gets_six_mails_a_day(call, client):
    now = timezone.now().replace(hour=6, minute=0)
    sent = 0
    for hour in range(4):
        with time_machine.travel(now + timedelta(hours=hour)):
            for n in range(3):
                sent += client.post(address(call), data(call), REMOTE_ADDR=f"192.0.2.{n}").status_code == 302
    assert sent == 6


def test_one_network_of_the_long_addresses_counts_as_one_place(call, client):
    answers = [
        client.post(address(call), data(call, email=f"{n}@a.example"), REMOTE_ADDR=f"2001:db8:1:2::{n:x}").status_code
        for n in range(1, 33)
    ]
    assert answers == [302] * 30 + [429] * 2


def test_behind_a_proxy_each_visitor_is_counted_alone(call, client, settings):
    """And nobody gets a new count by making up addresses: only what the proxy has added is believed."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    token = opened(call)

    def post(n, forwarded):
        values = data(call, email=f"{n}@a.example", opened=token)
        return client.post(address(call), values, headers={"X-Forwarded-For": forwarded}).status_code

    answers = [post(n, f"198.51.100.{n}, 192.0.2.1") for n in range(31)]
    assert answers == [302] * 30 + [429]
    assert post(99, "192.0.2.2") == 302


def test_what_was_typed_is_kept_when_the_limit_is_reached(call, client):
    for n in range(30):
        send(client, call, email=f"{n}@flood.example")
    response = send(client, call, statement="Long and well considered.")
    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert b"Long and well considered." in response.content


def test_the_answer_does_not_tell_who_has_applied(call, client):
    first = send(client, call)
    application = Application.objects.get()
    client.post(own(application, "confirm"))
    second = send(client, call)
    assert (first.status_code, first.url) == (second.status_code, second.url)


def test_the_pages_are_not_kept_by_browsers(call, client):
    application = ApplicationFactory(call=call)
    for link in (address(call), own(application)):
        assert "no-store" in client.get(link)["Cache-Control"]


def test_a_deleted_application_leaves_a_link_that_says_so(group, client):
    call = CallFactory(body=group, state="cancelled", ended_on=today() - timedelta(days=91))
    application = ApplicationFactory(call=call)
    link = own(application)
    tasks.purge_applications()
    assert client.get(link).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_form_takes_few_queries(rows, call, client, django_assert_max_num_queries):
    for n in range(rows):
        call.fields.add(call.body.competence_fields.create(name=f"Field {n}"))
    with django_assert_max_num_queries(6):
        client.get(address(call))
