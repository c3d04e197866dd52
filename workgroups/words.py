"""What the three states of a rule are called, on pages, on paper and in commands; and the look that goes with each."""

from django.utils.translation import gettext_lazy as _

from workgroups.rules import BREACH, OK, SOON

# Severity → (the kind of the design system, the word).
STATES = {OK: ("ok", _("In order")), SOON: ("soon", _("Soon")), BREACH: ("late", _("Deviation"))}


def word_of(severity: str) -> str:
    return str(STATES[severity][1])
