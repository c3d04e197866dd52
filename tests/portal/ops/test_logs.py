"""Logs tell what happened and not to whom."""

import io
import json
import logging
import logging.config
from types import SimpleNamespace

import pytest
import structlog
from celery import current_app, signals
from django.conf import settings as configured
from django_structlog.celery.receivers import CeleryReceiver

from portal import logs


@pytest.fixture
def lines():
    """Log as production does; gives what was written."""
    logging.config.dictConfig(logs.configure("INFO", "json"))
    written = io.StringIO()
    next(handler for handler in logging.getLogger().handlers if type(handler) is logging.StreamHandler).setStream(
        written
    )
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(configured.LOGGING)
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("no mail to kari.nordmann+x@example.org", "kari"),
        ("Key (email)=(ola@demo.example) already exists.", "ola"),
        ("born 010190 12345", "12345"),
        ("call +47 912 34 567 now", "912"),
        ("GET /people/?q=nordmann&page=2", "nordmann"),
        ("Not Found: /rsvp/MTI6MQ:1uXyZw:vQm0d0XH4pYq1n8x5hTn2c3aZkE/", "vQm0d0XH"),
        ("postgres://portal:hunter2@db/portal", "hunter2"),
    ],
)
def test_personal_data_inside_texts_is_masked(lines, text, hidden):
    logging.getLogger("portal.test").warning("%s", text)
    structlog.get_logger("portal.test").warning("told", detail={"inner": [text]})
    first, second = lines()
    assert hidden not in json.dumps(first) + json.dumps(second)
    assert first["level"] == "warning"
    assert second["event"] == "told"


@pytest.mark.parametrize(
    "name", ["email", "to_address", "password", "user_agent", "session_key", "first_name", "name", "Authorization"]
)
def test_values_are_hidden_by_their_names(lines, name):
    structlog.get_logger("portal.test").warning("told", **{name: "Kari", "inner": {name: "Kari"}, "user_id": 7})
    (line,) = lines()
    assert "Kari" not in json.dumps(line)
    assert line["user_id"] == 7


def test_a_traceback_is_told_without_the_data_in_it(lines):
    try:
        raise ValueError("kari@example.org is there already")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", "/people/?q=kari")
    (line,) = lines()
    assert "ValueError" in line["exception"]
    assert "kari" not in json.dumps(line)


@pytest.mark.parametrize(
    "text", ["12 of 30 measures, 2026-11-22", "/groups/nav/meetings/2026/", "what now? nothing", "case 12/26: done"]
)
def test_ordinary_lines_stay_readable(text):
    assert logs.mask(text) == text


def test_one_request_id_goes_from_the_page_to_the_job(lines):
    """The id is in the message's head as the page sends it, and in the job's own lines as the worker runs it."""
    sent: list[dict] = []

    def keep(headers=None, **kwargs):
        sent.append(headers)

    signals.before_task_publish.connect(keep)
    try:
        with structlog.contextvars.bound_contextvars(request_id="r-1"):
            current_app.send_task("portal.send_outbox", ignore_result=True)
    finally:
        signals.before_task_publish.disconnect(keep)
    context = sent[0]["__django_structlog__"]
    assert context["request_id"] == "r-1"

    task = SimpleNamespace(name="portal.send_outbox", request=SimpleNamespace(__django_structlog__=context))
    CeleryReceiver().receiver_task_prerun("t-1", task)
    logging.getLogger("portal.tasks").warning("working")
    line = lines()[-1]
    assert (line["event"], line["request_id"], line["task_id"]) == ("working", "r-1", "t-1")


def test_a_page_is_told_once_without_query_and_address(client, lines):
    client.get("/healthz?q=kari", headers={"User-Agent": "Kari's browser"}, REMOTE_ADDR="10.1.2.3")
    told = [line for line in lines() if line["event"] == "request_finished"]
    assert len(told) == 1
    assert told[0]["code"] == 200
    assert told[0]["request_id"]
    assert "kari" not in json.dumps(told).lower()
    assert "10.1.2.3" not in json.dumps(told)
