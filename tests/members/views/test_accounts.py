"""Accounts by invitation, and a new password by mail: end to end by the links that are mailed."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail as outbox
from django.urls import reverse

from members.models import User
from members.operations import logins
from portal import mail
from portal.models import AuditEntry, OutgoingMail
from tests.factories import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
NEW = "a wholly other pass-phrase"


def link_in(text: str) -> str:
    """The path of the link that sets a password."""
    return urlsplit(re.search(r"https?://\S+/account/password/reset/key/\S+", text).group()).path


def choose_password(client, path):
    """Follow the mailed link as a browser does, and choose :data:`NEW`."""
    client.logout()
    form = client.get(path, follow=True)
    assert form.status_code == 200
    return client.post(form.request["PATH_INFO"], {"password1": NEW, "password2": NEW}, follow=True)


def can_log_in(client, email, password) -> bool:
    client.logout()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("who", ["leader", "secretary", "contact", "adviser", "board_leader", "auditor"])
def test_only_the_administration_gives_accounts(who, union, as_user, request):
    user = request.getfixturevalue(who)
    person = PersonFactory(section=union.section)
    answer = as_user(user).post(reverse("members:account.create", args=[person.pk]), {"language": "nb"})
    assert answer.status_code in (403, 404)
    assert not User.objects.filter(person=person).exists()


@pytest.mark.parametrize("verb", ["invite", "deactivate", "activate"])
def test_nobody_manages_their_own_account(verb, admin, as_user):
    answer = as_user(admin).post(reverse(f"members:account.{verb}", args=[admin.person_id]))
    assert answer.status_code == 403
    assert User.objects.get(pk=admin.pk).is_active


def test_an_invited_person_chooses_a_password_by_the_mailed_link_and_logs_in(
    admin, union, as_user, client, django_capture_on_commit_callbacks
):
    person = PersonFactory(first_name="Åse", section=union.section, email="ase@people.example")
    answer = as_user(admin).post(reverse("members:account.create", args=[person.pk]), {"language": "nn"})
    assert answer.status_code == 302
    queued = OutgoingMail.objects.get(template="account_invitation")
    assert (queued.to_address, queued.language) == ("ase@people.example", "nn")
    assert mail.send(mail.claim()) == 1
    message = outbox.outbox[0]
    assert not can_log_in(client, person.email, NEW)
    assert choose_password(client, link_in(message.body)).status_code == 200
    assert can_log_in(client, person.email, NEW)


def test_a_link_works_once(admin, union, as_user, client):
    person = PersonFactory(section=union.section)
    as_user(admin).post(reverse("members:account.create", args=[person.pk]), {"language": "nb"})
    path = link_in(OutgoingMail.objects.get().text)
    choose_password(client, path)
    client.logout()
    page = client.get(path, follow=True)
    assert 'name="password1"' not in page.content.decode()


def test_a_forgotten_password_is_replaced_by_the_mailed_link(leader, client):
    answer = client.post(reverse("account_reset_password"), {"email": leader.email}, follow=True)
    assert answer.status_code == 200
    queued = OutgoingMail.objects.get(template="password_reset_key")
    assert queued.to_user == leader
    choose_password(client, link_in(queued.text))
    assert can_log_in(client, leader.email, NEW)
    assert not can_log_in(client, leader.email, PASSWORD)


def test_the_mails_carry_their_link_in_both_parts(leader, client):
    client.post(reverse("account_reset_password"), {"email": leader.email})
    queued = OutgoingMail.objects.get()
    assert link_in(queued.text) in queued.html
    assert queued.subject == "Choose a new password"


def test_an_unknown_address_gets_a_mail_that_says_so_and_the_page_tells_nothing(leader, client):
    known = client.post(reverse("account_reset_password"), {"email": leader.email}, follow=True).content
    unknown = client.post(reverse("account_reset_password"), {"email": "who@people.example"}, follow=True).content
    assert OutgoingMail.objects.get(template="unknown_account").to_address == "who@people.example"
    assert "who@people.example" in OutgoingMail.objects.get(template="unknown_account").text
    strip = re.compile(rb'value="[^"]*"|nonce="[^"]*"')
    assert strip.sub(b"", known) == strip.sub(b"", unknown)


def test_a_person_without_e_mail_gets_no_account(admin, union, as_user):
    person = PersonFactory(section=union.section, email="")
    answer = as_user(admin).post(reverse("members:account.create", args=[person.pk]), {"language": "nb"})
    assert "e-mail first" in answer.context["form"].non_field_errors()[0]


def test_a_second_account_is_a_message(admin, union, leader, as_user):
    answer = as_user(admin).post(reverse("members:account.create", args=[leader.person_id]), {"language": "nb"})
    assert answer.status_code == 200
    assert User.objects.filter(person=leader.person).count() == 1


def test_a_closed_account_is_out_with_the_next_page(admin, leader, client, as_user):
    other = type(client)()
    other.force_login(leader)
    assert other.get("/").status_code == 200
    as_user(admin).post(reverse("members:account.deactivate", args=[leader.person_id]))
    assert other.get("/").status_code == 302
    assert not can_log_in(client, leader.email, PASSWORD)
    as_user(admin).post(reverse("members:account.activate", args=[leader.person_id]))
    assert can_log_in(client, leader.email, PASSWORD)
    assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"account.deactivate", "account.activate"}


def test_a_closed_account_is_not_invited(admin, leader, as_user):
    client = as_user(admin)
    client.post(reverse("members:account.deactivate", args=[leader.person_id]))
    client.post(reverse("members:account.invite", args=[leader.person_id]))
    assert not OutgoingMail.objects.exists()


def test_the_invitation_can_be_sent_again(admin, leader, as_user):
    client = as_user(admin)
    for _time in range(2):
        client.post(reverse("members:account.invite", args=[leader.person_id]))
    assert OutgoingMail.objects.filter(template="account_invitation").count() == 2


def test_the_login_follows_a_new_e_mail_and_the_old_address_is_told(admin, leader, client, as_user):
    old, person = leader.email, leader.person
    data = {"first_name": person.first_name, "last_name": person.last_name, "email": "NEW@people.example"}
    answer = as_user(admin).post(reverse("members:person.edit", args=[person.pk]), data)
    assert answer.status_code == 302
    assert OutgoingMail.objects.get(template="account_email_changed").to_address == old
    assert can_log_in(client, "new@people.example", PASSWORD)
    assert not can_log_in(client, old, PASSWORD)


def test_ones_own_new_address_is_confirmed_by_mail_and_becomes_login_and_e_mail(leader, client):
    logins.set_address(leader)
    client.post(reverse("account_login"), {"login": leader.email, "password": PASSWORD})
    client.post(reverse("account_email"), {"email": "mine@people.example", "action_add": ""}, follow=True)
    queued = OutgoingMail.objects.get(template="email_confirmation")
    assert queued.to_address == "mine@people.example"
    assert User.objects.get(pk=leader.pk).email == leader.email
    path = urlsplit(re.search(r"https?://\S+/account/confirm-email/\S+", queued.text).group()).path
    client.post(path)
    user = User.objects.get(pk=leader.pk)
    assert (user.email, user.person.email) == ("mine@people.example", "mine@people.example")
    assert can_log_in(client, "mine@people.example", PASSWORD)
