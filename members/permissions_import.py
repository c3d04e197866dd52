"""Who may import people from a member register."""

from django.utils.translation import gettext_lazy as _

from portal.permissions import Decision, allow_if, rule


@rule("person.import")
def import_people(user, unit) -> Decision:
    """The administration, for its own units; without a unit the question is whether there is any."""
    units = user.access.administered_units
    allowed = bool(units) if unit is None else unit.pk in units
    return allow_if(allowed, _("Only the section's administration may do this."))
