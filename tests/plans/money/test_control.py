"""How a year stands: the same figures on the page, on the group's page, on paper and in the spreadsheet; told of before it is too much."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from plans import control, estimates, ledger
from plans.ledger import Figures
from plans.models import Claim, ClaimLine
from plans.operations import ledger as verbs
from portal.periods import today
from sections.operations import grants
from tests.factories import AreaFactory, GroupFactory, MeasureFactory, MeetingFactory, PlanFactory
from tests.portal.paper.test_pdf import failures
from workgroups.models import Mandate

YEAR = today().year


@pytest.fixture
def meeting(group):
    long_ago = timezone.now() - timedelta(days=20)
    return MeetingFactory(body=group, format="physical", state="held", starts_at=long_ago)


@pytest.fixture
def measure(group):
    plan = PlanFactory(body=group, state="approved", starts_on=date(YEAR, 1, 1), ends_on=date(YEAR, 12, 31))
    return MeasureFactory(area=AreaFactory(plan=plan), plan=plan, text="Courses", budget=Decimal(9000))


@pytest.fixture
def year(group, line, meeting, measure, member):
    """Granted 20 000; 4 000.50 spent on a meeting, 2 000 on a measure of 9 000; a claim of 1 500 on its way."""
    grants.decide(None, body=group, year=YEAR, amount=Decimal(20000), decision="4/26", decided_on=date(YEAR, 1, 2))
    post(line, "4000.50", "Hotel", body=group, meeting=meeting)
    post(line, "2000", "Books", body=group, measure=measure, project_number="P-7")
    claim = Claim.objects.create(
        person=member.person, body=group, unit=group.unit, line=line, title="Train home", state="submitted"
    )
    ClaimLine.objects.create(claim=claim, kind="travel", on=today(), text="Secret stop", amount=Decimal(1500))
    return line.budget


def post(line, amount, text, **more):
    return verbs.post(None, line=line, on=date(YEAR, 1, 20), text=text, amount=Decimal(amount), **more)


def text_of(answer) -> str:
    return answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")


def url(name, *args):
    return reverse(f"money:{name}", args=args)


@pytest.mark.parametrize(
    ("figures", "gone", "told"),
    [
        (Figures(spent=Decimal(500), committed=Decimal(100), planned=Decimal(50)), "0.5", 650),
        (Figures(spent=Decimal(500), committed=Decimal(100)), "0.5", 1000),
        # Too early for a pace; over, so that nothing planned is still to come; repaid.
        (Figures(spent=Decimal(500)), "0.1", 500),
        (Figures(spent=Decimal(500), planned=Decimal(50)), "1", 500),
        (Figures(spent=Decimal(-40)), "0.5", -40),
    ],
)
def test_the_forecast_has_one_rule(figures, gone, told):
    assert figures.forecast(Decimal(gone)) == told


@pytest.mark.parametrize(
    ("due_on", "ends_on", "shares"),
    [
        (None, date(2027, 12, 31), ["33.33", "33.33", "33.34"]),
        (date(2026, 5, 1), date(2027, 12, 31), ["0", "100", "0"]),
        (None, None, ["100", "0", "0"]),
        (date(2031, 1, 1), date(2026, 12, 31), ["50", "50", "0"]),
    ],
)
def test_a_measures_budget_has_its_year(due_on, ends_on, shares):
    told = [control.share_of(Decimal(100), due_on, date(2025, 1, 1), ends_on, year) for year in (2025, 2026, 2027)]
    assert told == [Decimal(share) for share in shares]


def test_how_much_of_a_year_is_gone():
    assert [ledger.gone_of(2026, day) for day in (date(2025, 6, 1), date(2026, 12, 31), date(2027, 1, 1))] == [0, 1, 1]
    assert ledger.gone_of(2026, date(2026, 3, 14)) == Decimal(73) / 365


def test_the_page_leads_from_every_figure_to_its_entries(year, group, union, admin, measure, as_user):
    client = as_user(admin)
    assert client.get(url("control.home"))["Location"] == url("control.view", "office", YEAR)
    answer = client.get(url("control.view", "office", YEAR))
    page, stands = text_of(answer), answer.context["stands"]
    figures = {row.label: row.figures for row in (*stands.bodies, *stands.lines, *stands.measures, *stands.projects)}
    assert figures["Expert group"] == Figures(
        Decimal(20000), Decimal(20000), Decimal("6000.50"), Decimal(1500), Decimal(7000)
    )
    assert figures["Courses"] == Figures(Decimal(9000), Decimal(9000), Decimal(2000), Decimal(0), Decimal(7000))
    assert (figures["P-7"].spent, figures["Meetings"].left) == (Decimal(2000), Decimal("42499.50"))
    assert "6,000.50" in page
    entries = url("entry.list", "office", YEAR)
    for row, posted in (
        (stands.bodies[0], ["Books", "Hotel"]), (stands.measures[0], ["Books"]), (stands.projects[0], ["Books"]),
        (stands.lines[0], ["Books", "Hotel"]), (stands.lines[1], []),
    ):  # fmt: skip
        assert f"{entries}?{row.query}" in page
        listed = client.get(f"{entries}?{row.query}").context["page"]
        assert sorted(posting.text for posting in listed) == posted
    assert "Train home" in text_of(client.get(f"{entries}?{stands.bodies[0].query}"))


def test_more_planned_or_granted_than_there_is(year, group, union, measure, admin, as_user):
    measure.budget = Decimal(25000)
    measure.save()
    grants.decide(None, body=GroupFactory(unit=union.section), year=YEAR, amount=Decimal(60000), decision="5/26")
    year.lines.filter(name="Measures").update(kind="groups")
    page = text_of(as_user(admin).get(url("control.view", "office", YEAR)))
    assert "5,000 kr more is planned on measures than granted." in page
    assert "49,999.50 kr more is granted than the line has." in page
    assert "The forecast is 10,500.50 kr too much." in page


@pytest.mark.parametrize("rows", [1, 12])
def test_the_page_takes_twelve_queries(rows, year, group, line, union, admin, as_user, django_assert_max_num_queries):
    for n in range(rows):
        other = GroupFactory(unit=union.section)
        plan = PlanFactory(body=other, state="approved", starts_on=date(YEAR, 1, 1), ends_on=date(YEAR, 12, 31))
        MeasureFactory(area=AreaFactory(plan=plan), plan=plan, budget=Decimal(n + 1), project_number=str(n))
    client = as_user(admin)
    client.get(url("control.view", "office", YEAR))
    with django_assert_max_num_queries(12):
        assert client.get(url("control.view", "office", YEAR)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(url("body.view", group.slug)).status_code == 200


def test_a_member_sees_the_groups_money_and_nobodys_claim(year, group, member, leader, as_user):
    client = as_user(leader)
    strip = text_of(client.get(reverse("workgroups:group.view", args=[group.slug])))
    assert all(told in strip for told in ("20,000 kr", "decision 4/26", "6,000.50 kr", "1,500 kr", "12,499.50 kr"))
    page = text_of(client.get(url("body.view", group.slug)))
    assert "Hotel" in page and "12,499.50 kr" in page
    assert "Train home" not in page and "Secret stop" not in page and member.person.name not in page
    assert client.get(url("body.view", group.slug), {"year": "99999999999"}).status_code == 200


def test_told_before_it_is_too_much(year, group, line, member, union):
    assert ledger.would_overspend(group, Decimal("12499.50"), YEAR) is None
    told = ledger.would_overspend(group, Decimal("12500"), YEAR)
    assert told.replace("\xa0", " ") == "Expert group has 12,499.50 kr left: 12,500 kr is 0.50 kr too much."
    assert "Meetings has" in ledger.would_overspend(line, Decimal(50000), YEAR)
    assert (
        ledger.would_overspend(group, Decimal(1), YEAR + 1) == f"No budget is decided for Expert group in {YEAR + 1}."
    )
    assert ledger.would_overspend(union.board, Decimal(1), YEAR) is None
    claim = Claim.objects.get()
    assert ledger.warnings_of(claim, line=True) == []
    post(line, "12500", "Hall", body=group)
    # It is counted already; handed back it would be more again.
    assert [text.replace("\xa0", " ") for text in ledger.warnings_of(claim, line=True)] == [
        "Expert group has spent 0.50 kr more than it has."
    ]
    claim.state = Claim.State.RETURNED
    claim.save()
    assert "1,500 kr is 0.50 kr too much" in ledger.warnings_of(claim)[0].replace("\xa0", " ")


def test_what_a_meeting_in_person_means_in_money(year, group, line, union, leader, as_user):
    Mandate.objects.filter(body=group).update(physical_min=2, physical_max=4)
    assert estimates.physical_meeting(group) == estimates.Estimate(Decimal(4000), 1, True)
    other = GroupFactory(unit=union.section)
    assert estimates.physical_meeting(other) == estimates.Estimate(Decimal(4000), 1, False)
    assert estimates.physical_meeting(union.other_group) is None
    client = as_user(leader)
    soon = min(timezone.now() + timedelta(days=3), timezone.make_aware(timezone.datetime(YEAR, 12, 31, 12)))
    drafted = MeetingFactory(body=group, format="physical", state="draft", starts_at=soon)
    call = reverse("workgroups:meeting.call", args=[drafted.pk])
    assert "The group has 12,499.50 kr left" in text_of(client.get(call))
    for _n in range(3):
        MeetingFactory(body=group, format="hybrid", state="called", starts_at=soon)
    page = text_of(client.get(call))
    assert "3,500.50 kr too little" in page and "3 more meetings in person are called and counted." in page
    drafted.format = "digital"
    drafted.save()
    assert "kr left" not in text_of(client.get(call))
    mandate = text_of(client.get(reverse("workgroups:mandate.view", args=[group.slug])))
    assert "8,000 kr" in mandate and "16,000 kr" in mandate


def test_the_report_and_the_spreadsheet_hold_the_pages_figures(year, group, admin, as_user, tmp_path):
    out = tmp_path / "budget.pdf"
    call_command("report", "budget", "office", "--year", str(YEAR), "--language", "nb", out=out, stdout=io.StringIO())
    assert failures(out.read_bytes()) == []
    text = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(out).pages).replace("\xa0", " ").split())
    assert all(told in text for told in ("6 000,50", "80 000,50", "Expert group", str(YEAR)))
    client = as_user(admin)
    book = openpyxl.load_workbook(io.BytesIO(client.get(url("control.export", "office", YEAR, "xlsx")).content))
    rows = {row[0]: row for row in book["Groups"].iter_rows(values_only=True)}
    assert [Decimal(str(cell)) for cell in rows["Expert group"][3:7]] == [
        Decimal(20000), Decimal("6000.5"), Decimal(1500), Decimal("12499.5"),
    ]  # fmt: skip
    paper = reverse("portal:document.open", args=["budget", year.unit_id])
    assert client.get(paper, {"year": YEAR}).status_code == 302
    wrong = client.get(paper, {"year": YEAR + 7}, follow=True)
    assert f"No budget is decided for Section Office in {YEAR + 7}." in text_of(wrong)


@pytest.mark.parametrize(
    ("section", "more", "told"),
    [
        ("nowhere", [], "no unit or body named nowhere"),
        ("other", [], "No budget is decided for Other section."),
        ("office", ["--year", "1999"], "No budget is decided for Section Office in 1999."),
        ("office", ["--year", "in May"], "is no year"),
    ],
)
def test_what_cannot_be_reported_is_one_sentence(section, more, told, budget):
    with pytest.raises(CommandError, match=told) as caught:
        call_command("report", "budget", section, *more, "--language", "en")
    assert caught.value.returncode == 2
