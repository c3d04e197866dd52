"""The outbox: for those who administer the unit; texts are for their receivers alone."""

import pytest
from django.urls import reverse

from portal.models import AuditEntry, OutgoingMail
from portal.permissions import can

URL = "/outbox/"


def make(unit=None, **fields):
    number = OutgoingMail.objects.count()
    values = {
        "message_id": f"<{number}@x>", "occasion": f"o{number}", "template": "letter", "to_address": "kari@example.org",
        "to_name": "Kari", "language": "nb", "subject": f"Subject {number}", "text": "secret text", "unit": unit,
    }  # fmt: skip
    return OutgoingMail.objects.create(**{**values, **fields})


@pytest.mark.parametrize(
    "person", ["leader", "contact", "board_leader", "auditor", "stranger", "nobody", "county_leader"]
)
def test_who_administers_nothing_has_no_outbox(person, union, as_user, request):
    row = make(union.section, state="failed")
    user = request.getfixturevalue(person)
    assert as_user(user).get(URL).status_code == 404
    assert as_user(user).post(reverse("portal:outbox.retry", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.state == "failed"


def test_mail_of_other_units_is_not_shown(union, admin, as_user):
    make(union.section)
    make(union.other)
    make(None, subject="New password")
    page = as_user(admin).get(URL).content.decode()
    assert "Subject 0" in page
    assert "Subject 1" not in page
    assert "New password" not in page


def test_the_text_is_not_shown(union, admin, as_user):
    make(union.section)
    assert "secret text" not in as_user(admin).get(URL).content.decode()


@pytest.mark.parametrize(
    "error, advice",
    [
        ("no address", "has no e-mail address"),
        ("SMTPRecipientsRefused: 550", "does not know the address"),
        ("ValueError: document 3 could not be made", "could not be made"),
        ("OSError: away", "mail server did not take it"),
    ],
)
def test_a_failure_says_what_to_do(error, advice, union, admin, as_user):
    make(union.section, state="failed", error=error)
    assert advice in as_user(admin).get(URL).content.decode()


def test_a_failed_mail_is_sent_again_once(union, admin, as_user):
    row = make(union.section, state="failed", attempts=5)
    client, url = as_user(admin), reverse("portal:outbox.retry", args=[row.pk])
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("queued", 0)
    assert AuditEntry.objects.filter(verb="mail.retry", unit=union.section).count() == 1
    assert "Somebody else" in client.post(url, follow=True).content.decode()
    assert AuditEntry.objects.filter(verb="mail.retry").count() == 1


def test_without_an_address_there_is_nothing_to_retry(union, admin, as_user):
    row = make(union.section, state="failed", to_address="", error="no address")
    client = as_user(admin)
    assert "Send again" not in client.get(URL).content.decode()
    page = client.post(reverse("portal:outbox.retry", args=[row.pk]), follow=True).content.decode()
    assert "no address to send to" in page
    row.refresh_from_db()
    assert row.state == "failed"


def test_filtered_by_state(union, admin, as_user):
    make(union.section, state="sent")
    make(union.section, state="failed")
    page = as_user(admin).get(URL, {"state": "failed"}).content.decode()
    assert "Subject 1" in page
    assert "Subject 0" not in page


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_few_queries(rows, union, admin, as_user, django_assert_max_num_queries):
    for _row in range(rows):
        make(union.section)
    client = as_user(admin)
    with django_assert_max_num_queries(6):
        client.get(URL)


def test_what_is_listed_and_what_may_be_seen_agree(union, admin, leader, auditor):
    mails = [make(union.section), make(union.other), make(None, to_user=leader), make(union.section, to_user=leader)]
    for user in (admin, leader, auditor):
        listed = set(OutgoingMail.objects.visible_to(user).values_list("pk", flat=True))
        assert listed == {mail.pk for mail in mails if can(user, "mail.view", mail)}
    assert set(OutgoingMail.objects.visible_to(leader).values_list("pk", flat=True)) == {mails[2].pk, mails[3].pk}
