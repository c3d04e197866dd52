"""The first start in production: a federation, a section with its standing bodies, and its first administrator."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from members.models import Person, User
from members.operations import accounts, appointments, people
from members.roles import Role
from portal.periods import today
from sections.models import Body, Unit
from sections.operations import bodies, units

STANDING = (
    (Body.Kind.BOARD, "Styret"),
    (Body.Kind.ADMINISTRATION, "Administrasjonen"),
    (Body.Kind.CONTROL, "Kontrollutvalget"),
)


class Command(BaseCommand):
    help = "Found a section and appoint its first administrator, who gets a link to choose a password. Safe to repeat."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--federation", required=True, help="name of the federation")
        parser.add_argument("--section", required=True, help="name of the section")
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--email", required=True, help="the administrator's login")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with transaction.atomic():
                section = self._section(options["federation"], options["section"])
                person = self._administrator(section, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=2) from error
        self.stdout.write(f"{section} is ready. {person.name} gets a link by mail to {person.email}.")

    def _section(self, federation_name: str, section_name: str) -> Unit:
        federation = Unit.objects.filter(kind=Unit.Kind.FEDERATION).first() or units.create(
            None, kind=Unit.Kind.FEDERATION, name=federation_name
        )
        section = Unit.objects.filter(kind=Unit.Kind.SECTION, name=section_name, parent=federation).first()
        section = section or units.create(None, kind=Unit.Kind.SECTION, name=section_name, parent=federation)
        for kind, name in STANDING:
            if not section.bodies.filter(kind=kind).exists():
                bodies.create(None, unit=section, kind=kind, name=name)
        return section

    def _administrator(self, section: Unit, options: dict[str, Any]) -> Person:
        email = options["email"].strip().lower()
        person = Person.objects.filter(email=email).first() or people.create(
            None, first_name=options["first_name"], last_name=options["last_name"], email=email, section=section
        )
        administration = section.bodies.get(kind=Body.Kind.ADMINISTRATION)
        if not person.appointments.active().filter(body=administration, role=Role.ADMINISTRATOR).exists():
            appointments.appoint(None, body=administration, person=person, role=Role.ADMINISTRATOR, starts_on=today())
        if not User.objects.filter(person=person).exists():
            accounts.create(None, person=person)
        return person
