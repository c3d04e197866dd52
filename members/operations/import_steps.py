"""What each row of a register comes to: whom it means, what it would change, or why it cannot be.

The rules are those of :mod:`members.operations.people` and :mod:`members.operations.appointment_rules`, checked for a batch
of rows against what a few queries have read. Nothing is written here.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.models import Appointment, Person
from members.operations.appointment_rules import check
from members.operations.import_match import Known
from members.operations.import_scope import LOCAL_KINDS, SECTION_KINDS, Scope, Unclear
from members.operations.import_step import Step, said_in
from members.register import Record, phone_key
from members.roles import SINGLE, Role
from portal.textsearch import fold

TEXTS = ("first_name", "last_name", "email", "phone", "employer", "occupation", "competence")
PERSON_FIELDS = (*TEXTS, "occupationally_active", "unit_id", "section_id")
DERIVED = ["sort_name", "search_text", "unit", "section"]
# What a register calls an office in bodies that have another name for it.
ROLES_HERE = {
    ("section_committee", Role.LEADER): Role.SECTION_LEADER,
    ("control", Role.MEMBER): Role.AUDITOR,
    ("administration", Role.LEADER): Role.HEAD_OF_UNIT,
}


class Planner:
    """Goes through rows in order and keeps in mind what the earlier ones came to.

    ``lock`` holds the people and bodies that are touched until the end of the transaction.
    """

    def __init__(self, scope: Scope, *, lock: bool = False) -> None:
        self.scope = scope
        self.lock = lock
        self.known = Known(scope)
        # By body and person (the object: a new one has no number yet), and by body and single role.
        self._seats: dict[tuple[int, int], list[Appointment]] = defaultdict(list)
        self._holders: dict[tuple[int, str], list[Appointment]] = defaultdict(list)
        self._read: set[int] = set()
        # Who has or had an office in a body: whom a personal deputy may stand in for.
        self._seated: dict[int, list[Person]] = defaultdict(list)
        # Object → field → row and value: a later row may add to what an earlier one said, but not contradict it.
        self._said: dict[int, dict[str, tuple[int, Any]]] = defaultdict(dict)

    def steps(self, records: Iterable[Record]) -> list[Step]:
        steps = [Step(record) for record in records]
        sound = [step for step in steps if not step.is_wrong()]
        for step in sound:
            self._resolve(step)
        self._read_people(sound)
        self._read_seats(sound)
        for step in sound:
            if not step.is_wrong():
                self._decide(step)
        return steps

    # --- Reading -----------------------------------------------------------------------------------------------------

    def _resolve(self, step: Step) -> None:
        """Which units and which body the row names."""
        values = step.record.values
        for name, kinds in (("unit", LOCAL_KINDS), ("section", SECTION_KINDS)):
            if name in values:
                try:
                    setattr(step, name, self.scope.find_unit(values[name], kinds))
                except Unclear as unclear:
                    step.remark(name, _("%(reason)s It was left out.") % {"reason": unclear})
        if "body" in values:
            try:
                step.body = self.scope.find_body(values["body"], step.unit.pk if step.unit else None)
            except Unclear as unclear:
                step.record.refuse("body", unclear)
        elif "note" in values and "role" not in values:
            step.remark("note", _("A note belongs to a role in a body, and the row has none. It was left out."))

    def _read_people(self, steps: list[Step]) -> None:
        records = [step.record for step in steps]
        emails = {record.values["email"] for record in records if "email" in record.values}
        names = {Known.sorted_by(record) for record in records}
        self.known.of_batch = set()
        people = Person.objects.order_by("id")
        if self.lock:
            people = people.select_for_update()
        self.known.add(people.alias(address=Lower("email")).exclude(email="").filter(address__in=emails))
        self.known.add(people.filter(sort_name__in=names))
        self.known.read_rights()

    def _read_seats(self, steps: list[Step]) -> None:
        bodies = {step.body.pk: step.body for step in steps if step.body is not None}
        if not bodies:
            return
        if self.lock:
            # One at a time per body, as the verb does it.
            model = type(next(iter(bodies.values())))
            list(model._base_manager.select_for_update().filter(pk__in=bodies).order_by("pk").values_list("pk"))
        deputised = {step.body.pk for step in steps if step.body is not None and "deputy_for" in step.record.values}
        of_interest = Q(person_id__in=self.known.of_batch) | Q(role__in=SINGLE) | Q(body_id__in=deputised)
        seats = Appointment.objects.filter(of_interest, body_id__in=bodies).select_related("person", "deputy_for")
        for seat in seats.order_by("starts_on", "id"):
            if seat.pk in self._read:
                continue
            self._read.add(seat.pk)
            seat.person = self.known.same(seat.person)
            if seat.deputy_for is not None:
                seat.deputy_for = self.known.same(seat.deputy_for)
            seat.body = bodies[seat.body_id]
            self._take_seat(seat)

    def _take_seat(self, seat: Appointment) -> None:
        self._seats[seat.body_id, id(seat.person)].append(seat)
        if not any(each is seat.person for each in self._seated[seat.body_id]):
            self._seated[seat.body_id].append(seat.person)
        if seat.role in SINGLE:
            self._holders[seat.body_id, seat.role].append(seat)

    # --- Deciding ----------------------------------------------------------------------------------------------------

    def _decide(self, step: Step) -> None:
        person = self.known.match(step.record, step.unit)
        if step.is_wrong():
            return
        wanted = self._wanted(step, person)
        step.created = person is None
        step.person = person or Person()
        before = {name: getattr(step.person, name) for name in PERSON_FIELDS}
        if not self._agrees(step, step.person, wanted):
            return
        for name, value in wanted.items():
            if not _alike(name, before[name], value):
                setattr(step.person, name, value)
                step.changes[name] = [before[name], value]
        if step.created or step.changes:
            try:
                step.person.clean_fields(exclude=DERIVED)
            except ValidationError as error:
                step.refuse(error)
        if not step.is_wrong():
            self._appoint(step)
        if step.is_wrong():
            for name, value in before.items():
                setattr(step.person, name, value)
            return
        self._say(step.record, step.person, wanted)
        self.known.remember(step.person)

    def _wanted(self, step: Step, person: Person | None) -> dict[str, Any]:
        """What the row says of the person. The import's own unit fills in where nothing is known."""
        wanted = {name: step.record.values[name] for name in PERSON_FIELDS if name in step.record.values}
        for name, unit in (("unit", step.unit), ("section", step.section)):
            if unit is None or (person is not None and getattr(person, f"{name}_id") == unit.pk):
                continue
            if self.scope.may(unit.pk):
                wanted[f"{name}_id"] = unit.pk
            else:
                step.remark(name, _("You do not administer “%(unit)s”. It was left out.") % {"unit": unit})
        for name, pk in self.scope.home.items():
            if person is None or getattr(person, name) is None:
                wanted.setdefault(name, pk)
        return wanted

    def _appoint(self, step: Step) -> None:
        values, record = step.record.values, step.record
        if step.body is None:
            if "role" in values and "body" in record.heads:
                record.refuse("body", _("Say in which body the person has the role."))
            elif "role" in values:
                step.remark("role", _("The file does not say in which body. The role was left out."))
            return
        if "role" not in values:
            record.refuse("role", _("Say which role the person has in the body."))
        elif not self.scope.may(step.body.unit_id):
            record.refuse("body", _("You do not administer the unit of this body."))
        else:
            self._take_term(step, ROLES_HERE.get((step.body.kind, values["role"]), values["role"]))

    def _take_term(self, step: Step, role: str) -> None:
        """The appointment that the row means: one that is known, set right where the row knows more, or a new one."""
        assert step.person is not None  # noqa: S101 - for the type checker
        term = _term(step.record.values)
        held = [seat for seat in self._seats[step.body.pk, id(step.person)] if seat.role == role]
        if term["starts_on"] is None:
            known = held[-1] if held else None
            if known is None:
                step.record.refuse("starts_on", _("The first day is missing."))
                return
        else:
            known = next((seat for seat in held if seat.starts_on == term["starts_on"]), None)
        said = {name: value for name, value in term.items() if value is not None and name != "starts_on"}
        if "deputy_for" in step.record.values:
            self._stand_in(step, role, said)
        if step.is_wrong():
            return
        if known is None:
            step.appointment = Appointment(body=step.body, role=role, starts_on=term["starts_on"], **said)
            step.appointment.person = step.person
            step.appointed = True
        else:
            step.appointment = known
        self._set_right(step, step.appointment, said)

    def _stand_in(self, step: Step, role: str, said: dict[str, Any]) -> None:
        """Whom the personal deputy stands in for: somebody with an office in the same body, by e-mail or whole name."""
        if role != Role.PERSONAL_DEPUTY:
            step.remark("deputy_for", _("Only a personal deputy stands in for somebody. It was left out."))
            return
        text = step.record.values["deputy_for"]
        found = [person for person in self._seated[step.body.pk] if fold(text) in _names(person)]
        told = {"name": text}
        if not found:
            step.record.refuse("deputy_for", _("“%(name)s” has no office in this body.") % told)
        elif len(found) > 1:
            step.record.refuse("deputy_for", _("Several in this body are called “%(name)s”. Write the e-mail.") % told)
        else:
            said["deputy_for"] = found[0]

    def _set_right(self, step: Step, seat: Appointment, said: Mapping[str, Any]) -> None:
        if not step.appointed:
            said = _beside_what_the_portal_knows(step, seat, said)
        before = {name: getattr(seat, name) for name in said}
        if step.is_wrong() or not self._agrees(step, seat, said):
            return
        for name, value in said.items():
            setattr(seat, name, value)
        changed = {name: [before[name], value] for name, value in said.items() if before[name] != value}
        if step.appointed or changed:
            try:
                check(seat, *self._beside(seat))
            except ValidationError as error:
                step.refuse(error)
                for name, value in before.items():
                    setattr(seat, name, value)
                return
        if step.appointed:
            self._take_seat(seat)
        else:
            step.term = changed
        self._say(step.record, seat, said)

    def _beside(self, seat: Appointment) -> tuple[list[Appointment], list[Appointment]]:
        """The person's other seats in the body at the same time, and others' in the same single role."""
        own = [each for each in self._seats[seat.body_id, id(seat.person)] if each is not seat and _overlap(each, seat)]
        holders = self._holders[seat.body_id, seat.role] if seat.role in SINGLE else []
        return own, [each for each in holders if each.person is not seat.person and _overlap(each, seat)]

    def _agrees(self, step: Step, thing: Any, values: Mapping[str, Any]) -> bool:
        """Whether the row agrees with the earlier rows about the same person or appointment."""
        for name, value in values.items():
            row, earlier = self._said[id(thing)].get(name, (0, value))
            if not _alike(name, earlier, value):
                step.record.refuse(
                    said_in(step.record, name), _("Row %(row)d says otherwise about the same person.") % {"row": row}
                )
        return not step.is_wrong()

    def _say(self, record: Record, thing: Any, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self._said[id(thing)].setdefault(name, (record.number, value))


def _beside_what_the_portal_knows(step: Step, seat: Appointment, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the row may set right of a known seat.

    A register tells the term as it was decided: it does not know who has left since, and who sits on. So the decided last
    day changes nothing there; another day is refused where it would undo what the portal has recorded.
    """
    last = said.get("ends_on")
    carried = seat.carried_since if seat.ends_on is None else None
    if last is None or not (carried or seat.ended_kind or seat.ended_reason):
        return said
    told = _("The appointment was ended in the portal: %(reason)s") % {
        "reason": seat.ended_reason or seat.get_ended_kind_display()
    }
    if last == seat.term_ends_on:
        if not carried:
            step.remark("ends_on", told)
        return {name: value for name, value in said.items() if name != "ends_on"}
    if carried:
        since = {"day": date_format(carried)}
        step.record.refuse("ends_on", _("The seat is carried over since %(day)s. End it in the portal.") % since)
    elif seat.ends_on and last > seat.ends_on:
        step.record.refuse("ends_on", told)
    return said


def _term(values: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(values[name]) if name in values else None for name in ("starts_on", "ends_on")}
    return {**days, **{name: values.get(name) for name in ("rank", "note", "appointed_by", "decision")}}


def _names(person: Person) -> set[str]:
    """As a register may call somebody in a cell."""
    first, last = person.first_name, person.last_name
    return {fold(text) for text in (f"{first} {last}", f"{last}, {first}", f"{last} {first}", person.email) if text}


def _alike(name: str, one: Any, other: Any) -> bool:
    """Registers write names in capitals and telephones with spaces: that is no change."""
    if name in ("first_name", "last_name", "email"):
        return fold(one) == fold(other)
    if name == "phone":
        return bool(one) == bool(other) and phone_key(one) == phone_key(other)
    return one == other


def _overlap(one: Appointment, other: Appointment) -> bool:
    return (one.ends_on is None or one.ends_on >= other.starts_on) and (
        other.ends_on is None or other.ends_on >= one.starts_on
    )
