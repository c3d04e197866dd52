"""The import in the browser: upload, look, store."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.models import Plan, PlanImport
from portal.periods import today
from tests.plans.builders import Sheet, union_form

UPLOAD = "/plans/import/"


def values(group, data: bytes, name: str = "plan.docx", **other) -> dict:
    file = SimpleUploadedFile(name, data)
    period = {"starts_on": "2021-01-01", "ends_on": "2021-12-31"}
    return {"body": group.pk, "title": "Plan 2021", "file": file, **period, **other}


@pytest.fixture
def kept(as_user, leader, group):
    as_user(leader).post(UPLOAD, values(group, union_form()))
    return PlanImport.objects.get()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan.docx", b"MZ a renamed program"),
        ("plan.exe", b"MZ"),
        ("plan.docx", b""),
        ("plan.docx", union_form()[:-300]),
    ],
)
def test_a_wrong_file_is_told_at_its_field_and_the_rest_is_kept(as_user, leader, group, name, data):
    response = as_user(leader).post(UPLOAD, values(group, data, name))
    page = response.content.decode()
    assert (response.status_code, PlanImport.objects.count()) == (200, 0)
    assert response.context["form"].errors.keys() == {"file"}
    assert "Plan 2021" in page


def test_thirty_megabytes_are_refused(as_user, leader, group):
    response = as_user(leader).post(UPLOAD, values(group, b"PK\x03\x04" + b"x" * (30 * 1024 * 1024)))
    assert "larger than 10 MB" in response.content.decode()


def test_an_end_before_the_start_is_told_at_its_field(as_user, leader, group):
    response = as_user(leader).post(UPLOAD, values(group, union_form(), ends_on="2020-01-01"))
    assert "ends_on" in response.context["form"].errors


def test_a_group_of_others_cannot_be_chosen(as_user, leader, union):
    response = as_user(leader).post(UPLOAD, values(union.other_group, union_form()))
    assert "body" in response.context["form"].errors


def test_a_preview_of_others_is_not_found(as_user, kept, stranger, member):
    address = reverse("plans:plan.preview", args=[kept.pk])
    for user in (stranger, member):
        assert as_user(user).get(address).status_code == 404
        assert as_user(user).post(address).status_code == 404
    assert not Plan.objects.exists()


def test_the_preview_shows_every_row_and_what_has_no_place(as_user, leader, kept):
    page = as_user(leader).get(reverse("plans:plan.preview", args=[kept.pk])).content.decode()
    assert not Plan.objects.exists()
    for text in ("Tiltak 52", "Lokalt tiltak 11", "Fyll ut skjemaet.", "En merknad som gjelder alle", "row 2"):
        assert text in page
    assert "A comment without a measure." in page


def test_a_double_click_stores_one_plan(as_user, leader, kept):
    address, client = reverse("plans:plan.preview", args=[kept.pk]), as_user(leader)
    first, second = client.post(address), client.post(address)
    plan = Plan.objects.get()
    assert first.url == second.url == reverse("plans:plan.table", args=[plan.pk])
    page = client.get(address).content.decode()
    assert "Fyll ut skjemaet." in page
    assert "Store as a draft" not in page
    assert address in client.get(reverse("plans:plan.view", args=[plan.pk])).content.decode()


def test_the_preview_costs_a_constant_number_of_queries(as_user, leader, kept, django_assert_max_num_queries):
    client = as_user(leader)
    with django_assert_max_num_queries(12):
        client.get(reverse("plans:plan.preview", args=[kept.pk]))


def correction(client, address: str, **changes: str) -> dict:
    """What the page of corrections would send, with some choices changed."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()} | changes


def own_form(*rows: tuple[str, ...]) -> bytes:
    sheet = Sheet(("Tiltak", "Ansvar", "Resultat"))
    for texts in (("Tiltak", "Ansvar", "Resultat"), *rows):
        sheet.row(*texts)
    return sheet.save()


