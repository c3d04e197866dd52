"""The letter of confirmation: from the duty to the paper in the receiver's mail, once."""

from datetime import date, timedelta

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from members.models import Confirmation, unconfirmed
from members.roles import Role
from portal import duties, tasks
from portal.models import AuditEntry, Document, OutgoingMail
from portal.periods import today
from sections.models import Body
from tests.factories import AppointmentFactory, UserFactory
from tests.portal.paper.test_pdf import failures

pytestmark = pytest.mark.django_db
YESTERDAY = today() - timedelta(days=1)


@pytest.fixture
def left(group):
    """Was a member, then the leader, carried over to yesterday."""
    user = UserFactory(person__first_name="Kari", person__last_name="Gone", language="en")
    since = {"person": user.person, "body": group}
    AppointmentFactory(**since, role=Role.MEMBER, starts_on=date(2021, 1, 1), ends_on=date(2021, 12, 31))
    AppointmentFactory(**since, role=Role.MEMBER, starts_on=date(2022, 1, 1), ends_on=date(2022, 6, 30))
    return AppointmentFactory(
        **since, role=Role.LEADER, starts_on=date(2022, 7, 1), ends_on=YESTERDAY, carried_since=date(2024, 7, 1)
    )


@pytest.fixture
def head(union):
    user = UserFactory(person__first_name="Head", person__last_name="Signer")
    AppointmentFactory(person=user.person, body=union.administration, role=Role.HEAD_OF_UNIT)
    return user


def url(verb, seat):
    return reverse(f"members:confirmation.{verb}", args=[seat.pk])


def owed(user):
    return [duty for duty in duties.duties(user) if duty.verb == "confirmation.issue"]


def printed(seat, out, language="en"):
    call_command("report", "confirmation", str(seat.pk), "--out", str(out), "--language", language)
    assert failures(out.read_bytes()) == []
    return " ".join(" ".join(sheet.extract_text() for sheet in pypdf.PdfReader(out).pages).split())


def test_the_way_of_a_letter(left, head, admin, adviser, as_user, tmp_path):
    for user in (admin, head, adviser):
        assert [duty.url for duty in owed(user)] == [url("issue", left)]
    for page in (reverse("workgroups:group.view", args=[left.body.slug]), reverse("portal:home")):
        assert url("issue", left) in as_user(admin).get(page).content.decode()
    client = as_user(admin)
    shown = client.get(url("issue", left)).content.decode().replace("\xa0", " ")
    assert "Kari Gone took part in the work of the expert group “Expert group” from 1 January 2021 to" in shown
    assert "1 January 2021" in shown and "30 June 2022" in shown and "31 December 2021" not in shown
    assert "Head Signer" in shown and "Thank you for the time" in shown
    typed = {"signed_by": adviser.person_id, "place": "Bergen", "words": "You were **good** to work with."}
    look = client.post(url("issue", left), typed | {"preview": "1"}).content.decode()
    assert "<strong>good</strong>" in look and "Bergen, " in look and not Confirmation.objects.exists()
    answer = client.post(url("issue", left), typed)
    assert answer.url == url("view", left)
    letter = Confirmation.objects.get()
    assert (letter.signed_by, letter.signed_as, letter.appointment) == (adviser.person, Role.ADVISER, left)
    assert letter.document.archived and letter.document.language == "en"
    mail = OutgoingMail.objects.get()
    assert (mail.to_address, mail.attachments.get().document) == (left.person.email, letter.document)
    assert AuditEntry.objects.filter(verb="confirmation.issue").count() == 1
    # Once more changes nothing and sends nothing.
    assert client.post(url("issue", left), typed).url == url("view", left)
    assert (Confirmation.objects.count(), OutgoingMail.objects.count()) == (1, 1)
    assert owed(admin) == owed(adviser) == []
    # The person finds it and gets the paper that was kept.
    tasks.make_documents()
    client = as_user(left.person.user)
    assert url("view", left) in client.get(reverse("members:person.view", args=[left.person_id])).content.decode()
    paper = reverse("portal:document.open", args=["confirmation", left.pk])
    assert paper in client.get(url("view", left)).content.decode()
    content = b"".join(client.get(paper).streaming_content)
    assert failures(content) == []
    left.person.last_name = "Renamed"
    left.person.save()
    text = printed(left, tmp_path / "kept.pdf")
    assert "Kari Gone" in text and "You were good" in text and "Adviser Tester" in text
    assert (tmp_path / "kept.pdf").read_bytes() == content


def test_a_wrong_letter_is_replaced_and_the_old_paper_kept(left, head, admin, as_user):
    client = as_user(admin)
    typed = {"signed_by": head.person_id, "words": "Thanks."}
    client.post(url("issue", left), typed)
    old = Confirmation.objects.get().document
    again = client.post(url("reissue", left), typed | {"reason": "The name of the group was wrong."})
    assert "says the same" in again.content.decode()
    assert client.post(url("reissue", left), typed | {"words": "New words."}).status_code == 422
    answer = client.post(url("reissue", left), typed | {"words": "New words.", "reason": "Words were missing."})
    assert answer.url == url("view", left)
    letter = Confirmation.objects.get()
    assert (letter.words, letter.replaces) == ("New words.", today())
    assert letter.document != old and Document.objects.filter(pk=old.pk, archived=True).exists()
    mail = OutgoingMail.objects.latest("pk")
    assert OutgoingMail.objects.count() == 2 and "Words were missing." in mail.text
    assert "This letter replaces the one of" in client.get(url("view", left)).content.decode()


