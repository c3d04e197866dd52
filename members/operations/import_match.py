"""Whom a row means: by e-mail, else by name and telephone, else by name and local union. Never by guessing."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from members.models import Appointment, Person
from members.operations.import_scope import Scope
from members.register import Record, phone_key
from portal.textsearch import fold, sort_key


class Known:
    """The people whom the rows may mean, and those whom earlier rows have brought."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        # Of the rows in hand.
        self.of_batch: set[int] = set()
        self._people: dict[int, Person] = {}
        # One object for each person, whether a row or a seat led to it.
        self._objects: dict[int, Person] = {}
        self._by_email: dict[str, Person] = {}
        self._by_name: dict[tuple[str, str], list[Person]] = defaultdict(list)
        self._office_holders: set[int] = set()

    @staticmethod
    def sorted_by(record: Record) -> str:
        """The column by which the database finds a name quickly; it knows fewer letters than we compare."""
        return sort_key(f"{record.values.get('last_name', '')} {record.values.get('first_name', '')}")

    def add(self, people: Iterable[Person]) -> None:
        for person in people:
            self.of_batch.add(person.pk)
            if person.pk not in self._people:
                self._people[person.pk] = self.same(person)
                self.remember(self._people[person.pk])

    def same(self, person: Person) -> Person:
        """The one object that stands for a person."""
        return self._objects.setdefault(person.pk, person)

    def read_rights(self) -> None:
        """Who may be changed because they hold an office in a unit of one's own: the rule ``person.edit`` for many."""
        if self.scope.allowed is None:
            return
        held = Appointment.objects.filter(person_id__in=self.of_batch, body__unit_id__in=self.scope.allowed)
        self._office_holders.update(held.values_list("person_id", flat=True))

    def remember(self, person: Person) -> None:
        """Under the e-mail and the name that the person has now."""
        if person.email:
            self._by_email[person.email.lower()] = person
        namesakes = self._by_name[_name(person.first_name, person.last_name)]
        if not any(each is person for each in namesakes):
            namesakes.append(person)

    def _may_edit(self, person: Person) -> bool:
        if self.scope.allowed is None or person.pk is None:
            return True
        own = {person.unit_id, person.section_id} & self.scope.allowed
        return bool(own) or person.pk in self._office_holders or person.pk == self.scope.actor.person_id

    def match(self, record: Record, unit: Any) -> Person | None:
        """The person, or None for somebody new. Refuses the row where it might be one of several."""
        values = record.values
        person = self._by_email.get(values["email"]) if "email" in values else None
        if person is not None:
            return self._by_address(record, person)
        names = _name(values["first_name"], values["last_name"])
        # Somebody of another unit is never changed, and never told of.
        namesakes = [each for each in self._by_name.get(names, []) if self._may_edit(each)]
        found = _with_phone(namesakes, values) or _with_unit(namesakes, values, unit)
        if not found and not values.keys() & {"email", "phone"}:
            found = self._by_name_alone(record, namesakes, unit)
        if len(found) > 1:
            record.refuse("last_name", _("Several people fit this row. Add the e-mail of the one who is meant."))
        return found[0] if len(found) == 1 else None

    def _by_address(self, record: Record, person: Person) -> Person:
        values = record.values
        if not self._may_edit(person):
            record.refuse("email", _("This e-mail belongs to somebody in another unit. Ask its administration."))
        elif fold(person.first_name) != fold(values["first_name"]) and fold(person.last_name) != fold(
            values["last_name"]
        ):
            record.refuse("email", _("The e-mail belongs to %(name)s, who has another name.") % {"name": person.name})
        return person

    def _by_name_alone(self, record: Record, namesakes: list[Person], unit: Any) -> list[Person]:
        """A bare name means somebody of whom no more is known either; beside others of that name it means nobody."""
        near = [each for each in namesakes if unit is None or each.unit_id in (None, unit.pk)]
        if near and any(each.email or each.phone for each in near):
            record.refuse(
                "last_name",
                _("There is somebody with this name already. Add an e-mail or a telephone, to tell who is meant."),
            )
            return []
        return near


def _with_phone(namesakes: list[Person], values: dict[str, Any]) -> list[Person]:
    if "phone" not in values:
        return []
    return [each for each in namesakes if each.phone and phone_key(each.phone) == values["phone"]]


def _with_unit(namesakes: list[Person], values: dict[str, Any], unit: Any) -> list[Person]:
    """Those of the local union, unless the e-mails tell them apart."""
    if unit is None:
        return []
    return [each for each in namesakes if each.unit_id == unit.pk and not (each.email and "email" in values)]


def _name(first: str, last: str) -> tuple[str, str]:
    return fold(first), fold(last)
