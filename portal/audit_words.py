"""What each verb of the audit trail is called, in one place: a sentence in the passive, said without the actor."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.words import number

# In the order of the verbs; a test holds the table against the verbs that the program records.
SENTENCES: dict[str, Any] = {
    "account.activate": _("The account was opened again"),
    "account.create": _("An account was made"),
    "account.deactivate": _("The account was closed"),
    "account.invite": _("An invitation was sent"),
    "agenda.create": _("An item was put on the agenda"),
    "agenda.edit": _("An item of the agenda was changed"),
    "agenda.move": _("An item of the agenda was moved"),
    "agenda.remove": _("An item was taken off the agenda"),
    "application.appoint": _("An applicant was appointed"),
    "application.confirm": _("An application was received"),
    "application.create": _("An application was received"),
    "application.edit": _("An application was changed by the applicant"),
    "application.note": _("A note on an application was written"),
    "application.withdraw": _("An application was withdrawn by the applicant"),
    "appointment.carry_over": _("A seat is carried over until a successor is appointed"),
    "appointment.create": _("A person was appointed"),
    "appointment.edit": _("An appointment was changed"),
    "appointment.end": _("An appointment was ended"),
    "appointment.reappoint": _("A person was appointed for another term"),
    "appointment.remove": _("An office was taken from a person by decision"),
    "appointment.resign": _("A person resigned"),
    "appointment.resume": _("A seat goes on as it was decided"),
    "appointment.substitute": _("A deputy took over a member’s seat"),
    "appointment.succeed": _("An office went over to another person"),
    "appointment.withdraw": _("An appointment was withdrawn before it began"),
    "area.create": _("A strategic area was added"),
    "area.edit": _("A strategic area was changed"),
    "area.move": _("A strategic area was moved"),
    "area.remove": _("A strategic area was taken out"),
    "attendance.record": _("The attendance was recorded"),
    "body.close": _("The body was closed"),
    "body.create": _("The body was set up"),
    "body.edit": _("The body was changed"),
    "body.reopen": _("The body was opened again"),
    "budget.create": _("A budget was drafted"),
    "budget.decide": _("The budget was decided"),
    "budget.edit": _("A line of the budget was changed"),
    "budget.import": _("Lines of the budget were taken from a file"),
    "budget.lock": _("The accounts were closed until a day"),
    "budget.remove": _("A line of the budget was taken out"),
    "budget.revise": _("A line of the budget was revised"),
    "budget.transfer": _("An amount was moved between lines of the budget"),
    "budget.unlock": _("The accounts were opened again"),
    "call.answer": _("The applicants were told of the decision"),
    "call.cancel": _("The call was cancelled"),
    "call.close": _("The call was closed before its deadline"),
    "call.create": _("A call for applications was drafted"),
    "call.decide": _("The board’s decision was recorded"),
    "call.edit": _("The call was changed"),
    "call.extend": _("The deadline of the call was moved"),
    "call.nominate": _("The nomination was written"),
    "call.publish": _("The call was published"),
    "call.purge": _("Applications were deleted after their time"),
    "claim.agree": _("The adviser agreed to a claim"),
    "claim.approve": _("A claim was approved and posted"),
    "claim.create": _("A claim was begun"),
    "claim.edit": _("A claim was changed"),
    "claim.pay": _("A claim was paid"),
    "claim.recall": _("A claim was taken back by its owner to be changed"),
    "claim.return": _("A claim was returned"),
    "claim.reverse": _("A claim was reversed"),
    "claim.second": _("A claim was approved by the first of two"),
    "claim.submit": _("A claim was handed in"),
    "claim.withdraw": _("A claim was withdrawn"),
    "comment.done": _("A comment from the board was marked as done"),
    "comment.reopen": _("A comment from the board was marked as not done"),
    "confirmation.issue": _("A letter of confirmation was issued"),
    "confirmation.reissue": _("A letter of confirmation was replaced by a new one"),
    "coverage.edit": _("Who covers which competence was changed"),
    "file.attach": _("A file was attached"),
    "file.remove": _("A file was taken away"),
    "edit.undo": _("A change of the plan’s rows was undone"),
    "goal.create": _("A goal was added"),
    "goal.edit": _("A goal was changed"),
    "goal.move": _("A goal was moved"),
    "goal.remove": _("A goal was taken out"),
    "grant.decide": _("The budget of a year was decided"),
    "group.close": _("The group was closed"),
    "group.create": _("The group was set up"),
    "group.edit": _("The group was changed"),
    "group.reopen": _("The group was opened again"),
    "handover.forget": _("A note to a successor was deleted after its time"),
    "handover.write": _("A note to a successor was written"),
    "import.store": _("A list of people was read in"),
    "import.undo": _("The reading of a list was undone"),
    "indicator.create": _("An indicator was added to a goal"),
    "indicator.edit": _("An indicator was changed"),
    "indicator.measure": _("The value of an indicator was noted"),
    "indicator.remove": _("An indicator was taken out"),
    "indicator.unmeasure": _("A value of an indicator was taken out"),
    "input.answer": _("A member answered the year’s input"),
    "input.ask": _("New members were asked for the year’s input, too"),
    "input.close": _("The round of the year’s input was closed"),
    "input.open": _("The members were asked for the year’s input"),
    "input.reopen": _("The round of the year’s input was opened again"),
    "input.summarise": _("The summary of the year’s input was written"),
    "mail.retry": _("A mail was put in line again"),
    "mandate.edit": _("The mandate got a new version"),
    "measure.attach": _("Evidence was added to a measure"),
    "measure.create": _("A measure was added"),
    "measure.detach": _("Evidence was taken away from a measure"),
    "measure.edit": _("A measure was changed"),
    "measure.link": _("A task was linked to a measure"),
    "measure.move": _("A measure was moved"),
    "measure.remove": _("A measure was taken out"),
    "measure.review": _("A measure was reviewed"),
    "measure.status": _("The status of a measure was reported"),
    "measure.unlink": _("A task was unlinked from a measure"),
    "meeting.call": _("The notice of the meeting was sent"),
    "meeting.cancel": _("The meeting was cancelled"),
    "meeting.create": _("A meeting was prepared"),
    "meeting.edit": _("The meeting was changed"),
    "meeting.exceed": _("A meeting in person beyond the mandate was called, with a reason"),
    "meeting.hold": _("The meeting was held"),
    "minutes.agree": _("One of those present said what they think of the minutes"),
    "minutes.approve": _("The minutes were approved"),
    "minutes.comment": _("A comment was written on the minutes"),
    "minutes.create": _("The minutes were begun"),
    "minutes.edit": _("The minutes were changed"),
    "minutes.lay": _("The minutes were laid before the board"),
    "minutes.note": _("The board noted the minutes"),
    "minutes.object": _("One of those present objected to the minutes"),
    "minutes.read": _("The minutes were read"),
    "minutes.return": _("The minutes were taken back for changes"),
    "minutes.submit": _("The minutes were submitted for approval"),
    "minutes.withdraw": _("The minutes were taken off the board’s agenda"),
    "participant.answer": _("The notice was answered"),
    "participant.invite": _("One more person was called to the meeting"),
    "participant.remove": _("A person was taken off the list of those called"),
    "person.create": _("The person was registered"),
    "person.edit": _("The person’s details were changed"),
    "person.remove": _("A person was taken out of the register"),
    "plan.approve": _("The plan was approved"),
    "plan.close": _("The plan was closed"),
    "plan.copy": _("The plan was begun from the plan of an earlier period"),
    "plan.create": _("The plan was begun"),
    "plan.distribute": _("The plan was sent on to further levels"),
    "plan.draft": _("The plan was begun from the plan of the level above"),
    "plan.edit": _("The plan was changed"),
    "plan.import": _("The plan was read in from a file"),
    "plan.propose": _("The level above has changes for the plan"),
    "plan.publish": _("The plan was passed down to the levels below"),
    "plan.report": _("The plan was reported on"),
    "plan.resume": _("The revision was ended without changes"),
    "plan.return": _("The plan was returned with comments"),
    "plan.revise": _("The plan was opened for revision"),
    "plan.submit": _("The plan was submitted to the board"),
    "plan.take": _("Rows were taken from the plan of the level above"),
    "plan.withdraw": _("The plan was taken back"),
    "moneyrules.edit": _("The rule on who approves was changed"),
    "posting.create": _("A cost was posted"),
    "proposal.accept": _("A change from the level above was accepted"),
    "proposal.decline": _("A change from the level above was declined"),
    "profile.edit": _("Own details were changed"),
    "rate.create": _("A rate was added"),
    "rate.remove": _("A rate was taken out"),
    "task.create": _("A task was given"),
    "task.drop": _("The task was dropped"),
    "task.edit": _("The task was changed"),
    "task.finish": _("The task was done"),
    "task.reopen": _("The task was opened again"),
    "unit.create": _("The unit was set up"),
    "unit.edit": _("The unit was changed"),
}


# Nouns whose changes are told with the thing that they are part of: noun → where its fields are described.
PARTS = {
    "agenda": "workgroups.AgendaItem",
    "area": "plans.StrategicArea",
    "goal": "plans.Goal",
    "measure": "plans.Measure",
    "participant": "workgroups.Participant",
}

# What an entry tells as changed although its object has no such field: a count, or something beside it.
BESIDE = {
    "appointment": _("appointment"),
    "chosen": _("chosen"),
    "covered": _("fields of competence covered"),
    "deleted": _("applications deleted"),
    "is_active": _("account open"),
    "nominated": _("nominated"),
    "told": _("told of the decision"),
}


def sentence(verb: str) -> Any:
    """The sentence of a verb; the verb itself where somebody forgot to write one (a test looks for such)."""
    return SENTENCES.get(verb, verb)


@dataclass(frozen=True)
class Change:
    """One field before and after, as a person would read it."""

    label: Any
    before: str
    after: str


def changes(entry) -> list[Change]:
    """The changed fields of an entry in words: the field's name, and values as the forms show them."""
    noun = entry.verb.partition(".")[0]
    model = apps.get_model(PARTS[noun]) if noun in PARTS else entry.content_type.model_class()
    fields = {field.name: field for field in model._meta.get_fields()} if model else {}
    return [_change(fields.get(name), name, pair) for name, pair in entry.changes.items() if _is_pair(pair)]


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2


def _change(field: Any, name: str, pair: list) -> Change:
    label = getattr(field, "verbose_name", None) or BESIDE.get(name) or name.replace("_", " ")
    return Change(capfirst(label), *(_value(field, value) for value in pair))


def _value(field: Any, value: Any) -> str:
    choices = dict(getattr(field, "flatchoices", None) or ())
    if isinstance(value, str) and value in choices:
        return str(choices[value])
    if value is None or value == "" or value == []:
        return gettext("(empty)")
    if isinstance(field, models.DecimalField):
        return number(value)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return _date(value) if isinstance(value, str) else str(value)


def _date(text: str) -> str:
    """A date or time in ISO form as Norwegians write it; any other text as it is."""
    try:
        if len(text) == 10:
            return date_format(date.fromisoformat(text), "DATE_FORMAT")
        if len(text) > 18:
            return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
    except ValueError:
        return text
    return text
