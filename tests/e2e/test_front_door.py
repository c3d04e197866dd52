"""In, out, and a forgotten password."""

import re

from tests.e2e.conftest import PASSWORD, text_of


def test_in_and_out_again(visit):
    page = visit("leader")
    assert "Hei" in page.get_by_role("heading", level=1).inner_text()

    page.locator(".topbar details.menu summary").last.click()
    page.get_by_role("button", name="Logg ut").click()

    page.goto("/groups/")
    assert "/account/login/" in page.url


def test_a_wrong_password_is_told_and_the_address_is_kept(visit):
    page = visit()
    page.goto("/account/login/")
    page.get_by_label("E-post").fill("leader@demo.example")
    page.get_by_label("Passord", exact=True).fill("not the password")
    page.get_by_role("button", name="Logg inn").click()

    assert page.locator(".error-summary, .alert").first.is_visible()
    assert page.get_by_label("E-post").input_value() == "leader@demo.example"


def test_a_forgotten_password_is_replaced_by_the_mailed_link(visit, portal):
    page = visit()
    page.goto("/account/password/reset/")
    page.get_by_label("E-post").fill("auditor@demo.example")
    page.locator("main form button[type=submit]").click()

    letter = portal.wait_for_letter("auditor@demo.example", "assord")
    link = re.search(rf"{re.escape(portal.address)}/account/password/reset/key/\S+", text_of(letter))
    assert link
    page.goto(link.group())
    for field in page.locator("main input[type=password]").all():
        field.fill("et helt nytt passord 1")
    page.locator("main form button[type=submit]").click()

    page = visit()
    page.goto("/account/login/")
    page.get_by_label("E-post").fill("auditor@demo.example")
    page.get_by_label("Passord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Logg inn").click()
    assert "/account/login/" in page.url

    page.get_by_label("Passord", exact=True).fill("et helt nytt passord 1")
    page.get_by_role("button", name="Logg inn").click()
    page.wait_for_url("**/")
    assert "/account/login/" not in page.url
