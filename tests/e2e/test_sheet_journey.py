"""The plan as a sheet: keys, a block from Word, two who write in the same cell, and undo."""

import re

from playwright.sync_api import Page, expect

BLOCK = """
<table>
  <tr><td>Kurs i fullmakter <br>for nye tillitsvalgte</td><td></td><td>Leder og HTV</td><td>høsten 2027</td></tr>
  <tr><td>Besøke alle arbeidsplasser</td><td>Sammen med kretsen</td><td>Leder</td><td>fortløpende</td></tr>
</table>
"""
PASTE = """(html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "a\\tb");
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def cells(page: Page, name: str):
    return page.locator(f".sheet-grid tr[data-row] [name^={name}-]")


def saved(page: Page) -> None:
    expect(page.locator(".sheet-tools [data-saved]")).to_contain_text("Lagret")


def test_a_plan_is_written_as_in_a_spreadsheet(visit):
    page = visit("local")
    page.goto("/plans/new/")
    page.locator("[name=title]").fill("Plan som regneark")
    page.locator("[name=starts_on]").fill("2027-01-01")
    page.locator("[name=ends_on]").fill("2027-12-31")
    page.locator(".form-end .btn-primary").click()
    page.wait_for_url(re.compile(r"/plans/\d+/table/"))
    sheet = page.url.replace("/table/", "/sheet/")
    page.goto(sheet)

    # One line after the other, without the mouse.
    page.locator(".sheet-new textarea").focus()
    for text in ("Første tiltak", "Andre tiltak"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.locator(".sheet-new textarea")).to_have_value("")
    expect(cells(page, "text")).to_have_count(2)
    cells(page, "deadline").first.focus()
    page.keyboard.type("1. mai")
    page.keyboard.press("Enter")
    expect(cells(page, "deadline").nth(1)).to_be_focused()
    saved(page)

    # A second browser writes in the same cell: both texts are shown.
    other = visit("local")
    other.goto(sheet)
    cells(other, "comment").first.fill("Fra den andre")
    other.keyboard.press("Tab")
    saved(other)
    cells(page, "comment").first.fill("Fra meg")
    page.keyboard.press("Tab")
    expect(page.locator(".sheet-stale")).to_contain_text("Fra den andre")
    page.locator("[data-choose=both]").click()
    expect(page.locator(".sheet-stale")).to_have_count(0)
    saved(page)
    other.reload()
    expect(cells(other, "comment").first).to_have_value("Fra den andre\n\nFra meg")

    # A block from Word, seen before it is stored, and taken back.
    cells(page, "text").nth(1).focus()
    page.evaluate(PASTE, BLOCK)
    preview = page.locator("dialog")
    expect(preview).to_contain_text("01.08.2027 – 31.12.2027")
    preview.locator(".btn-primary").click()
    expect(cells(page, "text")).to_have_count(3)
    expect(cells(page, "text").nth(1)).to_have_value("Kurs i fullmakter\nfor nye tillitsvalgte")
    cells(page, "text").first.focus()
    page.keyboard.press("Control+z")
    expect(cells(page, "text")).to_have_count(2)
    expect(cells(page, "text").nth(1)).to_have_value("Andre tiltak")
