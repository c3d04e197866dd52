"""Claims as people meet them: pages, mails, the form with its receipts behind it."""

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from plans.forms_money.claims import is_account
from plans.models import Claim, ClaimLine, MoneyRules, Posting
from plans.operations import claims
from portal.models import OutgoingMail, StoredFile
from portal.periods import today
from tests.factories import AppointmentFactory, MeetingFactory, UserFactory
from tests.portal.paper.test_pdf import failures

pytestmark = pytest.mark.django_db


def picture(name="receipt.jpg", kind="JPEG"):
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(made, kind)
    return SimpleUploadedFile(name, made.getvalue())


def paper(name="receipt.pdf", password=""):
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.add_blank_page()
        pdf.save(made, encryption=pikepdf.Encryption(user=password, owner=password) if password else None)
    return SimpleUploadedFile(name, made.getvalue())


def go(client, user, name, *args, **posted):
    client.force_login(user)
    url = reverse(f"money:{name}", args=args)
    return client.post(url, posted) if posted else client.get(url)


def handed_in(owner, group, *, amount="1200", upload=None):
    claim = claims.create(owner, body=group, title="Night in Bergen")
    claims.save_line(
        owner, claim=claim, kind="stay", on=today(), amount=Decimal(amount), receipts=[upload or picture()]
    )  # fmt: skip
    return claims.submit(owner, claim=claim)


def test_from_the_first_kilometre_to_the_money(client, group, member, adviser, admin, line, car):
    """The member fills and hands in, the adviser agrees, the administration approves and pays; each is told by mail."""
    meeting = MeetingFactory(body=group, title="Autumn meeting", state="held")
    begun = go(
        client, member, "claim.create", title="Autumn meeting", meeting=meeting.pk, account="8601.11.17947", key="",
        project_number="", version="",
    )  # fmt: skip
    claim = Claim.objects.get()
    assert begun.url == reverse("money:claim.view", args=[claim.pk])
    assert claim.account == "8601 11 17947"

    drive = {
        "on": today(),
        "from_place": "Oslo",
        "to_place": "Moss",
        "means": "car",
        "distance_km": "60,5",
        "version": 0,
    }
    shown = go(client, member, "claimline.create", claim.pk, "drive", **drive, count="1")
    assert "320,65" in shown.content.decode().replace(".", ",")
    assert not ClaimLine.objects.exists()
    go(client, member, "claimline.create", claim.pk, "drive", **drive)

    lost = {"on": today(), "hours": "7,5", "amount": "2 000", "version": 1}
    broken = SimpleUploadedFile("answer.pdf", b"no pdf at all")
    refused = go(client, member, "claimline.create", claim.pk, "lost-earnings", **lost, receipts=broken)
    assert 'value="7,5"' in refused.content.decode()
    assert "answer.pdf: The content of the file is not what its name says" in refused.content.decode()
    go(client, member, "claimline.create", claim.pk, "lost-earnings", **lost)
    told = go(client, member, "claim.submit", claim.pk, go="1")
    assert "say when you asked the employer" in client.get(told.url).content.decode()
    assert Claim.objects.get().state == "draft"

    its = ClaimLine.objects.get(kind="lost_earnings")
    answered = lost | {"version": 2, "employer_asked_on": today(), "employer_answer": "unpaid"}
    go(client, member, "claimline.edit", its.pk, **answered, receipts=[picture("answer.png", "PNG"), paper()])
    assert go(client, adviser, "claim.view", claim.pk).status_code == 404
    go(client, member, "claim.submit", claim.pk, go="1")

    assert claim.title in client_home(client, adviser)
    assert go(client, member, "claim.agree", claim.pk).status_code == 403
    go(client, adviser, "claim.agree", claim.pk, line=line.pk)
    weighed = go(client, admin, "claim.approve", claim.pk, line=line.pk, weigh="1").content.decode()
    assert "47,679.35" in weighed
    assert not Posting.objects.exists()
    go(client, admin, "claim.approve", claim.pk, line=line.pk)
    go(client, admin, "claim.pay", claim.pk, on=today())
    claim.refresh_from_db()
    assert (claim.state, Posting.objects.count()) == ("paid", 2)
    mails = list(OutgoingMail.objects.order_by("id").values_list("to_user", "subject"))
    assert mails == [
        (adviser.pk, "A claim waits for you"), (admin.pk, "A claim waits for you"),
        (member.pk, "Your claim is approved"), (member.pk, "Your claim is paid"),
    ]  # fmt: skip


def client_home(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("portal:home")).content.decode()


def test_returned_with_a_reason_and_put_right(client, group, member, adviser):
    claim = handed_in(member, group)
    assert "This field is required" in go(client, adviser, "claim.return", claim.pk, reason=" ").content.decode()
    go(client, adviser, "claim.return", claim.pk, reason="Which hotel?")
    page = go(client, member, "claim.view", claim.pk).content.decode()
    assert "Which hotel?" in page
    assert "Put right" in client_home(client, member)
    go(client, member, "claim.submit", claim.pk, go="1")
    go(client, member, "claim.recall", claim.pk, go="1")
    assert Claim.objects.get().state == "draft"
    assert OutgoingMail.objects.filter(
        to_user=member, subject="Your claim is returned", text__contains="hotel"
    ).exists()


