"""``manage.py report``: prints without broker or worker; a mistake is one clear sentence and exit code 2."""

import io
from datetime import date

import pypdf
import pytest
from django.core.management import CommandError, call_command

from portal import tasks
from portal.documents import request
from portal.reports import REPORTS
from tests.factories import AppointmentFactory, MeasureFactory, MeetingFactory, MinutesFactory, PlanFactory
from tests.portal.paper.test_pdf import failures


def run(*args):
    out = io.StringIO()
    call_command("report", *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    "args, sentence",
    [
        ([], "Say what to print"),
        (["plan"], "Say what to print"),
        (["letter", "1"], "no document of the kind"),
        (["plan", "999999"], "no plan with the number 999999"),
        (["plan", "one"], "no plan with the number one"),
        (["plan", "9" * 40], "no plan with the number"),
        (["minutes", "-1"], "no minutes with the number -1"),
        (["appointments", "no-such-body"], "no unit or body named no-such-body"),
        (["plan", "no-slugs-here"], "no plan with the number no-slugs-here"),
    ],
)
def test_a_mistake_is_one_sentence(args, sentence, db):
    with pytest.raises(CommandError, match=sentence) as caught:
        # As the shell gives them: a negative number after -- is an argument.
        call_command("report", *args[:1], *(["--"] if args[1:] and args[1].startswith("-") else []), *args[1:])
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)


def test_a_place_that_cannot_be_written_is_told(group, tmp_path):
    plan = PlanFactory(body=group)
    with pytest.raises(CommandError, match="Cannot write") as caught:
        run("plan", str(plan.pk), "--out", str(tmp_path / "none" / "x.pdf"))
    assert caught.value.returncode == 2


def test_the_list_tells_every_kind(db):
    text = run("--list")
    for kind in REPORTS:
        assert kind in text


@pytest.mark.parametrize("kind", ["plan", "minutes", "notice"])
@pytest.mark.parametrize("language, words", [("nb", "side 1 av"), ("en", "page 1 of")])
def test_each_kind_is_printed(kind, language, words, group, tmp_path):
    meeting = MeetingFactory(body=group)
    obj = {"plan": PlanFactory(body=group), "minutes": MinutesFactory(meeting=meeting), "notice": meeting}[kind]
    out = tmp_path / "x.pdf"
    run(kind, str(obj.pk), "--out", str(out), "--language", language)
    content = out.read_bytes()
    assert failures(content) == []
    reader = pypdf.PdfReader(out)
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.metadata.title
    assert words in reader.pages[0].extract_text()


@pytest.mark.parametrize("name", ["slug", "pk"])
def test_a_body_is_found_by_slug_or_number_and_printed_as_of_a_day(name, group, tmp_path):
    AppointmentFactory(body=group, person__last_name="Formerly", ends_on=date(2024, 11, 30))
    out = tmp_path / "x.pdf"
    run("appointments", str(getattr(group, name)), "--as-of", "2024-11-30", "--out", str(out), "--language", "en")
    assert failures(out.read_bytes()) == []
    reader = pypdf.PdfReader(out)
    text = reader.pages[0].extract_text()
    assert "Formerly" in text
    assert "30 November 2024" in text
    assert "30 November 2024" in reader.metadata.title


@pytest.mark.parametrize("day", ["2024-13-01", "yesterday", "", "20241130", "0001-01-01"])
def test_a_bad_day_is_one_sentence(day, group):
    with pytest.raises(CommandError, match="is no day: write it as 2024-11-30") as caught:
        run("appointments", group.slug, "--as-of", day)
    assert caught.value.returncode == 2


def test_a_document_without_a_day_says_so(group):
    with pytest.raises(CommandError, match="no other day than today") as caught:
        run("plan", str(PlanFactory(body=group).pk), "--as-of", "2024-11-30")
    assert caught.value.returncode == 2


def test_two_days_are_two_documents(group):
    made = [request(REPORTS["appointments"], group, language="nb", on=date(2024, 11, day)) for day in (29, 30, 30)]
    assert made[0].pk != made[1].pk == made[2].pk


def test_without_out_it_goes_to_this_folder(group, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = PlanFactory(body=group)
    run("plan", str(plan.pk))
    assert (tmp_path / f"plan-{plan.pk}.pdf").read_bytes().startswith(b"%PDF")


def test_approved_minutes_come_as_they_were_kept(group, tmp_path):
    minutes = MinutesFactory(meeting=MeetingFactory(body=group), state="approved")
    minutes.archived = request(REPORTS["minutes"], minutes, language="nb")
    minutes.save()
    tasks.make_documents()
    minutes.archived.refresh_from_db()
    run("minutes", str(minutes.pk), "--out", str(tmp_path / "x.pdf"))
    with minutes.archived.file.open("rb") as kept:
        assert (tmp_path / "x.pdf").read_bytes() == kept.read()


def test_a_thousand_measures_are_printed(group, tmp_path):
    plan = PlanFactory(body=group)
    MeasureFactory.create_batch(1000, area__plan=plan, area__number="1", text="Do it " * 10, comment="And so on " * 4)
    out = tmp_path / "x.pdf"
    run("plan", str(plan.pk), "--out", str(out))
    pages = pypdf.PdfReader(out).pages
    assert len(pages) > 30
    assert f"av {len(pages)}" in pages[-1].extract_text()
