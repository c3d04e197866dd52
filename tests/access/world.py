"""One of everything, each in the state in which its verbs are open to those who have the right."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone

from members.letters import token_of as application_token
from members.models import HandoverNote, PersonImport
from plans import contents
from plans.models import (
    Claim,
    Distribution,
    Evidence,
    Indicator,
    IndicatorValue,
    MeasureComment,
    MeasureTask,
    Plan,
    PlanEdit,
    PlanImport,
    PlanVersion,
    Proposal,
    Publication,
    Rate,
)
from plans.operations import budgets, ledger
from portal.models import Document, OutgoingMail, StoredFile
from sections.models import Body
from tests.factories import (
    AgendaItemFactory,
    ApplicationFactory,
    AppointmentFactory,
    AreaFactory,
    CallFactory,
    GoalFactory,
    MeasureFactory,
    MeetingFactory,
    MinutesFactory,
    MinutesItemFactory,
    ParticipantFactory,
    PersonFactory,
    PlanFactory,
    TaskFactory,
)
from workgroups.models import InputAnswer, InputRound, Meeting, Minutes
from workgroups.notices import token_of as answer_token


def build(union, users) -> SimpleNamespace:
    """Objects of the expert group and its section; ``users`` are the named persons of tests/conftest.py."""
    world = SimpleNamespace(union=union, group=union.group, person=users["member"].person)
    _meetings(world, users)
    _plans(world)
    _printed(world)
    _people(world, users)
    _money(world)
    _claims(world, users)
    return world


def _meetings(world, users) -> None:
    past = timezone.now() - timedelta(days=9)
    world.draft = MeetingFactory(body=world.group, state=Meeting.State.DRAFT)
    world.called = MeetingFactory(body=world.group)
    world.participant = ParticipantFactory(meeting=world.called, person=users["member"].person)
    world.rsvp = answer_token(world.participant)
    world.item = AgendaItemFactory(meeting=world.called)
    world.begun = MeetingFactory(body=world.group, starts_at=past)
    ParticipantFactory(meeting=MeetingFactory(body=world.union.board), person=users["board_member"].person)

    def minutes(state: str) -> Minutes:
        held = MeetingFactory(body=world.group, starts_at=past, state=Meeting.State.HELD)
        for name in ("leader", "member", "contact"):
            ParticipantFactory(meeting=held, person=users[name].person, attendance="present")
        written = MinutesFactory(meeting=held, state=state, submitted_at=past)
        MinutesItemFactory(minutes=written, text="What was said.")
        return written

    world.writing, world.submitted = minutes("draft"), minutes("submitted")
    world.approved, world.laid = minutes("approved"), minutes("laid")
    world.text = world.writing.items.get()
    world.task = TaskFactory(body=world.group, responsible=users["member"].person)
    world.done = TaskFactory(body=world.group, responsible=users["member"].person, state="done")
    world.closed = _closed_body(world)
    day = timezone.localdate()
    world.asked = InputRound.objects.create(body=world.group, year=day.year, closes_on=day)
    world.asked_before = InputRound.objects.create(body=world.group, year=day.year - 1, closes_on=day, closed_on=day)
    world.own_input = InputAnswer.objects.create(round=world.asked, person=users["member"].person)


def _closed_body(world) -> Body:
    return Body.objects.create(
        unit=world.union.section,
        kind=Body.Kind.WORKING_GROUP,
        name="Closed",
        slug="closed",
        closed_on=timezone.localdate(),
    )


def _plans(world) -> None:
    world.plan = PlanFactory(body=world.group)
    world.area = AreaFactory(plan=world.plan)
    world.goal = GoalFactory(area=world.area)
    world.measure = MeasureFactory(area=world.area)
    change = {"kind": "change", "measure": world.measure.pk, "fields": {"text": ["Before", world.measure.text]}}
    world.edit = PlanEdit.objects.create(plan=world.plan, verb="change", changes=[change])
    world.evidence = Evidence.objects.create(
        measure=world.measure, title="A page", kind="link", url="https://example.org"
    )
    world.task_link = MeasureTask.objects.create(measure=world.measure, task=TaskFactory(body=world.group))
    world.sent = PlanFactory(body=world.group, state=Plan.State.SUBMITTED, submitted_at=timezone.now())
    world.sent_measure = MeasureFactory(area=AreaFactory(plan=world.sent))
    now = timezone.now()
    world.comment = MeasureComment.objects.create(plan=world.sent, measure=world.sent_measure, text="Why?", sent_at=now)
    content = contents.outline(contents.load(world.sent)).to_json()
    world.version = PlanVersion.objects.create(plan=world.sent, number=1, content=content)
    world.indicator = Indicator.objects.create(goal=world.goal, name="Posts", target=60)
    world.value = IndicatorValue.objects.create(indicator=world.indicator, on=now.date(), value=50)
    _cascade(world)
    world.preview = PlanImport.objects.create(
        body=world.group,
        file_name="form.docx",
        sha256="0" * 64,
        title="Read",
        starts_on=world.plan.starts_on,
        ends_on=world.plan.ends_on,
        content=contents.outline(contents.load(world.plan)).to_json(),
    )


def _cascade(world) -> None:
    """The section board's plan is passed down; the group has taken it once, and is proposed a change."""
    world.board_plan = PlanFactory(body=world.union.board, state=Plan.State.APPROVED)
    area = AreaFactory(plan=world.board_plan)
    row = {"kind": "area", "key": area.pk, "pk": area.pk, "values": {"number": "1", "title": "Area"}}
    publication = Publication.objects.create(plan=world.board_plan, number=1, content={"rows": [row]})
    Distribution.objects.create(publication=publication, state=Distribution.State.FAILED)
    world.publication = publication
    world.proposal = Proposal.objects.create(
        plan=world.plan, publication=publication, kind="add", row="area", key=area.pk, after=row["values"]
    )


