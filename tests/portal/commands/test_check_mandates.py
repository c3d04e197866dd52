"""``manage.py check_mandates``: what machines and people read, and a mistake in one sentence."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from members.roles import Role
from tests.factories import AppointmentFactory, GroupFactory, MandateFactory
from workgroups.models import CheckRecord
from workgroups.rules import RULES

CODES = [rule.code for rule in RULES]


def run(*args):
    out = io.StringIO()
    call_command("check_mandates", *args, stdout=out)
    return out.getvalue()


def test_json_has_every_group_with_every_rule_in_order(group, union):
    MandateFactory(body=union.other_group)
    GroupFactory(unit=union.section, name="Closed", closed_on="2026-01-01")
    AppointmentFactory(body=group, role=Role.LEADER)
    rows = json.loads(run("--json"))
    assert [(row["body"], row["rule"]) for row in rows] == [
        (slug, code) for slug in ("group", "foreign-group") for code in CODES
    ]
    size = rows[0]
    assert (size["rule"], size["severity"], size["figure"], size["limit"], size["due"]) == (
        "size",
        "breach",
        1,
        4,
        None,
    )
    assert json.loads(run("--json")) == rows


def test_one_group_as_of_a_day_with_due_dates_in_iso(group):
    rows = {row["rule"]: row for row in json.loads(run("--body", "group", "--as-of", "2026-10-01", "--json"))}
    assert set(rows) == set(CODES)
    assert (rows["physical_min"]["severity"], rows["physical_min"]["due"]) == ("soon", "2026-12-31")
    assert (rows["budget"]["severity"], rows["budget"]["due"]) == ("breach", "2026-03-31")


def test_a_group_without_a_mandate_is_told_to_write_one(union):
    rows = {row["rule"]: row for row in json.loads(run("--body", "group", "--json"))}
    assert list(rows) == ["size", "leader", "contact", "adviser", "competence"]
    assert (rows["size"]["severity"], rows["size"]["limit"]) == ("breach", None)


def test_people_read_a_table(group):
    text = run("--body", "group")
    assert text.splitlines()[0] == "Expert group"
    assert "Deviation" in text and "Appoint 4 more members." in text


def test_what_is_found_is_kept_once_a_day(group):
    for _time in range(2):
        run("--body", "group", "--as-of", "2026-10-01", "--record")
    kept = CheckRecord.objects.get()
    assert (kept.body_id, kept.on.isoformat(), kept.ok + kept.soon + kept.breach) == (group.pk, "2026-10-01", 15)
    assert kept.results["budget"] == "breach"


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--body", "nowhere"], "no group or board with the slug “nowhere”"),
        (["--body", "board"], "“Section board” is no expert group"),
        (["--as-of", "2026-13-01"], "“2026-13-01” is not a date"),
        (["--as-of", "9999-12-31"], "is not a date"),
        (["--as-of", "tomorrow"], "is not a date"),
    ],
)
def test_a_mistake_is_one_sentence(args, sentence, union):
    with pytest.raises(CommandError, match=sentence) as caught:
        run("--json", *args)
    assert caught.value.returncode == 2
    assert "\n" not in str(caught.value)
