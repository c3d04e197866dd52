"""A row of :mod:`portal.owed` as the duty that the home page shows: what to do, where, by when, and what the button says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.roles import Role
from portal import owed
from portal.owed import Row
from portal.periods import last_day_of_term

DECIDE_WITHIN = timedelta(days=30)
TELL_WITHIN = timedelta(days=14)
# After the last day of the plan's period.
REPORT_WITHIN = timedelta(days=60)
# Somebody has laid out money of their own.
HANDLE_WITHIN = timedelta(days=7)
# What the mandate says where a body has none.
CONFIRM_WITHIN = 30


@dataclass(frozen=True)
class Duty:
    """One thing that is owed: ``verb`` as in the rights, ``action`` as the button says it."""

    verb: str
    text: str
    note: str
    due: date | None
    url: str
    action: str


def duty_of(row: Row, day: date) -> Duty:
    """``day`` is the one on which is asked."""
    return TOLD[row.kind](row, day)


def _duty(row: Row, text: str, action: str, view: str, *, note: str = "", due: date | None = None) -> Duty:
    return Duty(row.kind, text, note or row.where, due or row.due, reverse(view, args=[row.key]), action)


def _within(row: Row, time: timedelta) -> date | None:
    return row.due + time if row.due else None


def _task(row: Row, day: date) -> Duty:
    return _duty(row, row.what, _("Open the task"), "workgroups:task.view")


def _letter(row: Row, day: date) -> Duty:
    text = _("Send %(name)s a confirmation of the participation") % {"name": row.what}
    due = (row.due or day) + timedelta(days=CONFIRM_WITHIN if row.days is None else row.days)
    return _duty(row, text, _("Make the letter"), "members:confirmation.issue", due=due)


def _office(row: Row) -> str:
    return f"{row.where} · {Role(row.what).label}"


def _write(row: Row, day: date) -> Duty:
    return _duty(row, _("Write to your successor"), _("Write"), "members:handover.write", note=_office(row))


def _note(row: Row, day: date) -> Duty:
    text = _("Read the note from your predecessor")
    return _duty(row, text, _("Read"), "members:handover.view", note=_office(row))


def _measure(row: Row, day: date) -> Duty:
    url = reverse("plans:measure.view", args=[row.key])
    note = _("%(body)s · measure") % {"body": row.where}
    return Duty(row.kind, row.what[:80], note, row.due, url, _("Tell how it goes"))


def _review(row: Row, day: date) -> Duty:
    due = last_day_of_term(row.due, row.days) + timedelta(days=1) if row.due and row.days else row.due
    note = _("%(body)s · continuous measure") % {"body": row.where}
    url = reverse("plans:measure.view", args=[row.key])
    return Duty(row.kind, row.what[:80], note, due, url, _("Look at it again"))


def _submit(row: Row, day: date) -> Duty:
    text = _("Submit “%(plan)s” to the board") % {"plan": row.what}
    return _duty(row, text, _("Look and submit"), "plans:plan.view")


def _decide(row: Row, day: date) -> Duty:
    text = _("Decide on “%(plan)s”") % {"plan": row.what}
    return _duty(row, text, _("Look and decide"), "plans:plan.view", due=_within(row, DECIDE_WITHIN))


def _report(row: Row, day: date) -> Duty:
    text = _("Tell the board what came of “%(plan)s”") % {"plan": row.what}
    return _duty(row, text, _("Write the report"), "plans:plan.report", due=_within(row, REPORT_WITHIN))


def _accept(row: Row, day: date) -> Duty:
    count = row.days or 0
    text = ngettext(
        "Decide on %(count)d change from above in “%(plan)s”",
        "Decide on %(count)d changes from above in “%(plan)s”",
        count,
    )
    said = text % {"count": count, "plan": row.what}
    return _duty(row, said, _("Look and decide"), "plans:proposal.list", due=_within(row, DECIDE_WITHIN))


def _pass_on(row: Row, day: date) -> Duty:
    text = _("Tell your members about “%(call)s”") % {"call": row.what}
    note = _("%(body)s · call for applications") % {"body": row.where}
    return _duty(row, text, _("Read and pass on"), "sections:call.view", note=note)


def _treat(row: Row, day: date) -> Duty:
    text = _("Have the board decide on the applications to “%(call)s”") % {"call": row.what}
    return _duty(row, text, _("Look at the applicants"), "sections:call.treat", due=_within(row, DECIDE_WITHIN))


def _appoint(row: Row, day: date) -> Duty:
    text = _("Appoint those whom the board has chosen in “%(call)s”") % {"call": row.what}
    return _duty(row, text, _("Appoint"), "sections:call.treat")


def _tell_applicants(row: Row, day: date) -> Duty:
    text = _("Answer those who applied to “%(call)s”") % {"call": row.what}
    return _duty(row, text, _("Answer"), "sections:call.answer", due=_within(row, TELL_WITHIN))


def _input(row: Row, day: date) -> Duty:
    text = _("Say how the year has been in %(body)s") % {"body": row.where}
    return _duty(row, text, _("Answer"), "workgroups:input.answer", note=_("The year’s input: a few minutes"))


def _close(row: Row, day: date) -> Duty:
    text = _("Close the year’s input of %(body)s and read it") % {"body": row.where}
    note = _("The last day for answers is over.")
    return _duty(row, text, _("Look and close"), "workgroups:input.view", note=note)


def _agree(row: Row, day: date) -> Duty:
    return _claim(row, _("Look at the claim “%(claim)s” and agree to it"), _("Look and agree"))


def _approve_claim(row: Row, day: date) -> Duty:
    return _claim(row, _("Approve the claim “%(claim)s”"), _("Look and approve"))


def _pay(row: Row, day: date) -> Duty:
    return _claim(row, _("Pay the claim “%(claim)s”"), _("Pay"))


def _put_right(row: Row, day: date) -> Duty:
    return _claim(row, _("Put your claim “%(claim)s” right: it is returned"), _("Put right"))


def _claim(row: Row, text: str, action: str) -> Duty:
    return _duty(row, text % {"claim": row.what}, action, "money:claim.view", due=_within(row, HANDLE_WITHIN))


TOLD: dict[str, Callable[[Row, date], Duty]] = {
    owed.TASK: _task,
    owed.LETTER: _letter,
    owed.WRITE: _write,
    owed.NOTE: _note,
    owed.MEASURE: _measure,
    owed.REVIEW: _review,
    owed.SUBMIT: _submit,
    owed.DECIDE: _decide,
    owed.REPORT: _report,
    owed.ACCEPT: _accept,
    owed.PASS_ON: _pass_on,
    owed.TREAT: _treat,
    owed.APPOINT: _appoint,
    owed.TELL_APPLICANTS: _tell_applicants,
    owed.INPUT: _input,
    owed.CLOSE: _close,
    owed.AGREE: _agree,
    owed.APPROVE_CLAIM: _approve_claim,
    owed.PAY: _pay,
    owed.PUT_RIGHT: _put_right,
}
