"""``manage.py prepare``: what a start needs, quick when nothing is to do."""

import time

from portal.management.commands import portal as command
from tests.factories import UserFactory
from tests.portal.ops.conftest import clean_environment, manage


def test_a_second_run_has_nothing_to_do_and_keeps_the_data(tmp_path):
    env = clean_environment(tmp_path / "a b")
    first = manage("prepare", env=env)
    assert first.returncode == 0, first.stderr
    assert "Bringing the database up to date" in first.stdout
    assert "Collecting the static files" in first.stdout
    database = tmp_path / "a b" / "portal.sqlite3"
    before = database.stat().st_mtime_ns
    began = time.monotonic()
    second = manage("prepare", env=env)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert time.monotonic() - began < 10
    assert database.stat().st_mtime_ns == before


def test_a_database_that_does_not_answer_is_told_in_one_sentence(tmp_path):
    env = clean_environment(tmp_path, DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    result = manage("prepare", env=env)
    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("CommandError: The database does not answer: ")
    assert "Traceback" not in result.stderr


def test_the_greeting_tells_the_demo_logins_only_where_they_are(db):
    UserFactory(email="someone@demo.example")
    assert command._demo_logins() == []
    UserFactory(email="leader@demo.example")
    UserFactory(email="admin@demo.example", is_active=False)
    told = command._demo_logins()
    assert told[0].startswith("Log in with the password ")
    assert told[1:] == ["  leader@demo.example", ""]
