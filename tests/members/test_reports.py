"""The applicants on paper: in the order of the nomination, nobody who is not an applicant, accessible, closed to markup."""

import io
from datetime import date, timedelta

import page
import pypdf
import pytest

from portal import documents, pdf
from portal.periods import today
from portal.reports import REPORTS
from tests.factories import ApplicationFactory, AppointmentFactory, CallFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(group):
    call = CallFactory(body=group, deadline=today() - timedelta(days=1), nomination="Both **know** the work.")
    call.fields.add(group.competence_fields.create(name="Law"))
    return call


def html_of(call, language="en"):
    return documents.render_html(REPORTS["applicants"], call, language)


def test_only_confirmed_applications_are_printed_in_their_order(call):
    ApplicationFactory(call=call, first_name="Second", rank=2)
    ApplicationFactory(call=call, first_name="First", rank=1)
    ApplicationFactory(call=call, first_name="Unsure", state="unconfirmed")
    ApplicationFactory(call=call, first_name="Gone", state="withdrawn")
    ApplicationFactory(call=call, first_name="Aside")
    html = html_of(call)
    places = [html.index(name) for name in ("First Seeker", "Second Seeker", "Aside Seeker")]
    assert places == sorted(places)
    assert "Unsure" not in html and "Gone" not in html
    assert "<strong>know</strong>" in html


def test_what_applicants_write_is_text_and_no_markup(call):
    ApplicationFactory(call=call, first_name="<b>Kari", statement="<script>x</script>{{ 1 }}", competence="<img src=x>")
    html = html_of(call)
    assert "<b>Kari" not in html and "<script>x" not in html and "<img" not in html


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_it_is_accessible_with_and_without_applicants(language, call):
    for rows in range(3):
        html = html_of(call, language)
        content, _pages = pdf.render(html, title="Applicants", language=language, made_on=date(2026, 11, 22))
        report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
        assert [str(failure) for failure in report.failures] == []
        name = f"Åse مرحبا {rows}"
        row = ApplicationFactory(
            call=call, first_name=name, email=f"{rows}@apply.example", statement="Long. " * 999 * (rows + 1)
        )
        row.fields.set(call.fields.all())
        AppointmentFactory(body=call.body)
    assert "Law" in "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)
