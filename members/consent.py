"""What an applicant agrees to (GDPR, article 9): the text that is shown, under a version that is stored with the answer.

A change of the text is a new version; what stands under an old one is not changed.
"""

from django.utils.translation import gettext as _

VERSION = "2026-11"


def text(call) -> str:
    """The present version, for one call."""
    return _(
        "I agree that %(unit)s stores what I write here and uses it for one purpose: to decide who gets a place in "
        "%(body)s. I know that it tells that I am a member of the union, which the law protects specially (GDPR, "
        "article 9). Only the section’s administration and board read it. It is deleted %(days)d days after the "
        "decision unless I am appointed, and at the latest a year after the deadline. I can withdraw my application "
        "and my consent at any time by the link in the mail."
    ) % {"unit": call.body.unit, "body": call.body, "days": call.retention_days}
