"""The first start in production."""

import pytest
from django.core.management import CommandError, call_command

from members.models import User
from portal.models import OutgoingMail
from sections.models import Unit

pytestmark = pytest.mark.django_db
ARGUMENTS = {
    "federation": "Forbundet",
    "section": "Kontor og administrasjon",
    "first_name": "Åshild",
    "last_name": "Øvrebø",
    "email": "Ashild@Seksjon.example",
}


def test_the_first_administrator_may_administer_the_section_and_nothing_else():
    call_command("found_section", **ARGUMENTS)

    section = Unit.objects.get(kind=Unit.Kind.SECTION)
    user = User.objects.get(email="ashild@seksjon.example")
    assert user.access.administered_units == {section.pk}
    assert not user.is_superuser
    assert OutgoingMail.objects.get().to_address == user.email


def test_a_second_run_changes_nothing():
    call_command("found_section", **ARGUMENTS)
    call_command("found_section", **ARGUMENTS)

    assert Unit.objects.count() == 2
    assert User.objects.count() == OutgoingMail.objects.count() == 1


def test_bad_input_stores_nothing():
    with pytest.raises(CommandError) as refusal:
        call_command("found_section", **{**ARGUMENTS, "email": "no address"})

    assert refusal.value.returncode == 2
    assert not Unit.objects.exists()
