"""The pages of an import: refusals first, then the whole way through, as a browser goes it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import Person, PersonImport
from tests.members.imports.builders import csv_file, xlsx_file
from tests.members.operations.import_helpers import compare, run, take_back, upload, work

pytestmark = pytest.mark.django_db
LIST = reverse("members:import.list")
NEW = reverse("members:import.create")
KARI = ["Kari", "Moe", "kari.moe@register.example", "91234567"]


def url(kept, verb="view"):
    return reverse(f"members:import.{verb}", args=[kept.pk])


def post_file(client, unit, data, name="liste.csv"):
    return client.post(NEW, {"unit": unit.pk, "file": SimpleUploadedFile(name, data)})


@pytest.mark.parametrize(
    "who", ["leader", "member", "contact", "adviser", "board_leader", "auditor", "local_leader", "nobody"]
)
def test_only_the_administration_comes_in(who, union, as_user, request):
    client = as_user(request.getfixturevalue(who))
    assert client.get(LIST).status_code == 403
    assert client.get(NEW).status_code == 403
    assert post_file(client, union.section, csv_file(KARI)).status_code == 403
    assert not PersonImport.objects.exists()


@pytest.mark.parametrize("who", ["leader", "auditor", "board_leader", "stranger"])
def test_an_import_of_others_is_404(who, union, admin, as_user, request):
    kept = run(admin, union.section, [KARI])
    client = as_user(request.getfixturevalue(who))
    for verb in ("view", "mapping", "undo"):
        assert client.get(url(kept, verb)).status_code == 404
    for verb in ("store", "undo", "retry", "mapping"):
        assert client.post(url(kept, verb)).status_code == 404


def test_nothing_is_changed_by_a_link(union, admin, as_user):
    kept = compare(admin, union.section, [KARI])
    client = as_user(admin)
    assert client.get(url(kept, "store")).status_code == 405
    assert client.get(url(kept, "retry")).status_code == 405


def test_a_unit_of_others_cannot_be_chosen(union, admin, as_user):
    answer = post_file(as_user(admin), union.other, csv_file(KARI))
    assert answer.status_code == 200
    assert "unit" in answer.context["form"].errors
    assert not PersonImport.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("liste.csv", b"Fornavn;Etternavn\n", "The file has heads, but no rows below them."),
        ("liste.pdf", b"%PDF-1.7", "This is neither a CSV file nor an Excel file."),
        ("liste.xlsx", b"PK\x03\x04broken", "The file is damaged"),
        ("liste.csv", b"\n", "The file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_its_field(name, data, sentence, union, admin, as_user):
    answer = post_file(as_user(admin), union.section, data, name)
    assert sentence in answer.context["form"].errors["file"][0]
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_name_of_a_file_can_be_anything(union, admin, as_user):
    answer = post_file(as_user(admin), union.section, csv_file(KARI), "<b>🙂\u202eåæø" + "x" * 150 + ".csv")
    assert answer.status_code == 302
    assert "<b>🙂" not in as_user(admin).get(answer.url).content.decode()


def test_the_whole_way(union, admin, as_user):
    client = as_user(admin)
    assert client.get(NEW).context["form"].initial["unit"] == union.section.pk
    rows = [[*KARI], ["Ola", "", "", ""]]
    columns = post_file(client, union.section, xlsx_file(*rows), "liste.xlsx").url
    kept = PersonImport.objects.get()
    assert columns == url(kept, "mapping")
    page = client.get(columns)
    assert page.context["form"]["column_0"].value() == "first_name"
    assert "kari.moe@register.example" in page.content.decode()
    chosen = {"column_0": "first_name", "column_1": "last_name", "column_2": "email", "column_3": ""}
    assert client.post(columns, chosen).url == url(kept)
    waiting = client.get(url(kept))
    assert waiting["Refresh"] == "1" and "<progress" in waiting.content.decode()
    work()
    preview = client.get(url(kept))
    assert "Refresh" not in preview
    assert preview.context["counts"] == {"new": 1, "wrong": 1}
    assert preview.context["shown"] == "wrong"
    assert "The last name is missing." in preview.content.decode()
    assert "kari.moe@register.example" in client.get(url(kept) + "?show=new").content.decode()
    assert not Person.objects.filter(email=KARI[2]).exists()
    client.post(url(kept, "store"))
    work()
    person = Person.objects.get(email=KARI[2])
    assert person.phone == ""
    stored = client.get(url(kept) + "?show=new").content.decode()
    assert reverse("members:person.view", args=[person.pk]) in stored
    assert client.get(url(kept, "undo")).status_code == 200
    client.post(url(kept, "undo"))
    work()
    assert not Person.objects.filter(email=KARI[2]).exists()
    assert "The import has been taken back" in client.get(url(kept)).content.decode()


def test_the_columns_of_the_last_time_are_offered(union, admin, as_user):
    client = as_user(admin)
    first = upload(admin, union.section, [KARI], heads=["A", "B", "C", "D"])
    client.post(url(first, "mapping"), {"column_0": "last_name", "column_1": "first_name"})
    second = upload(admin, union.section, [KARI], heads=["A", "B", "C", "D"])
    page = client.get(url(second, "mapping"))
    assert page.context["remembered"]
    assert page.context["form"]["column_0"].value() == "last_name"


@pytest.mark.parametrize(
    "chosen", [{}, {"column_0": "first_name"}, {"column_0": "name", "column_1": "name"}, {"column_0": "nonsense"}]
)
def test_columns_that_do_not_do_are_told_and_nothing_chosen_is_lost(chosen, union, admin, as_user):
    kept = upload(admin, union.section, [KARI])
    answer = as_user(admin).post(url(kept, "mapping"), {**chosen, "column_2": "email"})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert answer.context["form"]["column_2"].value() == "email"
    kept.refresh_from_db()
    assert kept.state == "new"


def test_the_columns_can_be_chosen_anew(union, admin, as_user):
    kept = compare(
        admin,
        union.section,
        [["Moe", "Kari", "", "", "", "", "", "", "", "", "x"], ["", "", "", "", "", "", "", "", "", "", "y"]],
    )
    client = as_user(admin)
    client.post(url(kept, "mapping"), {"column_0": "last_name", "column_1": "first_name"})
    work()
    assert client.get(url(kept) + "?show=new").context["page"].rows[0].values["first_name"] == "Kari"
    client.post(url(kept, "mapping"), {"column_0": "last_name", "column_1": "first_name", "column_10": "note"})
    work()
    assert kept.rows.count() == 2


def test_a_stored_import_has_its_columns_no_more(union, admin, as_user):
    kept = run(admin, union.section, [KARI])
    assert as_user(admin).get(url(kept, "mapping")).url == url(kept)


def test_an_interrupted_import_says_what_to_do(union, admin, as_user, monkeypatch):
    kept = compare(admin, union.section, [KARI])
    client = as_user(admin)
    client.post(url(kept, "store"))
    with monkeypatch.context() as patch:
        patch.setattr("members.operations.import_runs._store_batch", lambda *args: 1 / 0)
        work()
    page = client.get(url(kept))
    assert "The import was interrupted" in page.content.decode()
    assert "Refresh" not in page
    client.post(url(kept, "retry"))
    work()
    assert Person.objects.filter(email=KARI[2]).exists()


def test_what_stays_after_an_undo_is_told(union, admin, as_user):
    kept = run(admin, union.section, [KARI])
    Person.objects.filter(email=KARI[2]).update(phone="99999999")
    take_back(admin, kept)
    page = as_user(admin).get(url(kept)).content.decode()
    assert "1 row could not be taken back whole" in page
    assert "The person stays" in page


def test_what_a_file_says_is_text_and_nothing_else(union, admin, as_user):
    kept = compare(admin, union.section, [["<script>alert(1)</script>", "<img src=x>", "kari"]])
    assert "<script>alert" not in as_user(admin).get(url(kept)).content.decode()
    assert "<img src" not in as_user(admin).get(url(kept)).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_takes_six_queries(rows, union, admin, as_user, django_assert_max_num_queries):
    for _ in range(rows):
        upload(admin, union.section, [KARI])
    client = as_user(admin)
    client.get(LIST)
    with django_assert_max_num_queries(6):
        assert len(client.get(LIST).context["page"]) == min(rows, 25)


@pytest.mark.parametrize("rows", [1, 30])
def test_a_preview_takes_few_queries(rows, union, admin, as_user, django_assert_max_num_queries):
    kept = run(admin, union.section, [[f"Kari{n}", "Moe", f"kari{n}@register.example"] for n in range(rows)])
    client = as_user(admin)
    client.get(url(kept))
    with django_assert_max_num_queries(12):
        assert len(client.get(url(kept)).context["page"]) == rows


def test_a_preview_of_many_rows_has_pages(union, admin, as_user):
    kept = compare(admin, union.section, [[f"Kari{n}", "Moe", f"kari{n}@register.example"] for n in range(60)])
    page = as_user(admin).get(url(kept)).context["page"]
    assert len(page) == 50 and page.next
    assert len(as_user(admin).get(url(kept), {"show": "new", "cursor": page.next}).context["page"]) == 10
