"""The import in the browser: upload, look, store."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.models import Plan, PlanImport
from tests.plans.builders import union_form

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