def test_a_correction_is_made_and_remembered_for_the_next_file(as_user, leader, group):
    client = as_user(leader)
    client.post(UPLOAD, values(group, own_form(("Heltid",), ("Lage plakat", "Leder", "Gikk bra"))))
    first = PlanImport.objects.get()
    preview, address = (reverse(f"plans:plan.{name}", args=[first.pk]) for name in ("preview", "correct"))
    assert address in client.get(preview).content.decode()
    sent = correction(client, address, **{"column-2": "comment", "row-2": "area"}, title="Ny plan")
    response = client.post(address, sent, follow=True)
    first.refresh_from_db()
    assert (first.title, first.corrections) == ("Ny plan", {"columns": {"resultat": "comment"}, "rows": {"2": "area"}})
    assert "Every text has its place." in response.content.decode()
    # What is as it would be read anyway is no correction; the same again changes nothing.
    client.post(address, correction(client, address))
    assert PlanImport.objects.get().corrections == first.corrections

    client.post(UPLOAD, values(group, own_form(("Ny rad",), ("heltid ",), ("Holde kurs", "", "Ble avlyst"))))
    second = PlanImport.objects.first()
    client.post(reverse("plans:plan.preview", args=[second.pk]))
    plan = Plan.objects.get()
    assert [area.title for area in plan.areas.filter(is_local=False)] == ["heltid"]
    assert plan.measures.get(text="Holde kurs").comment == "Ble avlyst"
    # A stored plan is changed in the table, not by reading its file anew.
    address = reverse("plans:plan.correct", args=[second.pk])
    assert client.post(address, sent).url == reverse("plans:plan.preview", args=[second.pk])


def test_a_reading_that_leaves_nothing_is_refused_and_keeps_what_was_chosen(as_user, leader, group):
    client = as_user(leader)
    client.post(UPLOAD, values(group, own_form(("Lage plakat", "Leder"))))
    address = reverse("plans:plan.correct", args=[PlanImport.objects.get().pk])
    response = client.post(address, correction(client, address, **{"column-0": ""}, title="Kept"))
    page = response.content.decode()
    assert "nothing is left of the plan" in page
    assert 'value="Kept"' in page
    response = client.post(address, correction(client, address, **{"row-2": "nonsense"}, starts_on="2099-01-01"))
    assert {"row-2"} <= response.context["form"].errors.keys()
    assert PlanImport.objects.get().corrections == {"columns": {}, "rows": {}}


def test_the_corrections_of_a_long_file_come_in_parts(as_user, leader, group, django_assert_max_num_queries):
    client = as_user(leader)
    client.post(UPLOAD, values(group, own_form(*((f"Tiltak {n}",) for n in range(200)))))
    address = reverse("plans:plan.correct", args=[PlanImport.objects.get().pk])
    with django_assert_max_num_queries(12):
        first = client.get(address)
    assert "Tiltak 100" in first.content.decode()
    assert "?start=150" in first.content.decode()
    assert "Tiltak 199" in client.get(f"{address}?start=150").content.decode()


def test_the_files_own_title_and_period_are_taken(as_user, leader, group, draft):
    client = as_user(leader)
    written = client.get(reverse("plans:plan.export", args=[draft.plan.pk]), {"format": "xlsx"})
    assert "plan" in written.headers["Content-Disposition"].lower() or "Alfa" in written.headers["Content-Disposition"]
    year = today().year
    sent = values(group, written.content, "plan.xlsx", title="", starts_on=f"{year}-01-01", ends_on=f"{year}-12-31")
    client.post(UPLOAD, sent)
    kept = PlanImport.objects.get()
    assert (kept.title, kept.starts_on, kept.ends_on) == (draft.plan.title, draft.plan.starts_on, draft.plan.ends_on)


@pytest.mark.parametrize(("kind", "begins"), [("", b"PK"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf"), ("json", b"{")])
def test_a_plan_is_downloaded_in_every_format(as_user, leader, draft, kind, begins):
    address = reverse("plans:plan.export", args=[draft.plan.pk])
    response = as_user(leader).get(address, {"format": kind} if kind else {})
    assert response.content.startswith(begins)
    assert response.headers["Content-Disposition"].rstrip('"').endswith(kind or "docx")
    assert as_user(leader).get(address, {"format": "exe"}).status_code == 404