def _printed(world) -> None:
    def document(state: str) -> Document:
        return Document.objects.create(
            report="minutes", target=world.approved, language="en", fingerprint=state, title="Minutes", state=state
        )

    world.ready, world.failed = document("ready"), document("failed")
    world.ready.file.save("minutes.pdf", ContentFile(b"%PDF-1.7"))
    world.stored = StoredFile.objects.create(
        owner=world.called, name="note.txt", media_type="text/plain", size=4, sha256="0" * 64
    )
    world.stored.file.save("note.txt", ContentFile(b"text"))
    world.mail = OutgoingMail.objects.create(
        message_id="<1@portal>", occasion="1", template="x", to_address="a@b.example", language="en", subject="S",
        text="T", state="failed", unit=world.union.section,
    )  # fmt: skip


def _people(world, users) -> None:
    today = timezone.localdate()
    world.appointment = users["member"].person.appointments.get()
    world.coming = AppointmentFactory(body=world.group, starts_on=today + timedelta(days=30))
    gone = {"body": world.group, "ends_on": today - timedelta(days=1)}
    world.leaver, world.left = AppointmentFactory(**gone), AppointmentFactory(**gone)
    world.left.body.confirmations.create(
        person=world.left.person, appointment=world.left, issued_on=today, signed_by=users["adviser"].person,
        signed_as="adviser",
    )  # fmt: skip
    world.noted = users["leader"].person.appointments.get()
    HandoverNote.objects.create(appointment=world.noted, text="For the next one.")
    world.without_account = PersonFactory(section=world.union.section)
    AppointmentFactory(body=world.group, person=world.without_account)
    world.call = CallFactory(body=world.group)
    world.call_draft = CallFactory(body=world.group, state="draft")
    world.call_over = CallFactory(body=world.group, state="closed", deadline=today - timedelta(days=1))
    world.application = ApplicationFactory(call=world.call_over)
    world.own = application_token(ApplicationFactory(call=world.call))
    for name in ("new", "ready", "stored", "failed"):
        kept = PersonImport.objects.create(
            unit=world.union.section, file_name="list.csv", heads=["A"], mapping={}, state=name, failed_in="checking"
        )
        setattr(world, f"import_{name}", kept)


def _money(world) -> None:
    """A decided budget with an entry of the group, and next year's draft."""
    section, year = world.union.section, timezone.localdate().year
    world.budget = budgets.create(None, unit=section, year=year)
    world.line = budgets.add_line(None, budget=world.budget, name="Measures", amount=Decimal(5000))
    world.budget = budgets.decide(None, budget=world.budget, decision="1/26")
    cost = {"on": timezone.localdate(), "text": "Rent", "amount": Decimal(10), "body": world.group}
    world.posting = ledger.post(None, line=world.line, **cost)
    world.budget_draft = budgets.create(None, unit=section, year=year + 1)
    world.line_draft = budgets.add_line(None, budget=world.budget_draft, name="Measures", amount=Decimal(5000))
    world.lock = ledger.lock(None, unit=section, until=timezone.localdate() - timedelta(days=400))


def _claims(world, users) -> None:
    """The member's claims, in each state that somebody acts on; the line is the draft's."""
    for state in ("draft", "submitted", "agreed", "approved"):
        claim = Claim.objects.create(
            person=world.person, body=world.group, unit=world.union.section, title="Journey", state=state, line=world.line,
            submitted_at=timezone.now(),
        )  # fmt: skip
        line = claim.lines.create(kind="stay", on=timezone.localdate(), amount=Decimal(10))
        setattr(world, "claim" if state == "submitted" else f"claim_{state}", claim)
        if state == "draft":
            world.claim_line = line
    world.rate = Rate.objects.create(kind="car", amount=Decimal(5), valid_from=timezone.localdate())