def test_who_signs_and_who_issues(left, head, admin, adviser, member, auditor, board_leader, as_user):
    client = as_user(admin)
    for wrong in (admin, left.person.user, member):
        answer = client.post(url("issue", left), {"signed_by": wrong.person_id, "words": ""})
        assert answer.status_code == 422 and not Confirmation.objects.exists()
    for refused in (member, auditor, board_leader):
        assert as_user(refused).get(url("issue", left)).status_code == 403
    # Before it is issued there is no paper, least of all for the person.
    paper = reverse("portal:document.open", args=["confirmation", left.pk])
    for user in (left.person.user, admin):
        assert as_user(user).get(paper).status_code == 404
    # A leaving adviser neither issues nor signs the own letter.
    adviser.person.appointments.update(ends_on=YESTERDAY)
    seat = adviser.person.appointments.get(body=left.body)
    AppointmentFactory(person=adviser.person, body=head.person.appointments.get().body, role=Role.ADMINISTRATOR)
    assert as_user(adviser).get(url("issue", seat)).status_code == 403
    form = as_user(admin).get(url("issue", seat)).context["form"]
    assert list(form.signers) == [head.person_id]


def test_a_person_without_an_address_is_told_of(left, head, admin, as_user):
    left.person.user.delete()
    left.person.email = ""
    left.person.save()
    client = as_user(admin)
    assert "send it by post" in client.get(url("issue", left)).content.decode()
    client.post(url("issue", left), {"signed_by": head.person_id, "words": ""})
    assert OutgoingMail.objects.get().state == "failed"
    assert "send it by post" in client.get(url("view", left)).content.decode()
    # Known later, it is mailed then, once.
    left.person.email = "kari@later.example"
    left.person.save()
    assert "Mail it now" in client.get(url("view", left)).content.decode()
    for _press in range(2):
        assert client.post(url("issue", left)).url == url("view", left)
    assert [mail.to_address for mail in OutgoingMail.objects.order_by("pk")] == ["", "kari@later.example"]


def test_who_has_left(group, union, left):
    """A change of role, a coming term and a letter that is there are no reason for one; the staff get none."""
    stays, returns, old, staff = (AppointmentFactory(body=group, ends_on=YESTERDAY).person for _number in range(4))
    AppointmentFactory(body=group, person=stays, role=Role.LEADER, starts_on=today())
    AppointmentFactory(body=group, person=returns, starts_on=today() + timedelta(days=90))
    old.appointments.update(ends_on=today() - timedelta(days=740))
    staff.appointments.update(body=union.administration)
    AppointmentFactory(body=group, ends_on=today())
    assert list(unconfirmed(today())) == [left]
    Confirmation.objects.create(
        person=left.person, body=group, appointment=left, issued_on=today(), signed_by=stays, signed_as="adviser"
    )
    assert not unconfirmed(today()).exists()
    assert list(unconfirmed(today()).model.objects.filter(pk=left.pk)) == [left]
    back = AppointmentFactory(body=group, person=left.person, starts_on=today(), ends_on=today() + timedelta(days=9))
    assert list(unconfirmed(today() + timedelta(days=10)).filter(person=left.person)) == [back]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_the_command_prints_what_is_not_issued_and_who_still_sits(language, left, head, group, tmp_path):
    text = printed(left, tmp_path / "x.pdf", language)
    assert "Kari Gone" in text and "Head Signer" in text and "2021" in text and "To advise the board." in text
    sits = AppointmentFactory(body=group, starts_on=date(2024, 5, 1))
    text = printed(sits, tmp_path / "y.pdf", language)
    assert "2024" in text and "Thank you for" not in text
    assert not Confirmation.objects.exists()


def test_the_command_refuses_in_one_sentence(left, group, admin):
    coming = AppointmentFactory(body=group, starts_on=today() + timedelta(days=2))
    for seat, sentence in ((left, "Nobody can sign for Expert group"), (coming, "nothing to confirm yet")):
        with pytest.raises(CommandError, match=sentence) as caught:
            call_command("report", "confirmation", str(seat.pk), "--language", "en")
        assert caught.value.returncode == 2


def test_somebody_who_still_sits_gets_no_letter_yet(admin, head, member, as_user):
    seat = member.person.appointments.get()
    answer = as_user(admin).get(url("issue", seat))
    assert "still appointed" in answer.content.decode() and "form" not in answer.context


def test_a_county_committee_is_signed_for_by_its_section(union, head, left, tmp_path):
    union.county_body.section = union.section
    union.county_body.save()
    seat = AppointmentFactory(body=union.county_body, ends_on=YESTERDAY)
    from members.participation import participation, signers

    assert [one.person for one in signers(participation(seat))] == [head.person]
    # Head of the section's administration, not of the county.
    assert union.section.name in printed(seat, tmp_path / "x.pdf").partition("Head Signer")[2]
    other = AppointmentFactory(body=Body.objects.get(pk=union.local_board.pk), ends_on=YESTERDAY)
    assert signers(participation(other)) == []
