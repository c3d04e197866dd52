"""People and what hangs on them, one module per noun."""

from members.models.people import Appointment, AppointmentQuerySet, Person, PersonQuerySet, User, UserManager

__all__ = ["Appointment", "AppointmentQuerySet", "Person", "PersonQuerySet", "User", "UserManager"]
