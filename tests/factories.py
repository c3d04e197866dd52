"""One factory per model. Text fields are short and unlike each other, so that a mix-up shows."""

from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from members.models import Application, Appointment, Call, Person, User
from members.roles import Role
from plans.models import Goal, Measure, Plan, StrategicArea
from portal.textsearch import fold
from sections.models import Body, Unit
from workgroups.models import AgendaItem, Mandate, Meeting, Minutes, MinutesItem, Participant, Task, WorkGroup

PASSWORD = "a long enough test password"


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    kind = Unit.Kind.SECTION
    name = factory.Sequence(lambda n: f"Section {n}")
    slug = factory.Sequence(lambda n: f"unit-{n}")


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    first_name = factory.Sequence(lambda n: f"First{n}")
    last_name = factory.Sequence(lambda n: f"Last{n}")
    email = factory.LazyAttribute(lambda o: f"{fold(o.first_name)}.{fold(o.last_name)}@people.example".replace(" ", ""))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    person = factory.SubFactory(PersonFactory)
    email = factory.LazyAttribute(lambda o: o.person.email)
    language = "en"

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or PASSWORD)
        self.save()


class BodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    unit = factory.SubFactory(UnitFactory)
    kind = Body.Kind.BOARD
    name = factory.Sequence(lambda n: f"Body {n}")
    slug = factory.Sequence(lambda n: f"body-{n}")
    founded_on = date(2020, 1, 1)


class GroupFactory(BodyFactory):
    class Meta:
        model = WorkGroup

    kind = Body.Kind.WORKING_GROUP
    name = factory.Sequence(lambda n: f"Expert group {n}")
    slug = factory.Sequence(lambda n: f"group-{n}")


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory)
    body = factory.SubFactory(GroupFactory)
    role = Role.MEMBER
    starts_on = date(2024, 1, 1)


class MandateFactory(DjangoModelFactory):
    class Meta:
        model = Mandate

    body = factory.SubFactory(GroupFactory)
    purpose = "To advise the board."
    valid_from = date(2024, 1, 1)


class MeetingFactory(DjangoModelFactory):
    class Meta:
        model = Meeting

    body = factory.SubFactory(GroupFactory)
    title = factory.Sequence(lambda n: f"Meeting {n}")
    starts_at = factory.LazyFunction(lambda: (timezone.now() + timedelta(days=30)).replace(microsecond=0))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))
    state = Meeting.State.CALLED


class ParticipantFactory(DjangoModelFactory):
    class Meta:
        model = Participant

    meeting = factory.SubFactory(MeetingFactory)
    person = factory.SubFactory(PersonFactory)
    role = Role.MEMBER


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    body = factory.LazyAttribute(lambda o: o.meeting.body)
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Case {n}")


class MinutesFactory(DjangoModelFactory):
    class Meta:
        model = Minutes

    meeting = factory.SubFactory(MeetingFactory, state=Meeting.State.HELD)


class MinutesItemFactory(DjangoModelFactory):
    class Meta:
        model = MinutesItem

    minutes = factory.SubFactory(MinutesFactory)
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Item {n}")


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    body = factory.SubFactory(GroupFactory)
    title = factory.Sequence(lambda n: f"Task {n}")
    responsible = factory.SubFactory(PersonFactory)


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = Plan

    body = factory.SubFactory(GroupFactory)
    title = factory.Sequence(lambda n: f"Plan {n}")
    starts_on = factory.LazyFunction(lambda: date(timezone.localdate().year, 1, 1))
    ends_on = factory.LazyAttribute(lambda o: date(o.starts_on.year, 12, 31))


class AreaFactory(DjangoModelFactory):
    class Meta:
        model = StrategicArea

    plan = factory.SubFactory(PlanFactory)
    position = factory.Sequence(lambda n: n)
    number = factory.LazyAttribute(lambda o: str(o.position))
    title = factory.Sequence(lambda n: f"Area {n}")


class GoalFactory(DjangoModelFactory):
    class Meta:
        model = Goal

    area = factory.SubFactory(AreaFactory)
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Goal {n}")


class MeasureFactory(DjangoModelFactory):
    class Meta:
        model = Measure

    area = factory.SubFactory(AreaFactory)
    plan = factory.LazyAttribute(lambda o: o.area.plan)
    position = factory.Sequence(lambda n: n)
    text = factory.Sequence(lambda n: f"Measure {n}")


class CallFactory(DjangoModelFactory):
    """An open call that is read by whoever has its link."""

    class Meta:
        model = Call

    body = factory.SubFactory(GroupFactory)
    title = factory.Sequence(lambda n: f"Call {n}")
    text = "Two places are vacant."
    places = 2
    state = Call.State.OPEN
    deadline = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))
    term_starts_on = factory.LazyAttribute(lambda o: o.deadline + timedelta(days=30))
    term_ends_on = factory.LazyAttribute(lambda o: o.term_starts_on + timedelta(days=729))


class ApplicationFactory(DjangoModelFactory):
    """A confirmed application."""

    class Meta:
        model = Application

    call = factory.SubFactory(CallFactory)
    state = Application.State.CONFIRMED
    first_name = factory.Sequence(lambda n: f"Applicant{n}")
    last_name = "Seeker"
    email = factory.LazyAttribute(lambda o: f"{fold(o.first_name)}@apply.example")
    statement = factory.Sequence(lambda n: f"I would like to, {n}.")
    occupation = "Archivist"
    language = "en"
    consent_version = "test"
    consent_at = factory.LazyFunction(timezone.now)
    confirmed_at = factory.LazyAttribute(lambda o: None if o.state == Application.State.UNCONFIRMED else timezone.now())
