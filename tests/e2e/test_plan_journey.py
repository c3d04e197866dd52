"""The union's form is imported, a status is reported, and the form is printed."""

import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import pdf_of
from tests.plans.builders import union_form


def test_import_status_and_print(visit, tmp_path: Path):
    form = tmp_path / "Tiltaksplan åpen.docx"
    form.write_bytes(union_form())
    page = visit("local")
    page.goto("/plans/import/")
    expect(page.locator("select[name=body] option:checked")).to_contain_text("Fjordvik")
    page.locator("[name=title]").fill("Tiltaksplan for neste år")
    page.locator("input[type=file]").set_input_files(form)
    page.locator("[name=starts_on]").fill("2027-01-01")
    page.locator("[name=ends_on]").fill("2027-12-31")
    page.locator(".form-end .btn-primary").click()
    page.wait_for_url(re.compile(r"/plans/import/\d+/"))
    page.locator("main form[method=post] .btn-primary").first.click()
    page.wait_for_url(re.compile(r"/plans/\d+/table/"))
    plan = page.url

    # In place, without another page.
    page.locator("[id^=measure-]").first.get_by_role("link", name="Status").click()
    page.get_by_label("forsinket").check()
    page.get_by_label("Merknad til status").fill("Venter på svar fra arbeidsgiver")
    page.get_by_role("button", name="Lagre status").click()
    expect(page.locator("[id^=measure-]").first).to_contain_text("Venter på svar fra arbeidsgiver")
    assert page.url == plan

    number = re.search(r"/plans/(\d+)/", plan)
    assert number
    text = pdf_of(page, f"/documents/plan/{number.group(1)}/")
    assert "TILTAK" in text.upper()
    assert "Venter på svar" in text
