"""Budgets and entries from files: what is read, what is told, and that nothing is stored twice."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from members.imports.table import Table
from plans import ledger as books
from plans.imports import budgetfile
from plans.models import Posting
from plans.operations import budgets, ledger
from portal.periods import today

HEADS = ["Post", "2024", "2025"]


def read(rows, heads=HEADS, year=2025):
    return budgetfile.read(Table(heads, list(enumerate(rows, start=2))), year)


def test_a_sum_that_lacks_a_zero_is_told_of_and_not_mended():
    found = read(
        [
            ["Styret", "", ""],
            ["Møter", "500 000", "600 000"],
            ["Reiser", "50 000", "8 000"],
            ["Sum styret", "550 000", "680 000"],
            ["Tiltak", "", ""],
            ["Konferanse", "90 000", "90 000"],
            ["Sum tiltak", "90 000", "90 000"],
            ["Totalt", "640 000", "77 000"],
        ]
    )
    assert [(line.heading, line.name, line.amount) for line in found.lines] == [
        ("Styret", "Møter", Decimal(600000)),
        ("Styret", "Reiser", Decimal(8000)),
        ("Tiltak", "Konferanse", Decimal(90000)),
    ]
    assert found.sums == 1
    assert [(flag.number, flag.name, "zero is missing" in flag.text) for flag in found.flags] == [
        (5, "Sum styret", False), (4, "Reiser", True), (9, "Totalt", False),
    ]  # fmt: skip
    assert "680,000" in found.flags[0].text
    assert "608,000" in found.flags[0].text


def test_two_amounts_and_a_sum_that_lack_a_zero_are_suspected():
    two = read([["A", "", "70 000"], ["B", "", "5 000"], ["C", "", "300"], ["Sum", "", "123 000"]])
    assert [flag.number for flag in two.flags] == [5, 3, 4]
    stated = read([["A", "", "70 000"], ["B", "", "30 000"], ["Sum", "", "10 000"]])
    assert [flag.number for flag in stated.flags] == [4, 4]


@pytest.mark.parametrize(
    ("amount", "told"),
    [("12,345,67", "not an amount"), ("1.5 mill", "not an amount"), ("-5", "below nought"), ("1" * 20, "too large")],
)
def test_a_wrong_amount_is_told_of_at_its_row_and_stops_no_other(amount, told):
    found = read([["A", "", amount], ["B", "", "1.925.000,50"]])
    assert [(each.number, told in each.text) for each in found.wrong] == [(2, True)]
    assert [line.amount for line in found.lines] == [Decimal("1925000.50")]


def sheet(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("budget.xlsx", out.getvalue())


def kept(page):
    return page.context["kept"]


def test_a_budget_is_shown_before_it_is_stored_and_comes_back_as_it_went(client, union, admin):
    client.force_login(admin)
    draft = budgets.create(None, unit=union.section, year=2030)
    budgets.add_line(None, budget=draft, name="Rent", amount=Decimal(1), heading="Board")
    url = reverse("money:budget.import", args=[draft.pk])
    file = sheet(
        ["Budsjett for seksjonen"], ["Overskrift", "Konto", "Post", "Beløp"],
        ["Board", 6300, "Rent", 1234.567], ["Board", 7100, "Travel", 1234.5], [None, 7101, "-Other", 20],
        ["Sum", None, None, 9],
    )  # fmt: skip
    page = client.post(url, {"file": file})
    assert [each.number for each in page.context["found"].wrong] == [3]
    assert [each.number for each in page.context["found"].flags] == [6]
    assert draft.lines.count() == 1
    assert client.post(url, {"kept": kept(page) + "x"}).status_code == 422
    client.post(url, {"kept": kept(page)})
    client.post(url, {"kept": kept(page)})
    assert [(line.code, line.draft) for line in draft.lines.all()][1:] == [
        ("7100", Decimal("1234.50")), ("7101", Decimal(20)),
    ]  # fmt: skip
    for form in ("csv", "xlsx"):
        data = client.get(reverse("money:budget.export", args=[draft.pk, form])).content
        page = client.post(url, {"file": SimpleUploadedFile(f"again.{form}", data)})
        found = page.context["found"]
        assert (found.total, found.sums, found.flags, found.wrong) == (Decimal("1255.50"), 1, [], []), form


def test_entries_from_the_accounts_are_posted_once(client, union, admin, budget, line):
    client.force_login(admin)
    year = today().year
    by_hand = ledger.post(admin, line=line, on=today(), text="=Rent", amount=Decimal("7.10"))
    url = reverse("money:posting.import", args=[union.section.slug])
    text = (
        "Dato;Bilag;Konto;Tekst;Beløp;Prosjektnr.\r\n"
        f"31.03.{year};1001;Meetings;Hall;1 250,50;77\r\n"
        f"31.03.{year};1001;Measures;Coffee;-50,50;\r\n"
        f"31.03.{year};1002;Nowhere;Lost;10;\r\n"
        f"31.03.{year};;Meetings;No voucher;10;\r\n"
        f"Mars {year};1003;Meetings;No day;10;\r\n"
        f"31.03.{year};1004;Meetings;Commas;12,345,67;\r\n"
    )
    file = lambda: SimpleUploadedFile("list.csv", text.encode("cp1252"))  # noqa: E731
    page = client.post(url, {"file": file()})
    assert (page.context["new"], page.context["known"], len(page.context["wrong"])) == (2, 0, 4)
    assert Posting.objects.count() == 1
    assert all(each.why for each in page.context["wrong"])
    for _twice in range(2):
        client.post(url, {"kept": kept(page)})
    assert [(each.external_id, each.amount) for each in Posting.objects.order_by("pk")][1:] == [
        ("1001", Decimal("1250.50")), ("1001/2", Decimal("-50.50")),
    ]  # fmt: skip
    again = client.post(url, {"file": file()})
    assert (again.context["new"], again.context["known"]) == (0, 2)
    changed = text.replace("1 250,50", "1 250,51").encode()
    assert client.post(url, {"file": SimpleUploadedFile("l.csv", changed)}).context["known"] == 1
    assert list(books.problems()) == []
    # Our own file comes back as known, what was posted by hand too; and a formula is none.
    csv = client.get(reverse("money:posting.export", args=[budget.pk, "csv"])).content
    assert b"'=Rent" in csv
    back = client.post(url, {"file": SimpleUploadedFile("own.csv", csv)})
    assert (back.context["new"], back.context["known"], back.context["wrong"]) == (0, 3, [])
    xlsx = client.get(reverse("money:posting.export", args=[budget.pk, "xlsx"])).content
    cells = list(load_workbook(io.BytesIO(xlsx)).active.iter_rows(values_only=True))
    assert (cells[-1][1], cells[-1][4], cells[-1][5]) == (f"P{by_hand.pk}", "=Rent", 7.1)
