"""Words that libraries show to people and have no Nynorsk for (or say worse than we do): here to be found by makemessages.

A library's word with the same English text takes its translation from our catalogue, as ours is looked in first.
"""

from django.utils.translation import gettext_noop as _

# django-allauth: labels and errors of the account pages.
ALLAUTH = (
    _("Email"),
    _("Password"),
    _("Remember Me"),
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Forgot your password?"),
    _("The email address and/or password you specified are not correct."),
    _("This account is currently inactive."),
    _("Too many failed login attempts. Try again later."),
    _("You must type the same password each time."),
    _("Please type your current password."),
    _("Incorrect password."),
    _("This email address is already associated with this account."),
    _("A user is already registered with this email address."),
    _("The password reset token was invalid."),
)
