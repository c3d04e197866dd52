"""The traffic-light table and a group's own rules: who sees which groups, on which day, narrowed how, at what cost."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from django.core.management import call_command
from django.urls import reverse

from members.roles import Role
from portal import charts, documents
from portal.periods import today
from portal.reports import REPORTS
from sections.models import Body
from tests.factories import AppointmentFactory, BodyFactory, GroupFactory, MandateFactory, UserFactory
from tests.portal.paper.test_pdf import failures, printed, text_of
from workgroups import history
from workgroups.findings import findings_of
from workgroups.models import WorkGroup

pytestmark = pytest.mark.django_db
LIST = reverse("workgroups:check.list")


def names(answer):
    return [row.group.name for row, _finding in answer.context["rows"]]


def own(group):
    return reverse("workgroups:check.view", args=[group.slug])


def test_each_sees_the_groups_that_are_theirs_to_see(group, union, admin, member, stranger, nobody, as_user):
    shared = GroupFactory(unit=union.other, name="Shared")
    shared.shared_with.add(union.section)
    assert names(as_user(admin).get(LIST)) == ["Expert group", "Shared"]
    assert names(as_user(member).get(LIST)) == ["Expert group"]
    assert names(as_user(stranger).get(LIST)) == ["Foreign group"]
    assert names(as_user(nobody).get(LIST)) == []


def test_the_table_narrows_by_rule_and_state_and_holds_for_any_day(group, union, admin, as_user):
    GroupFactory(unit=union.section, name="Bare", founded_on=date(2025, 1, 1))
    AppointmentFactory(body=group, role=Role.LEADER)
    client = as_user(admin)
    page = client.get(LIST).content.decode()
    assert page.count('<th scope="col">') == 16 and "deviation" in page and "no mandate" in page
    assert names(client.get(LIST, {"on": "2024-12-31"})) == ["Expert group"]
    assert names(client.get(LIST, {"rule": "leader", "severity": "ok"})) == ["Expert group"]
    assert names(client.get(LIST, {"rule": "leader", "severity": "breach"})) == ["Bare"]
    # A rule that says nothing of a group without a mandate leaves it out.
    assert names(client.get(LIST, {"rule": "budget"})) == ["Expert group"]
    words = client.get(LIST, {"rule": "leader"}).content.decode()
    assert "Appoint a leader among the members." in words
    for wrong in ({"on": "9999-12-31"}, {"on": "soon"}, {"rule": "none"}, {"severity": "x"}, {"cursor": "9" * 30}):
        assert client.get(LIST, wrong).status_code == 200
    assert "Ensure this value" in client.get(LIST, {"on": "9999-12-31"}).content.decode()


@pytest.mark.parametrize("rows", [1, 60])
def test_the_table_takes_six_queries(rows, admin, union, as_user, django_assert_max_num_queries):
    for _number in range(rows):
        group = GroupFactory(unit=union.section)
        MandateFactory(body=group)
        AppointmentFactory(body=group)
    client = as_user(admin)
    client.get(LIST)
    with django_assert_max_num_queries(6):
        answer = client.get(LIST)
    assert len(answer.context["rows"]) == min(rows + 1, 50)
    if rows > 50:
        following = client.get(LIST, {"cursor": answer.context["page"].next})
        assert len(following.context["rows"]) == 11 and following.context["page"].previous == "0"


def test_a_groups_own_rules_with_the_year(group, admin, leader, as_user, django_assert_max_num_queries):
    for month in (3, 6, 9):
        day = date(2026, month, 1)
        history.keep(day, list(findings_of(WorkGroup.objects.filter(pk=group.pk), day)))
    client = as_user(admin)
    client.get(own(group))
    with django_assert_max_num_queries(12):
        answer = client.get(own(group), {"on": "2026-10-01"})
    page = answer.content.decode()
    assert len(answer.context["findings"]) == 15
    assert [kept.on.month for kept in answer.context["records"]] == [3, 6, 9]
    assert "Show as a table" in page and "Version 1" not in page and "version 1 of the mandate" in page
    # The link of an action stands for those alone who may take it.
    assert f"/bodies/{group.slug}/appointments/new/" in page
    assert f"/bodies/{group.slug}/appointments/new/" not in as_user(leader).get(own(group)).content.decode()
    before = client.get(own(group), {"on": "2019-01-01"}).content.decode()
    assert "The group was not there on this day." in before


def test_a_group_that_is_being_prepared_is_told_what_it_lacks(union, admin, as_user):
    group = GroupFactory(unit=union.section, name="Next year", founded_on=today() + timedelta(days=30))
    client = as_user(admin)
    assert "Next year" not in names(client.get(LIST))
    page = client.get(reverse("workgroups:group.view", args=[group.slug])).content.decode()
    assert "Appoint a leader among the members." in page


def test_the_years_figure_in_numbers():
    assert charts.check_history([]) is None
    records = [history.CheckRecord(on=date(2026, 1, number), ok=10, soon=2, breach=3) for number in range(1, 25)]
    figure = charts.check_history(records)
    assert (len(figure.columns), figure.first.on, figure.last.on) == (24, date(2026, 1, 1), date(2026, 1, 24))
    assert (figure.last.breach_height, figure.last.soon_height) == (24.0, 16.0)
    assert figure.last.x + figure.last.width <= charts.WIDTH


def test_the_table_on_paper_is_accessible_and_holds_for_a_day(group, union, tmp_path):
    AppointmentFactory(body=group, role=Role.LEADER, ends_on=date(2025, 6, 30))
    content = printed("mandates", union.section)
    assert failures(content) == []
    text = text_of(content)
    assert "Expert group" in text and "Foreign group" not in text
    out = tmp_path / "m.pdf"
    for arguments in ([], ["--as-of", "2025-06-30"]):
        call_command("report", "mandates", "--out", str(out), "--language", "en", *arguments, stdout=io.StringIO())
    # Several sections have groups: without a name it is the whole federation's.
    text = "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(out).pages)
    assert "Foreign group" in text and "30 June 2025" in text
    width, height = pypdf.PdfReader(out).pages[0].mediabox[2:]
    assert width > height


def test_sixty_groups_fit_the_paper(union):
    for number in range(60):
        MandateFactory(body=GroupFactory(unit=union.section, name=f"Group with quite a long name {number}"))
    html = documents.render_html(REPORTS["mandates"], union.section, "nb")
    assert html.count("<caption>Group with") == 60


def test_who_oversees_the_groups_prints_them(group, union, admin, board_member, auditor, member, stranger, as_user):
    url = reverse("portal:document.open", args=["mandates", union.section.pk])
    for user in (admin, board_member, auditor):
        assert as_user(user).get(url).status_code == 302
        assert url in as_user(user).get(LIST).content.decode()
    for user in (member, stranger):
        assert as_user(user).get(url).status_code == 404
        assert url not in as_user(user).get(LIST).content.decode()
    office = UserFactory()
    federation = BodyFactory(unit=union.federation, kind=Body.Kind.ADMINISTRATION)
    AppointmentFactory(person=office.person, body=federation, role=Role.ADMINISTRATOR)
    assert (
        as_user(office).get(reverse("portal:document.open", args=["mandates", union.federation.pk])).status_code == 302
    )