def test_the_second_of_two_is_told_who_was_first(client, union, group, member, adviser, admin, line):
    MoneyRules.objects.create(unit=union.section, four_eyes_above=Decimal(1000))
    other = UserFactory()
    AppointmentFactory(person=other.person, body=union.administration, role="head_of_unit")
    claim = handed_in(member, group)
    claims.agree(adviser, claim=claim, line=line)
    go(client, admin, "claim.approve", claim.pk, line=line.pk)
    assert "Somebody else in the administration" in go(client, admin, "claim.view", claim.pk).content.decode()
    assert list(Claim.objects.waiting_for(admin)) == []
    assert (
        f"{admin.person} approved it as the first of two"
        in go(client, other, "claim.approve", claim.pk).content.decode()
    )
    go(client, other, "claim.approve", claim.pk, line=line.pk)
    assert Claim.objects.get().state == "approved"


def test_nobody_overspends_a_line_without_having_read_it(client, group, member, adviser, admin, line):
    claim = handed_in(member, group, amount="50000.01")
    claims.agree(adviser, claim=claim)
    warned = go(client, admin, "claim.approve", claim.pk, line=line.pk).content.decode()
    assert "The line is overspent by it" in warned
    assert Claim.objects.get().state == "agreed"
    go(client, admin, "claim.approve", claim.pk, line=line.pk, seen=line.pk)
    assert Claim.objects.get().state == "approved"


def test_who_may_fetch_a_receipt(client, group, member, leader, adviser, auditor):
    handed_in(member, group)
    url = reverse("portal:file.download", args=[StoredFile.objects.get().key])
    seen = {}
    for user in (member, leader, adviser, auditor):
        client.force_login(user)
        response = client.get(url)
        seen[user] = response.status_code
        b"".join(response.streaming_content) if response.streaming else None
    assert seen == {member: 200, leader: 404, adviser: 200, auditor: 200}


def test_lists_ask_as_little_for_many_as_for_one(client, group, member, admin, django_assert_max_num_queries):
    for _number in range(4):
        handed_in(member, group)
    for user, name in ((member, "claim.list"), (admin, "claim.inbox")):
        client.force_login(user)
        with django_assert_max_num_queries(6):
            client.get(reverse(f"money:{name}"))
    client.force_login(member)
    with django_assert_max_num_queries(12):
        client.get(reverse("money:claim.view", args=[Claim.objects.first().pk]))


def test_the_receipts_stand_behind_the_printed_form(group, member, tmp_path):
    """A PDF of two pages, a picture, one that is locked and one that is broken: each has its place and its bookmark."""
    claim = handed_in(member, group, upload=paper())
    line = claim.lines.get()
    Claim.objects.update(state="draft")
    for upload in (
        picture("photo.jpg"),
        paper("locked.pdf", "secret"),
        SimpleUploadedFile("torn.pdf", b"%PDF-1.7 torn"),
    ):
        claims.save_line(member, claim=claim, line=line, receipts=[upload])
    out = tmp_path / "claim.pdf"
    call_command("report", "claim", str(claim.pk), out=out, language="en")
    printed = pypdf.PdfReader(out)
    texts = [page.extract_text() for page in printed.pages]
    assert "Night in Bergen" in texts[0]
    assert len(texts) == 1 + 2 + 1 + 1 + 1
    assert "locked by a password" in texts[4]
    assert "damaged" in texts[5]
    assert [item.title for item in printed.outline if not isinstance(item, list)][-4:] == [
        "Receipt 1: receipt.pdf", "Receipt 2: photo.jpg", "Receipt 3: locked.pdf", "Receipt 4: torn.pdf",
    ]  # fmt: skip
    assert len(printed.pages[3].images) == 1
    assert failures(out.read_bytes()) == []


@pytest.mark.parametrize(
    ("figures", "valid"),
    [("86011117947", True), ("86011117948", False), ("8601111794", False), ("8601111794x", False)],
)
def test_an_account_number_is_checked_by_its_last_figure(figures, valid):
    assert is_account(figures) is valid


def test_a_rate_is_added_from_a_day_on(client, admin, member, group, car):
    claim = claims.create(member, body=group, title="Journey")
    earlier = today() - timedelta(days=10)
    go(client, admin, "rate.create", kind="car", amount="6,10", valid_from=today() - timedelta(days=3), source="")
    assert "There is a rate from this day already" in go(
        client, admin, "rate.create", kind="car", amount="6,20", valid_from=today() - timedelta(days=3), source=""
    ).content.decode()  # fmt: skip
    drive = {"kind": "travel", "means": "car", "from_place": "A", "to_place": "B", "distance_km": Decimal(10)}
    amounts = [claims.save_line(member, claim=claim, on=day, **drive).amount for day in (earlier, today())]
    assert amounts == [Decimal("53.00"), Decimal("61.00")]
    go(client, admin, "rate.remove", car.pk, go="1")
    assert "Claims are priced by this rate" in go(client, admin, "rate.list").content.decode()


def test_the_menu_leads_each_to_what_there_is_for_them(client, admin, member):
    assert go(client, admin, "home").url == reverse("money:budget.list")
    assert go(client, member, "home").url == reverse("money:claim.list")
