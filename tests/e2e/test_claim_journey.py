"""A claim on a phone: begun, with a picture of the ticket, handed in, agreed, approved; the printed form has the ticket behind it."""

import io
import re
from datetime import date

from PIL import Image

from tests.e2e.conftest import pdf_of


def test_a_ticket_is_claimed_on_the_phone(visit, portal):
    member = visit("member", phone=True)
    member.goto("/money/claims/new/")
    member.get_by_label("Hva det gjelder").fill("Tog til fagdagen")
    member.get_by_role("button", name="Gå videre til linjene").click()
    member.wait_for_url(re.compile(r"/money/claims/\d+/$"))
    address = member.url.removeprefix(portal.address)

    member.get_by_role("link", name="Reise med billett").click()
    member.get_by_label("Dato").fill(date.today().isoformat())
    member.get_by_label("Fra").fill("Bodø")
    member.get_by_label("Til").fill("Oslo")
    member.get_by_label("Beløp").fill("1 198,50")
    ticket = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(ticket, "JPEG")
    member.get_by_label("Kvitteringer").set_input_files(
        {"name": "billett.jpg", "mimeType": "image/jpeg", "buffer": ticket.getvalue()}
    )
    member.get_by_role("button", name="Lagre linjen").click()
    member.wait_for_url(f"**{address}")
    assert member.evaluate("document.documentElement.scrollWidth") <= 390
    member.get_by_role("button", name="Lever").click()
    member.get_by_text("Utlegget er levert").wait_for()

    adviser = visit("adviser")
    adviser.goto(address)
    adviser.get_by_role("link", name="Attester").click()
    adviser.get_by_role("button", name="Attester").click()
    adviser.wait_for_url(f"**{address}")

    admin = visit("admin")
    admin.goto(address)
    admin.get_by_role("link", name="Godkjenn").click()
    admin.get_by_label("Budsjettpost").select_option(index=1)
    admin.get_by_role("button", name="Godkjenn").click()
    admin.wait_for_url(f"**{address}")

    member.goto(address)
    assert "Godkjent" in member.get_by_role("listitem").filter(has_text="Godkjent").first.inner_text()
    text = pdf_of(member, f"/documents/claim/{address.rstrip('/').rpartition('/')[2]}/")
    assert "1 198,50 kr" in text.replace("\xa0", " ")
    assert "billett.jpg" in text
