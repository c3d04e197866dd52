"""The budget of a body for a year: decided, shown where the group is looked at, corrected by a new decision."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from members.roles import Role
from portal.group_report import GROUP
from portal.models import AuditEntry
from portal.periods import today
from sections.models import Grant
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db


def page(group, verb="view"):
    return reverse(f"sections:grant.{verb}", args=[group.slug])


def decision(**values):
    return {"year": today().year, "amount": "85 000", "decision": "14/26", "decided_on": today(), "note": ""} | values


def test_the_board_decides_and_everybody_of_the_group_reads_it(as_user, board_leader, member, group):
    client = as_user(board_leader)
    assert "No budget yet" in client.get(page(group)).content.decode()
    assert client.post(page(group, "decide"), decision(amount="85 000,50")).url == page(group)
    # A second click changes nothing and is no error.
    assert client.post(page(group, "decide"), decision(amount="85.000,5")).status_code == 302
    grant = Grant.objects.get()
    assert (grant.amount, grant.decision, grant.created_by) == (Decimal("85000.50"), "14/26", board_leader)
    assert AuditEntry.objects.filter(verb="grant.decide").count() == 1
    client = as_user(member)
    shown = client.get(reverse("workgroups:group.view", args=[group.slug])).content.decode()
    assert "Granted" in shown and "85,000.50\xa0kr" in shown and "decision 14/26" in shown
    assert (f"Budget {today().year}", "85,000.50\xa0kr, decision 14/26") in GROUP.context(group)["facts"]
    assert page(group, "decide") not in client.get(page(group)).content.decode()
    assert client.get(page(group, "decide")).status_code == 403


def test_a_new_decision_corrects_and_the_history_keeps_the_old(as_user, admin, group):
    client = as_user(admin)
    client.post(page(group, "decide"), decision())
    again = client.post(page(group, "decide"), decision(amount="90 000", decision="20/26"))
    assert again.status_code == 422
    assert "is decided already: 85,000\xa0kr, decision 14/26. Correct it instead." in again.content.decode()
    correct = f"{page(group, 'decide')}?year={today().year}"
    assert "Today it is 85,000\xa0kr, decision 14/26" in client.get(correct).content.decode()
    assert client.post(correct, decision(amount="90 000", decision="20/26")).status_code == 302
    assert Grant.objects.get().amount == 90000
    told = client.get(page(group)).content.decode()
    assert "Decided: 85,000\xa0kr" in told and "Decided anew: 90,000\xa0kr, before it was 85,000\xa0kr" in told


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"amount": "12,345,67"}, "“12,345,67” is not an amount."),
        ({"amount": "-1"}, "The amount is at least"),
        ({"decision": " "}, "This field is required."),
        ({"decided_on": today() + timedelta(days=1)}, "cannot be recorded before it is made"),
        ({"year": 1990}, "Choose a year from"),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(values, sentence, as_user, admin, group):
    answer = as_user(admin).post(page(group, "decide"), decision(**values))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert answer.context["form"]["note"].value() == ""
    assert answer.context["form"]["amount"].value() == values.get("amount", "85 000")
    assert not Grant.objects.exists()


def test_nobody_decides_on_money_for_a_group_that_they_lead(as_user, admin, group, union):
    AppointmentFactory(person=admin.person, body=group, role=Role.ADVISER)
    answer = as_user(admin).post(page(group, "decide"), decision())
    assert answer.status_code == 403 and "You lead this group" in answer.content.decode()
    assert as_user(admin).post(page(union.board, "decide"), decision()).status_code == 302
    assert (
        f"Budget {today().year}" in as_user(admin).get(reverse("sections:body.view", args=["board"])).content.decode()
    )


@pytest.mark.parametrize("year", ["20266", "x", "-1", "٢٠٢٦", "0000"])
def test_a_year_that_is_none_is_not_there(year, as_user, admin, group):
    assert as_user(admin).get(page(group, "decide"), {"year": year}).status_code == 404
